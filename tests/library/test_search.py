"""What a search finds in a text, and that it finds the same however it goes about it."""

from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus import find_corpus
from annotations.errors import SearchError, StillSearchingError
from annotations.search import Hits, Options, compile_query
from annotations.search.query import LONGEST_QUERY
from annotations.text.graphemes import snap_back
from annotations.text.span import Span
from tests.screen.texts import TEXTS

WORDS = Options(whole_words=True)
EXPRESSION = Options(expression=True)


def hits_of(text: str, query: str, options: Options | None = None, block_length: int = 0) -> Hits:
    # However slow the machine is, nothing here explodes.
    found = compile_query(query, options)
    return Hits(text, found, patience=30.0, block_length=block_length)


def spans(text: str, query: str, options: Options | None = None) -> list[Span]:
    return hits_of(text, query, options).within(0, len(text))


def found(text: str, query: str, options: Options | None = None) -> list[str]:
    return [text[slice(*span)] for span in spans(text, query, options)]


@pytest.mark.parametrize(
    ("text", "query", "starts"),
    [
        ("Taiwan and taiwan and TAIWAN", "taiwan", [0, 11, 22]),
        ("Taiwan and taiwan and TAIWAN", "Taiwan", [0]),
        ("Taiwan and taiwan", "taiWan", []),
        ("U.S. or US or UxS.", "u.s.", [0]),
        ("[a] (b)* \\d+ a|b", "[a]", [0]),
        ("[a] (b)* \\d+ a|b", "\\d+", [9]),
        ("[a] (b)* \\d+ a|b", "a|b", [13]),
        ("{999999}", "{999999}", [0]),
        ("aaaa", "aa", [0, 2]),
        ("École, éCOLE", "école", [0, 7]),
        ("“no” ‘no’", "‘", [5]),
        ("👩\u200d👧 and 👩\u200d👧", "👩\u200d👧", [0, 8]),
        ("nothing here", "missing", []),
        ("", "a", []),
        ("text", "", []),
    ],
)
def test_plain_text_is_found_and_capitals_count_only_if_the_query_has_any(
    text: str, query: str, starts: list[int]
) -> None:
    assert spans(text, query) == [Span(start, start + len(query)) for start in starts]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("strasse", "Straße"),
        ("STRASSE", "STRASSE"),
        ("straße", "STRASSE"),
        ("fin", "ﬁn"),
        ("istanbul", "İstanbul"),
        ("ısparta", "ISPARTA"),
        ("ὀδυσσεύς", "ὈΔΥΣΣΕΎΣ"),
        ('"no"', "“no”"),
        ("china's", "China’s"),
        ("jan 11, 2024", "Jan\xa011,\u202f2024"),
        ("us-china", "US‑China"),
    ],
)
def test_letters_fold_and_plain_signs_stand_for_their_kind(query: str, text: str) -> None:
    assert found(f"a {text} b", query) == [text]


def test_an_expression_says_exactly_what_it_says() -> None:
    assert found('“no” "no" a\xa0b a b', '"no"', EXPRESSION) == ['"no"']
    assert found('“no” "no" a\xa0b a b', "a b", EXPRESSION) == ["a b"]


@pytest.mark.parametrize("word", ["café", "Ångström", "tiếng Việt", "각하", "ガラス", "ṩ"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_character_is_found_composed_and_decomposed(word: str, typed: str, written: str) -> None:
    written_word = normalize(written, word)  # type: ignore[arg-type]
    typed_word = normalize(typed, word)  # type: ignore[arg-type]

    assert found(f"x {written_word} x", typed_word) == [written_word]


def test_marks_in_any_equivalent_order_are_found() -> None:
    assert found("e\u0302\u0323 \u1eb9\u0302 \u00ea\u0323", "\u1ec7") == [
        "e\u0302\u0323",
        "\u1eb9\u0302",
        "\u00ea\u0323",
    ]


@pytest.mark.parametrize("text", ["café", "cafe\u0301"])
def test_a_letter_without_its_accent_is_another_one_however_it_is_written(text: str) -> None:
    assert found(text, "caf") == ["caf"]
    assert found(text, "cafe") == []


def test_a_hit_is_never_a_part_of_a_character() -> None:
    family = "👩\u200d👩\u200d👧"
    assert found(f"a {family} b", "👩") == [family], "found twice in it, it is one hit"
    assert found("कि", "क") == ["कि"]
    assert found("🇩🇪🇫🇷", "🇪") == ["🇩🇪"]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("us", "US-China, us, bus, U.S.", ["US", "us"]),
        ("china", "China's ‘China’ Chinas", ["China", "China"]),
        ("don", "don't do_n donut don", ["don", "don"]),
        ("1", "1,000 1.5 1 1.", ["1", "1"]),
        ("0", "1,000", []),
        ("the us", "the US and the usual", ["the US"]),
        ("(a)", "x(a)x", ["(a)"]),
        ("中国", "我是中国人", ["中国"]),
        ("ラス", "ガラス ラス", ["ラス"]),
        ("caf", "cafe\u0301 caf", ["caf"]),
    ],
)
def test_whole_words_begin_and_end_with_a_word(query: str, text: str, hits: list[str]) -> None:
    assert found(text, query, WORDS) == hits


