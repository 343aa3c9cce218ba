import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotations.text.paragraphs import LONGEST_WHOLE
from annotations.text.sentences import (
    SentenceCounter,
    next_sentence_start,
    previous_sentence_start,
    sentence_at,
    sentence_spans,
)
from annotations.text.span import Span

SAMPLES = (
    "The He Mr. Gen. U.S. C.C. J. a.m. Jan. No. Inc. vs. 7 3.5 1. end. end! end? wait... so… .”"
    " “Yes.” ‘no.’ \"Yes.\" 'No!' ?) ( [1] — - * \xa0 \u2028 \n \n\n \t 。 ！” 「好。」 中国 है।"
    " هل؟ ہے۔ e\u0301. 👩\u200d👧. 🇩🇪 \u202e \x00 \x1c iPhone"
    " བོད།༎ ပြော။ ។ ។៕ 好?是 ไทย. د."
)
PIECES = (
    st.lists(st.sampled_from(SAMPLES.split(" ")) | st.just(" ") | st.text(max_size=3)).map(" ".join)
    | st.text()
)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Xi met Gen. Liu in St. Louis.", "Dr. Wu left."],
        ["Lt. Col. Chase spoke for Gov. Smith, Sen. Lee and Rep. Ray."],
        ["He lives in the U.S.", "The talks ended."],
        ["The U.S. Navy and U.N. envoys met C.C. Brown and J. Smith."],
        ["It is the U.S. No. 1 in trade."],
        ["They met at 5 p.m. on Jan. 7.", "No. 5 won."],
        ["They met at 5 p.m.", "The talks went on."],
        ["He said no.", "He left in Jan.", "China did not."],
        [
            "Apple Inc. Chief Tim Cook left.",
            "It is now Apple Inc.",
            "The firm sued Smith Corp. and Co.",
        ],
        ["China vs. Russia, i.e. both, etc.", "More came."],
        ["It rose 3.5 percent to 1,000.50.", "Up."],
        ["It was 2021.", "110 countries came."],
        ["1. China won.", "Taiwan lost."],
        ["Sold.", "iPhone sales rose."],
    ],
)
def test_abbreviations_and_numbers(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["“Yes.”", "“No!”", "(He left.)", "Then."],
        ["'Really?' he asked.", '"Why?" she said.', "'Because!'"],
        ["“We agree,” he said.", "“They do not,” she said."],
        ["He said “stop.’”", "“He urged."],
        ["They talk in the U.S.", "“We do not.”"],
        ['The roots of problems." security, and making a fuss."', "Relations remain."],
        ["„Ja.“", "Dann kam er."],
        ["’Tis done.", "’90s music came."],
        ["It ended.[2]", "*Next.*", "— Then."],
    ],
)
def test_marks_after_a_stop_belong_to_the_sentence(expected: list[str]) -> None:
    assert sentences(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["Talks resume…", "Differences remain", "Next line"],
        ["Done... and on… and so on...", "Then."],
        ["Wait . . . what?", "Good?!", "Hi! ! !"],
        ["No stop"],
        ["..."],
    ],
)
def test_ellipses_and_line_ends(expected: list[str]) -> None:
    assert (
        sentences(" ".join(expected[:2]) + "".join("\n" + line for line in expected[2:]))
        == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“不会。”中国！好吗？是。", ["他说：“不会。”", "中国！", "好吗？", "是。"]),
        ("「好。」と言った。次。", ["「好。」と言った。", "次。"]),
        ("यह एक है। वह दो है।", ["यह एक है।", "वह दो है।"]),
        ("هل هذا؟ نعم.", ["هل هذا؟", "نعم."]),
        ("یہ ہے۔ وہ ہے۔", ["یہ ہے۔", "وہ ہے۔"]),
    ],
)
def test_stops_of_other_scripts(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        pytest.param(
            "",
            [
                "国防部发言人周四说，“台湾问题没有妥协的余地！”",
                "他还提到……双方同意保持沟通。",
                "会谈持续了3.5小时？",
                "是的（据新华社报道。）",
                "记者问：“何时再谈？”",
                "「不會。」",
                "『真的？』",
                "真的吗?",
                "是的!",
                "U.S. Navy 派出两艘军舰。",
            ],
            id="Chinese",
        ),
        pytest.param(
            "",
            [
                "防衛省は11日、「会談は有益だった。」と発表した。",
                "台湾については譲歩しないという。",
                "本当だろうか？…いや、違う。",
                "「はい！」と彼は答えた。",
                "（共同）",
            ],
            id="Japanese",
        ),
        pytest.param(
            " ",
            [
                "रक्षा मंत्रालय ने कहा कि ताइवान पर कोई समझौता नहीं होगा।",
                "बैठक डॉ. शर्मा की अध्यक्षता में 3.5 घंटे चली।",
                "क्या यह सच है?",
                "“हाँ।”",
                "उन्होंने कहा॥",
            ],
            id="Hindi",
        ),
        pytest.param(
            " ",
            [
                "قالت الوزارة إنها لن تتنازل أبدًا.",
                "هل ستستمر المحادثات؟",
                "نعم، قال د. أحمد: «سنواصل الحوار.»",
                "ثم غادر القاعة؛ ولم يجب!",
            ],
            id="Arabic",
        ),
        pytest.param(
            " ",
            [
                "وزارت دفاع نے کہا کہ کوئی سمجھوتہ نہیں ہوگا۔",
                "کیا بات چیت جاری رہے گی؟",
                "اجلاس 3.5 گھنٹے چلا۔",
                "“ہم تیار ہیں۔”",
                "انہوں نے کہا۔",
            ],
            id="Urdu",
        ),
        pytest.param(
            "",
            ["جی ہاں۔", "کیا؟", "ہاں۔", "यह एक है।", "वह दो है।"],
            id="no blanks after stops",
        ),
        pytest.param(
            "\n",
            [
                "กระทรวงกลาโหมระบุว่าจะไม่ประนีประนอม การเจรจาดำเนินไปสองวัน",
                "พล.อ. ประยุทธ์ กล่าวเมื่อ 11 ม.ค. ว่าไม่มีปัญหา",
            ],
            id="Thai, a line a sentence",
        ),
        pytest.param(
            " ",
            [
                "국방부는 대만 문제에서 타협하지 않겠다고 밝혔다.",
                "“회담은 유익했다.”",
                "그는 말했다.",
                "정말일까?",
                "3.5시간 걸렸다.",
            ],
            id="Korean",
        ),
        pytest.param(" ", ["བོད་ཡིག་གི་ཚིག་གྲུབ།", "གཉིས་པ་འདི་ཡིན།"], id="Tibetan"),
        pytest.param("", ["ក្រសួងបាននិយាយ។", "វាបានបញ្ចប់៕"], id="Khmer"),
        pytest.param(" ", ["ဝန်ကြီးဌာနက ပြောသည်၊ ပြီးပြီ။", "ဆက်လုပ်မည်။"], id="Burmese"),
        pytest.param(" ", ["ሚኒስቴር አስታወቀ።", "ውይይቱ ይቀጥላል፧", "አዎ።"], id="Amharic"),
        pytest.param(" ", ["Նախարարությունը հայտարարեց։", "Կշարունակվե՞ն։"], id="Armenian"),
        pytest.param(
            " ",
            [
                "Министерство заявило: «Компромисса не будет».",
                "Переговоры продлились 3,5 часа.",
                "Да, сказал А. С. Иванов.",
            ],
            id="Russian",
        ),
    ],
)
def test_prose_in_other_languages(between: str, expected: list[str]) -> None:
    assert sentences(between.join(expected)) == expected


