from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.text.paragraphs import LONGEST_WHOLE, next_paragraph_start, paragraph_at
from annotations.text.quotations import (
    inside,
    next_quotation,
    quotation_at,
    quotations,
    quotations_near,
)
from annotations.text.span import Span

SEEDS = Path(__file__).parents[2] / "seeds"

SEED_QUOTATIONS = {
    "000": [
        '"As Beijing insists that it will never compromise or back down on the Taiwan issue, the '
        'United States must also understand the roots of maritime problems."',
    ],
    "001": [
        "'never compromise'",
        "'never compromise'",
        '"never compromise"',
        '"provocative actions"',
    ],
    "002": [
        '"We have repeatedly emphasized that China adheres to certain principles with regard to '
        "the development of relations between armed forces of the two countries. These principles "
        "are that sovereignty, dignity and major interests of China cannot be violated. "
        "Especially on the Taiwan issue, on which China will not anyhow compromise. The US should "
        'have no illusions on this matter,"',
        '"One-China"',
        '"an inalienable part"',
        '"no other status in international law except being part of China"',
        '"One Country, Two Systems,"',
    ],
    "003": [
        "‘We will never compromise on the Taiwan issue’",
        "“The two sides discussed the U.S.-China defense relationship and reaffirmed their "
        "position that the United States will continue to fly, navigate, and operate safely and "
        "responsibly wherever international law allows,”",
        "“The United States confirmed that its commitment to the Indo-Pacific and its allies "
        "around the world remains unchanged, and also reaffirmed the United States’ commitment to "
        "the ‘One China Policy.’”",
        "‘One China Policy.’",
        "“This dialogue is a follow-up to the US-China summit held in November last year, and we "
        "decided to actively discuss with China regarding future promises between the Ministry of "
        "National Defense and military officials.”",
        "“We emphasized our stance that we will not compromise or back down on the Taiwan issue,”",
        "“demanded that the United States adhere to the ‘one China’ principle, stop arming "
        "Taiwan, and oppose Taiwanese independence.”",
        "‘one China’",
        "“The United States must reduce military deployments and provocations in the South China "
        "Sea and stop supporting violations of the rights and interests of individual countries "
        "and provocative acts.”",
        "“China’s strict position and serious concerns regarding issues of China’s core interests "
        "and international issues have been clearly stated.”",
        "‘counterpart’",
    ],
    "004": [
        "“When it comes to safeguarding national sovereignty, security and development interests, "
        "China will not make an inch of compromise or concession no matter who the opponent is,”",
    ],
}

SAMPLES = (
    "\" ' “ ” ‘ ’ « » ‹ › „ ‚ 「 」 『 』 《 》"
    " a s 5 n 90s tis — ( . , 中 한 e\u0301 \u202e 👩 \n \xa0"
)
PIECES = st.lists(st.sampled_from(SAMPLES.split(" ")) | st.just(" ") | st.text(max_size=2)).map(
    "".join
)


def found_in(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text)]


def read_seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("number", SEED_QUOTATIONS)
def test_every_quotation_of_the_seed_is_found(number: str) -> None:
    text = read_seed(number)
    found = []
    offset = 0
    while offset < len(text):
        paragraph = paragraph_at(text, offset)
        found += found_in(text[paragraph.start : paragraph.end])
        offset = next_paragraph_start(text, offset)
    assert found == SEED_QUOTATIONS[number]