def test_an_expression_can_ask_for_whole_words_too() -> None:
    options = Options(whole_words=True, expression=True)

    assert found("no nose noose", "n.*?e", options) == ["no nose", "noose"]


@pytest.mark.parametrize(
    ("query", "text", "hits"),
    [
        ("^", "one\ntwo", []),
        (r"\b", "one two", []),
        ("a*", "baac", ["aa"]),
        ("$", "one\n", []),
        ("^t.o$", "one\ntwo\nthree", ["two"]),
        (r"(?<=\bon)e\nt", "one\ntwo", ["e\nt"]),
        ("(?s)e.*e", "one\ntwo three", ["e\ntwo three"]),
        ("(?r)aa", "aaa", ["aa"]),
        (r"\w+", "One two", ["One", "two"]),
        (r"\S+ \D", "One O", ["One O"]),
        (r"\p{Lu}\w", "ONe two", ["ON"]),
        (r"\p{Latin}+e", "ONE", ["ONE"]),
        ("(?P<Name>o)n", "ON on", ["ON", "on"]),
    ],
)
def test_expressions_find_what_has_length(query: str, text: str, hits: list[str]) -> None:
    assert found(text, query, EXPRESSION) == hits


TOO_MUCH = "bad expression: it repeats too much"


@pytest.mark.parametrize(
    "query", [r"\d{4}-\d{2}", "a{0,100}b{1,200}c{300}", r"(\w+ ){50}", "[{]{9}"]
)
def test_expressions_with_usual_repeats_are_taken(query: str) -> None:
    assert compile_query(query, EXPRESSION).typed == query


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("(ab", "bad expression: missing ) at 3"),
        ("ab)", "bad expression: unbalanced parenthesis at 2"),
        ("a**", "bad expression: multiple repeat at 2"),
        ("a)(b", "bad expression: unbalanced parenthesis at 1"),
        ("(?V0)(?V1)", "bad expression: VERSION0 and VERSION1 flags are mutually incompatible"),
        ("(" * 400, "bad expression: "),
        ("(a{1000}){1000}", TOO_MUCH),
        ("(?:" * 13 + "a?" + "){2}" * 13, TOO_MUCH),
        ("(?:" + "(a|b)?" * 64 + "){9999}", TOO_MUCH),
        ("a" * (LONGEST_QUERY + 1), f"too long to search for: {LONGEST_QUERY} characters at most"),
    ],
)
def test_what_cannot_be_searched_for_is_told(query: str, told: str) -> None:
    with pytest.raises(SearchError) as refused:
        compile_query(query, EXPRESSION)
    assert refused.value.message.startswith(told)


@settings(max_examples=50)
@given(st.text(max_size=12), st.sampled_from([EXPRESSION, Options(True, True), WORDS, Options()]))
def test_whatever_is_typed_is_a_query_or_told_to_be_bad(query: str, options: Options) -> None:
    with suppress(SearchError):
        assert compile_query(query, options).typed == query
        return
    assert options.expression, "plain text is never bad"


# -- the same, however it is found

LINES = st.lists(st.text("abA.*é", max_size=30), max_size=40).map("\n".join)
QUERIES = st.text("abA.*é", min_size=1, max_size=3)


def naive(text: str, query: str) -> list[Span]:
    """What a search by hand finds: from left to right, one after the other."""
    whole = text if query != query.lower() else text.lower()
    starts, start = [], whole.find(query)
    while start >= 0:
        starts.append(Span(start, start + len(query)))
        start = whole.find(query, start + len(query))
    return starts


@given(LINES, QUERIES)
def test_a_text_in_many_blocks_has_the_hits_that_a_naive_search_finds(
    text: str, query: str
) -> None:
    expected = naive(text, query)
    hits = hits_of(text, query)

    assert hits.within(0, len(text)) == expected
    assert hits.is_counted
    assert hits.total == len(expected)
    assert [hits.number(span.start) for span in expected] == list(range(1, len(expected) + 1))