def test_blanks_around_sentences_are_left_out() -> None:
    assert sentence_spans("  One.\xa0 Two. \n\n \t") == (Span(2, 6), Span(8, 12))
    assert sentence_spans("") == ()
    assert sentence_spans(" \n\xa0") == ()


def test_caret_between_sentences_belongs_to_the_one_before() -> None:
    text = " One.  Two.\n \nThree"
    assert sentence_at(text, 0) == Span(1, 5)
    assert sentence_at(text, 5) == sentence_at(text, 6) == Span(1, 5)
    assert sentence_at(text, 7) == sentence_at(text, 11) == Span(7, 11)
    assert sentence_at(text, 12) is None
    assert sentence_at(text, 13) is None
    assert sentence_at(text, 14) == sentence_at(text, len(text)) == Span(14, 19)
    assert sentence_at("", 0) is None


def test_motions_pass_over_blank_lines() -> None:
    text = "One. Two.\n\n \nThree"
    assert [next_sentence_start(text, offset) for offset in (0, 5, 10, 13)] == [5, 13, 13, 18]
    assert [previous_sentence_start(text, offset) for offset in (18, 13, 7, 5, 0)] == [
        13,
        5,
        5,
        0,
        0,
    ]
    assert previous_sentence_start("\n\n One", 3) == 0


def test_counter_counts_from_one() -> None:
    counter = SentenceCounter("\nOne. Two.\n\nThree")
    assert [counter.position(offset) for offset in (0, 1, 6, 11, 16)] == [
        (1, 3),
        (1, 3),
        (2, 3),
        (2, 3),
        (3, 3),
    ]
    assert SentenceCounter(" \n").position(1) == (0, 0)


def test_a_line_too_long_to_be_kept_is_cut_alike() -> None:
    sentence = "The U.S. said “no.” "
    text = sentence * (LONGEST_WHOLE // len(sentence) + 2)
    spans = sentence_spans(text)
    assert spans == tuple(Span(start, start + 19) for start in range(0, len(text), len(sentence)))
    assert sentence_at(text, spans[-2].start + 3) == spans[-2]


def test_a_sentence_longer_than_the_first_look_is_found_whole() -> None:
    text = "One. Two " + "word " * 2_000 + "end. Three."
    start = 5
    assert sentence_at(text, len(text) - 10) == Span(start, len(text) - 7)


@settings(deadline=None)
@given(PIECES)
@example("A.\x1cB")
@example("x. . ”\n.")
def test_spans_and_gaps_tile_the_text(text: str) -> None:
    position = 0
    for start, end in sentence_spans(text):
        assert not text[position:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        position = end
    assert not text[position:].strip()


@settings(deadline=None)
@given(PIECES, st.data())
def test_a_sentence_found_alone_is_one_of_all(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = sentence_at(text, offset)
    if offset < len(text) and not text[offset].isspace():
        assert found is not None
        assert found.contains(offset)
    if found is None:
        assert not text[:offset].rpartition("\n")[2].strip()
        assert not text[offset:].partition("\n")[0].strip()
    else:
        assert found in sentence_spans(text)


@settings(deadline=None)
@given(PIECES, st.data())
def test_motions_go_to_the_nearest_start(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    starts = [span.start for span in sentence_spans(text)]
    after = [start for start in starts if start > offset]
    before = [start for start in starts if start < offset]
    assert next_sentence_start(text, offset) == (after[0] if after else len(text))
    assert previous_sentence_start(text, offset) == (before[-1] if before else 0)