def test_a_mark_alone_makes_no_quotation() -> None:
    text = read_seed("000")
    second = text.index('problems."') + len("problems.")
    assert quotation_at(text, second) is not None
    assert quotation_at(text, second + 2) is None
    third = text.index('fuss."') + len("fuss.")
    assert quotation_at(text, third) is None
    assert quotation_at(read_seed("003"), read_seed("003").index("He urged")) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't, China’s, the States' and States’ troops", []),
        ("rock 'n' roll and rock ’n’ roll in the '90s, ’tis the ‘80s, 'em", []),
        ("Hawai‘i and O‘Neil", []),
        ("“the States’ commitment”", ["“the States’ commitment”"]),
        ("‘the States’ commitment is firm,’ he", ["‘the States’ commitment is firm,’"]),
        ("'the US' senior official said,' he", ["'the US' senior official said,'"]),
        ("‘red lines’ are Smith’s ‘core’ aim", ["‘red lines’", "‘core’"]),
        ("“the ‘red lines’ are” the Smiths’.", ["“the ‘red lines’ are”", "‘red lines’"]),
    ],
)
def test_apostrophes_are_no_quotation_marks(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"'Really?' he asked.\"", ["\"'Really?' he asked.\"", "'Really?'"]),
        ("“a ‘b “c” d’ e”", ["“a ‘b “c” d’ e”", "‘b “c” d’", "“c”"]),
        ("«\xa0Un ‹ deux ›\xa0»", ["«\xa0Un ‹ deux ›\xa0»", "‹ deux ›"]),
        ("„Ja, ‚so‘ gut.“ „Tak.”", ["„Ja, ‚so‘ gut.“", "‚so‘", "„Tak.”"]),
        ("「a『b』c」", ["「a『b』c」", "『b』"]),
        ("他说：“《人民日报》报道。”", ["“《人民日报》报道。”", "《人民日报》"]),
        ("قال: «نعم» ثم", ["«نعم»"]),
        ('他说"你好"然后‘再见’了', ['"你好"', "‘再见’"]),
        ("‘원 차이나’를", ["‘원 차이나’"]),
        ('("foo")—"bar" "I—" he', ['"foo"', '"bar"', '"I—"']),
    ],
)
def test_kinds_and_nesting(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“A “B” C", ["“B”"]),
        ('"A "B" C"', ['"B"']),
        ("“A ‘B” C’", ["“A ‘B”"]),
        ('A” B’ C"', []),
        ('“” "" “ ”', []),
        ('He is 5\'10" tall, "he is 5\'10" tall," she said', ['"he is 5\'10" tall,"']),
    ],
)
def test_marks_that_do_not_match(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


def test_the_innermost_that_contains_the_offset_else_the_one_ending_there() -> None:
    text = "x\n“a ‘b’ c” d ‘e’"
    outer, inner, last = Span(2, 11), Span(5, 8), Span(14, 17)
    assert quotation_at(text, 2) == quotation_at(text, 8) == outer
    assert quotation_at(text, 5) == quotation_at(text, 7) == inner
    assert quotation_at(text, 11) == outer
    assert quotation_at(text, 12) is None
    assert next_quotation(text, 3) == inner
    assert next_quotation(text, 6) == next_quotation(text, 14) == last
    assert next_quotation(text, 15) is None
    assert next_quotation(text, 0) is None
    assert quotations_near(text, 2) == (outer, inner, last)


def test_inside_is_without_the_marks() -> None:
    assert inside("“a b”", Span(0, 5)) == Span(1, 4)
    assert inside("«\xa0a\xa0»", Span(0, 5)) == Span(2, 3)


def test_in_an_enormous_line_quotations_close_by_are_found() -> None:
    sentence = "He said “no ‘deal’ here.” "
    text = sentence * (4 * LONGEST_WHOLE // len(sentence))
    start = text.index("‘", len(text) // 2)
    assert quotation_at(text, start + 2) == Span(start, start + 6)
    assert max(span.end for span in quotations(text)) == len(text) - 1


@settings(deadline=None)
@given(PIECES)
def test_quotations_are_sorted_and_nested_properly(text: str) -> None:
    spans = quotations(text)
    assert list(spans) == sorted(set(spans))
    for span in spans:
        assert span.length > 2
        assert inside(text, span).length
        for other in spans:
            assert (
                other.end <= span.start
                or span.end <= other.start
                or (other.start <= span.start and span.end <= other.end)
                or (span.start <= other.start and other.end <= span.end)
            )


@settings(deadline=None)
@given(PIECES, st.data())
def test_what_is_found_at_an_offset_is_near_it(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    found = quotation_at(text, offset)
    near = quotations_near(text, offset)
    if found:
        assert found in near
        assert found.contains(offset) or found.end == offset
    following = next_quotation(text, offset)
    assert following == min((span for span in near if span.start >= offset), default=None)