@given(LINES, QUERIES, st.data())
def test_a_part_of_a_text_shows_the_hits_that_share_a_character_with_it(
    text: str, query: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = [span for span in naive(text, query) if span.start < end and span.end > start]

    assert hits_of(text, query).within(start, end) == expected


@given(LINES, QUERIES, st.data())
def test_the_next_hit_is_the_nearest_one_around_the_end(
    text: str, query: str, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    expected, hits = naive(text, query), hits_of(text, query)
    after = [span for span in expected if span.start > offset]
    before = [span for span in expected if span.start < offset]

    assert hits.following(offset, 1, seconds=30) == next(iter(after or expected), None)
    assert hits.following(offset, -1, seconds=30) == next(iter((before or expected)[::-1]), None)
    here = [span for span in expected if span.start >= offset]
    assert hits.following(offset, 1, inclusive=True, around=False, seconds=30) == next(
        iter(here), None
    )
    assert hits.following(offset, -1, around=False, seconds=30) == next(iter(before[::-1]), None)


@given(
    TEXTS.map(lambda text: text * 3),
    st.one_of(
        st.tuples(st.text(max_size=4), st.sampled_from([Options(), WORDS])),
        st.tuples(
            st.sampled_from(
                [".", r"\w+", r"[^.]+", "(?s).{7}", r"\n+", "a|aa", r"\X", "(?r)..", "^"]
            ),
            st.just(EXPRESSION),
        ),
    ),
)
def test_hits_of_any_text_are_whole_characters_in_order_and_counted(
    text: str, asked: tuple[str, Options]
) -> None:
    query, options = asked
    hits = hits_of(text, query, options)
    found = hits.within(0, len(text))

    ends = [0]
    for start, end in found:
        assert ends[-1] <= start < end
        assert (snap_back(text, start), snap_back(text, end)) == (start, end)
        ends.append(end)
    assert hits.total == len(found)
    caret, visited = -1, []
    for _ in found:
        hit = hits.following(caret, 1, seconds=30)
        assert hit is not None
        visited.append(hit)
        caret = hit.start
    assert visited == found


def test_a_match_that_runs_over_the_end_of_a_block_is_found_once() -> None:
    text = "x" * 3000 + "\n" + "y" * 9000
    hits = hits_of(text, r"(?s)x\n.{500}|yyy", EXPRESSION)

    first, *others = hits.within(0, len(text))

    assert first == Span(2999, 3501)
    gaps = [after.start - before.end for before, after in pairwise([first, *others])]
    assert set(gaps) <= {-1, 0, 1}, "only between blocks, which begin anew"
    assert gaps.count(0) >= len(gaps) - hits.blocks


def test_an_exploding_expression_is_refused_and_found_once_it_was_searched_elsewhere() -> None:
    text = "aaab " + "a" * 4000 + "!"
    hits = Hits(text, compile_query(r"b|(a+)+$", EXPRESSION), patience=0.01)

    with pytest.raises(StillSearchingError):
        hits.following(0, 1)
    assert hits.within(0, len(text)) == []
    assert not hits.is_counted

    elsewhere = hits_of(text, "b")
    hits.take(0, 1, elsewhere.block(0))
    assert hits.following(0, 1) == Span(3, 4)
    assert hits.within(0, len(text)) == [Span(3, 4)]
    assert hits.total == 1


def test_what_is_counted_elsewhere_is_not_searched_again() -> None:
    text = "line\n" * 10_000
    hits = hits_of(text, "absent", block_length=1000)
    for number in list(hits.uncounted(20_000)):
        hits.take(number, 0, None)

    assert hits.is_counted
    assert hits.following(0, 1, seconds=-1) is None, "there is no time for even one block"


def test_counting_begins_where_the_reader_is() -> None:
    text = "line\n" * 1000
    hits = hits_of(text, "line", block_length=1000)

    order = list(hits.uncounted(2500))

    assert order == [*range(order[0], hits.blocks), *range(order[0])]
    assert order[0] > 0
    hits.count_on(2500, seconds=30)
    assert hits.total == 1000
    assert list(hits.uncounted(0)) == []


def test_one_endless_character_is_one_hit() -> None:
    text = "e" + "\u0301" * 20_000 + "x"

    assert spans(text, "\u0301") == [Span(0, len(text) - 1)]
    assert spans(text, "x") == [Span(len(text) - 1, len(text))]


def test_a_word_is_found_in_a_seed_wherever_it_stands(seeds: Path) -> None:
    text = find_corpus([seeds]).load("003_50823aa4b1df31b8.txt").text

    assert len(spans(text, "china sea")) == 3
    assert found(text, "“he urged.”") == []
    assert found(text, "‘one china") == ["‘One China", "‘one China"]


def test_the_end_of_a_line_is_no_other_place_than_that() -> None:
    text = "a" * 20_000 + "!\n" + "a" * 20_000 + "\n"

    assert spans(text, "[^!]b$|!$|b$", EXPRESSION) == [Span(20_000, 20_001)]
    assert spans(text, "a!?$", EXPRESSION) == [Span(19_999, 20_001), Span(40_001, 40_002)]
    assert sum(span.length for span in spans(text, ".+", EXPRESSION)) == len(text) - 2
