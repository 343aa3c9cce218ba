import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from annotations.text.words import LONGEST_WORD, next_word_start, previous_word_start, word_at

SAMPLES = (
    "the U.S. C.C. U.S e.g. don’t Brown's States’ self-ruled 1,000.50 5. a_b 漢字 らーめん カタカナ"
    " ｶ\uff9e한국어 nai\u0308ve e\u0301 \u0301 👩\u200d👧 ❤\ufe0fa 🇩🇪 क्षि می\u200cخواهم"
    " \u0600\u0661 \u0d4e \u0e33 - . , ' ’ \n \u00ad \x00 \u202e"
)
PIECES = st.lists(st.sampled_from(SAMPLES.split(" ")) | st.just(" ") | st.text(max_size=2)).map(
    "".join
)


def words(text: str) -> list[str]:
    found = []
    offset = 0
    while offset < len(text):
        word = word_at(text, offset)
        if word and word.contains(offset):
            found.append(text[word.start : word.end])
        offset = next_word_start(text, offset)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the U.S.-China talks", ["the", "U.S.", "China", "talks"]),
        ("General C.C. Brown's visit.", ["General", "C.C.", "Brown's", "visit"]),
        ("(U.S.) U.S, e.g. this", ["U.S.", "U.S", "e.g.", "this"]),
        ("don’t split States’ self‐ruled", ["don’t", "split", "States", "self‐ruled"]),
        ("rock ’n’ roll", ["rock", "n", "roll"]),
        ("$1,000.50, 5. end.Next", ["1,000.50", "5", "end", "Next"]),
        ("2024-01-11 a_b", ["2024-01-11", "a_b"]),
        ("cafe\u0301 nai\u0308ve", ["cafe\u0301", "nai\u0308ve"]),
        ("台湾のテスト、ですー", ["台", "湾", "の", "テスト", "で", "す", "ー"]),
        ("한국어 말 हिन्दी می\u200cخواهم", ["한국어", "말", "हिन्दी", "می\u200cخواهم"]),
        ("การเจรจา ดำเนินไป", ["การเจรจา", "ดำเนินไป"]),
        ("ລາວ ພາສາ", ["ລາວ", "ພາສາ"]),
        ("ខ្មែរ\u200bកម្ពុជា។", ["ខ្មែរ", "កម្ពុជា"]),
        ("မြန်မာ ပြည်၊", ["မြန်မာ", "ပြည်"]),
        ("བོད་ཡིག", ["བོད", "ཡིག"]),
        ("ሰላም፡ዓለም", ["ሰላም", "ዓለም"]),
        ("2024年1月", ["2024", "年", "1", "月"]),
        ("السَّلام عليكم؟ שָׁלוֹם", ["السَّلام", "عليكم", "שָׁלוֹם"]),
        ("❤\ufe0f 👩‍👧 -- …", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_the_word_at_its_end_counts_where_no_other_begins() -> None:
    text = "one, two"
    assert word_at(text, 0) == word_at(text, 3) == Span(0, 3)
    assert word_at(text, 4) is None
    assert word_at(text, 8) == Span(5, 8)
    assert word_at("台湾", 1) == Span(1, 2)
    assert word_at("", 0) is None


def test_motions() -> None:
    text = " one, two"
    assert [next_word_start(text, offset) for offset in (0, 1, 4, 6, 9)] == [1, 6, 6, 9, 9]
    assert [previous_word_start(text, offset) for offset in (9, 6, 3, 1, 0)] == [6, 1, 1, 0, 0]


def test_a_word_without_end_is_cut() -> None:
    text = "x" * (4 * LONGEST_WORD)
    word = word_at(text, len(text) // 2)
    assert word is not None
    assert word.contains(len(text) // 2)
    assert 2 * LONGEST_WORD <= word.length <= 2 * LONGEST_WORD + 1


@settings(deadline=None)
@given(PIECES, st.data())
def test_the_word_at_an_offset_holds_it_and_whole_clusters(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    word = word_at(text, offset)
    if word is None:
        return
    assert word.length
    assert word.contains(offset) or word.end == offset
    assert snap_back(text, word.start) == word.start
    assert snap_back(text, word.end) == word.end
    assert all(word_at(text, inside) == word for inside in range(*word))


@settings(deadline=None)
@given(PIECES)
def test_motions_go_over_the_same_words_both_ways(text: str) -> None:
    forward, offset = [0], 0
    while offset < len(text):
        following = next_word_start(text, offset)
        assert following > offset
        offset = following
        forward.append(offset)
    backward, offset = [len(text)], len(text)
    while offset:
        before = previous_word_start(text, offset)
        assert before < offset
        offset = before
        backward.append(offset)
    assert sorted(set(backward)) == sorted(set(forward))
