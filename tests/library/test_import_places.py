"""Where in an article the marks of a file go: as stated, counted otherwise, looked for, orphans."""

from pathlib import Path
from typing import Any, Literal
from unicodedata import normalize

import pytest

from annotations.formats.format import Came, Stated, StatedArticle, Unit
from annotations.importing.report import Kind
from annotations.text.span import Span
from annotations.workspace import open_workspace
from tests.importing import Imported, make_corpus, stated

TEXT = (
    "A day 👩‍🚀 in Zürich\n"
    "China spoke first. Nobody answered the minister of defence there.\n"
    "China spoke again, and China went home.\n"
)
PHRASE = "minister of defence"
AT = TEXT.index(PHRASE)
END = AT + len(PHRASE)
ARABIC = f"{AT}-{AT + 8} {AT + 12}-{END}".translate({ord("0") + it: 0x660 + it for it in range(10)})
"""Parts that Python takes for numbers too."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_corpus(tmp_path / "corpus", {"a.txt": TEXT})


def units(text: str, unit: Unit) -> int:
    """How many units a text has."""
    if unit == "utf16":
        return len(text.encode("utf-16-le")) // 2
    return len(text.encode()) if unit == "byte" else len(text)


def span_in(unit: Unit, text: str = TEXT, phrase: str = PHRASE) -> tuple[int, int]:
    start = text.index(phrase)
    return units(text[:start], unit), units(text[: start + len(phrase)], unit)


def test_what_stands_where_it_should_is_taken_without_a_word(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", AT, END, PHRASE)])

    assert (done.mark.span, done.mark.text, done.mark.status) == (Span(AT, END), PHRASE, "ok")
    assert done.mark.prefix == TEXT[AT - 32 : AT]
    assert done.mark.suffix == TEXT[END : END + 32]
    assert done.counts == {"as-stated": 1}
    assert list(done.report.told()) == []


def test_offsets_in_the_text_without_a_text_are_taken(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", AT, END)])

    assert (done.mark.span, done.mark.text) == (Span(AT, END), PHRASE)
    assert done.counts == {"as-stated": 1}


def test_an_inclusive_end_is_seen_by_the_text_and_told(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", AT, END - 1, PHRASE, where="line 12")])

    assert done.mark.span == Span(AT, END)
    assert done.counts == {"inclusive-end": 1}
    assert done.said == f"line 12: its end is inclusive: {AT}-{END - 1} taken as {AT}-{END}"


def test_an_inclusive_end_of_one_character_is_no_empty_span(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 0, 0, "A")])

    assert done.mark.span == Span(0, 1)
    assert done.counts == {"inclusive-end": 1}


@pytest.mark.parametrize(("unit", "kind"), [("utf16", "utf16"), ("byte", "byte")])
@pytest.mark.parametrize("inclusive", [0, 1])
def test_other_units_are_seen_by_the_text_and_told(
    folder: Path, unit: Unit, kind: Kind, inclusive: int
) -> None:
    start, end = span_in(unit)
    done = Imported(folder, [stated("a.txt", start, end - inclusive, PHRASE)])

    assert (start, end) != (AT, END)
    assert done.mark.span == Span(AT, END)
    assert done.counts == {kind: 1}
    assert f"{start}-{end - inclusive} taken as {AT}-{END}" in done.said


@pytest.mark.parametrize("unit", ["utf16", "byte"])
def test_the_unit_of_a_format_comes_first_and_needs_no_word(folder: Path, unit: Unit) -> None:
    start, end = span_in(unit)
    done = Imported(folder, [stated("a.txt", start, end, PHRASE, unit=unit)])
    alone = Imported(folder, [stated("a.txt", start, end, unit=unit, label="quote")])

    assert {it.span for it in alone.marks} == {Span(AT, END)}
    assert done.counts == alone.counts == {"as-stated": 1}


def test_code_points_in_a_format_of_utf16_are_told(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", AT, END, PHRASE, unit="utf16")])

    assert done.mark.span == Span(AT, END)
    assert done.counts == {"codepoint": 1}


@pytest.mark.parametrize("unit", ["codepoint", "byte"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_offsets_that_count_the_file_with_its_line_ends_are_seen(
    tmp_path: Path, unit: Unit, bom: str
) -> None:
    raw = bom + TEXT.replace("\n", "\r\n").replace("👩‍🚀", "x").replace("ü", "u")
    folder = make_corpus(tmp_path / "corpus", {"a.txt": raw})
    start, end = span_in(unit, raw)
    done = Imported(folder, [stated("a.txt", start, end, PHRASE)])

    assert done.mark.text == PHRASE
    assert sum(done.counts.values()) == 1
    assert done.counts.keys() <= {"line-ends", "byte"}


EMOJI = "🙂🙂🙂 no no no no no no end"
NOS = [4, 7, 10, 13, 16, 19]
"""Where the word stands, in code points; each of the first three is two UTF-16 units."""


@pytest.mark.parametrize("given", [("prefix", "suffix"), ("prefix",), ("suffix",)])
def test_of_two_units_that_lead_to_the_text_the_context_says_which(
    tmp_path: Path, given: tuple[str, ...]
) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": EMOJI})
    came = []
    for at in NOS[:4]:
        around = {"prefix": EMOJI[:at], "suffix": EMOJI[at + 2 :]}
        fields: dict[str, Any] = {name: around[name] for name in given}
        came.append(stated("a.txt", at + 3, at + 5, "no", label=f"{at}", **fields))
    done = Imported(folder, came)

    assert {it.start: it.label for it in done.marks} == {at: f"{at}" for at in NOS[:4]}
    assert done.counts == {"utf16": 4}


def test_of_two_units_that_lead_to_the_text_the_records_together_say_which(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": EMOJI})
    done = Imported(folder, [stated("a.txt", at + 3, at + 5, "no") for at in NOS])

    assert sorted(it.start for it in done.marks) == NOS
    assert done.counts == {"utf16": 6}


def test_at_a_tie_the_unit_of_the_format_is_taken(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": EMOJI})
    done = Imported(folder, [stated("a.txt", at + 3, at + 5, "no") for at in NOS[:4]])

    assert sorted(it.start for it in done.marks) == NOS[1:5]
    assert done.counts == {"as-stated": 4}


def test_a_text_at_its_offsets_by_chance_is_found_where_its_context_is(tmp_path: Path) -> None:
    text = "A no here. Here they say no to it, and no there."
    folder = make_corpus(tmp_path / "corpus", {"a.txt": text})
    came = stated("a.txt", 2, 4, "no", prefix="Here they say ", suffix=" to it, and")
    blanks = stated("a.txt", 2, 4, "no", prefix="A", suffix="here. Here they", label="quote")
    done = Imported(folder, [came, blanks])

    assert {it.label: it.start for it in done.marks} == {"claim": text.index("no to"), "quote": 2}
    assert done.counts == {"moved": 1, "as-stated": 1}


def test_a_text_whose_context_is_nowhere_stays_at_its_offsets(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "A no here, and a no there."})
    done = Imported(folder, [stated("a.txt", 2, 4, "no", prefix="Yes and ", suffix=" anywhere")])

    assert (done.mark.start, done.mark.status) == (2, "ok")


def test_a_whole_record_with_another_context_is_looked_for(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": EMOJI})
    mark = Imported(folder, [stated("a.txt", 4, 6, "no")]).mark
    record = mark.model_copy(update={"start": 7, "end": 9}).to_record()
    article = StatedArticle("line 1", "a.txt", mark.doc_sha256)
    other = make_corpus(tmp_path / "other", {"a.txt": EMOJI})
    done = Imported(other, [stated(article, 7, 9, "no", **fields_of(record))])

    assert (done.mark.start, done.mark.id) == (4, mark.id)
    assert done.counts == {"utf16": 1}


def fields_of(record: dict[str, Any]) -> dict[str, Any]:
    """What of a record is not said of its place and label."""
    return {key: record[key] for key in record if key not in ("start", "end", "text", "label")}


LINES = "\n".join(["same line"] * 20) + "\nlast 🙂 line é here"


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("along", [False, True])
def test_lines_that_are_all_the_same_are_told_apart_however_the_file_counts(
    tmp_path: Path, unit: Unit, bom: str, end: str, along: bool
) -> None:
    raw = "\ufeff" + LINES.replace("\n", "\r\n")
    folder = make_corpus(tmp_path / "corpus", {"a.txt": raw})
    counted = bom + LINES.replace("\n", end)
    article = StatedArticle("line 1", "a.txt", text=raw if along else None)
    came = []
    for number in range(20):
        start = len(bom) + number * len(f"same line{end}")
        span = (units(counted[:start], unit), units(counted[: start + 4], unit))
        came.append(stated(article, *span, "same", note=str(number)))
    done = Imported(folder, came)

    assert {int(it.note): it.start for it in done.marks} == {at: at * 10 for at in range(20)}
    assert "orphan" not in done.counts


@pytest.mark.parametrize("unit", ["utf16", "byte"])
def test_offsets_behind_the_end_of_the_text_that_comes_along_say_the_unit_of_all(
    folder: Path, unit: Unit
) -> None:
    article = StatedArticle("line 1", "a.txt", text=TEXT)
    phrases = ("Zürich", "spoke first", "went home.\n")
    done = Imported(folder, [stated(article, *span_in(unit, TEXT, it)) for it in phrases])

    assert sorted(it.text for it in done.marks) == sorted(phrases)
    assert done.counts == {unit: 3}


def test_a_wrong_length_is_told_and_the_text_counts(folder: Path) -> None:
    at = TEXT.index("China")
    done = Imported(folder, [stated("a.txt", at, at + 9, "China")])

    assert done.mark.span == Span(at, at + 5)
    assert done.counts == {"moved": 1}
    assert f"“China” {at}-{at + 9} is found at {at}-{at + 5}" in done.said


def test_a_text_that_stands_once_is_found_wherever_its_offsets_lead(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 3, 3 + len(PHRASE), PHRASE)])

    assert (done.mark.span, done.mark.status) == (Span(AT, END), "ok")
    assert done.counts == {"moved": 1}


@pytest.mark.parametrize("offsets", [(None, None), (-5, 3), (2**70, 2**71), (True, 4), (9, 3)])
def test_offsets_that_can_be_none_are_as_good_as_none(
    folder: Path, offsets: tuple[int | None, int | None]
) -> None:
    done = Imported(folder, [stated("a.txt", *offsets, PHRASE)])

    assert (done.mark.span, done.mark.status) == (Span(AT, END), "ok")
    assert done.counts == {"moved": 1}


def test_a_text_that_stands_several_times_is_found_by_its_context(folder: Path) -> None:
    at = TEXT.index("China went")
    done = Imported(
        folder, [stated("a.txt", None, None, "China", prefix="again, and ", suffix=" went")]
    )

    assert done.mark.span == Span(at, at + 5)
    assert done.counts == {"moved": 1}


@pytest.mark.parametrize("at", [None, 7])
def test_a_text_that_stands_several_times_without_context_is_an_orphan(
    folder: Path, at: int | None
) -> None:
    end = None if at is None else at + 5
    done = Imported(folder, [stated("a.txt", at, end, "China")])

    assert (done.mark.status, done.mark.text) == ("orphan", "China")
    assert at is None or done.mark.span == Span(7, 12)
    assert done.counts == {"orphan": 1}
    seen = open_workspace([folder], "ana").annotations()
    assert [it.status for it in seen] == ["orphan"], "the store takes it to no lookalike either"


def test_the_first_of_several_is_not_taken_because_a_mark_says_nothing_of_its_place(
    tmp_path: Path,
) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": "China, and China, and China"})
    Imported(folder, [stated("a.txt", None, None, "China")])

    (seen,) = open_workspace([folder], "ana").annotations()
    assert seen.status == "orphan"


def test_a_text_that_is_nowhere_is_an_orphan_with_its_offsets(folder: Path) -> None:
    done = Imported(folder, [stated("a.txt", 4, 9, "Elephants", where="line 3", note="why?")])

    assert (done.mark.span, done.mark.text) == (Span(4, 13), "Elephants")
    assert (done.mark.status, done.mark.note) == ("orphan", "why?")
    assert done.counts == {"orphan": 1}
    assert done.said.startswith("line 3: “Elephants” 4-9 is not in the article")
    assert not done.report.is_fine


def test_a_text_that_reads_otherwise_now_is_found_fuzzily(folder: Path) -> None:
    sentence = "Nobody has answered the ministers of defence there."
    done = Imported(folder, [stated("a.txt", 5, 5 + len(sentence), sentence)])

    assert done.mark.status == "fuzzy"
    assert done.mark.text == "Nobody answered the minister of defence there."
    assert done.counts == {"fuzzy": 1}


@pytest.mark.parametrize(
    ("offsets", "text", "why"),
    [
        ((4, 4), None, "its span 4-4 is empty"),
        ((4, 4), "", "its span 4-4 is empty"),
        ((9, 4), None, "its offsets 9-4 can be none"),
        ((-3, 4), None, "its offsets -3-4 can be none"),
        ((2**80, 2**81), None, "too large"),
        ((10**4200, 10**4200), None, "its span (too large)-(too large) is empty"),
        ((4, len(TEXT) + 1), None, f"its offsets 4-{len(TEXT) + 1} are not in the text"),
        ((None, None), None, "it has no offsets"),
        ((4, None), "", "it has no offsets"),
    ],
)
def test_what_has_neither_a_place_nor_a_text_is_left_out_and_told(
    folder: Path, offsets: tuple[int | None, int | None], text: str | None, why: str
) -> None:
    done = Imported(folder, [stated("a.txt", *offsets, text)])

    assert done.marks == []
    assert done.counts == {"left-out": 1}
    assert why in done.said
    assert not done.report.is_fine


@pytest.mark.parametrize(("here", "there"), [("NFC", "NFD"), ("NFD", "NFC")])
@pytest.mark.parametrize(
    "came",
    [
        stated("a.txt", 10, 12, "é"),
        stated("a.txt", None, None, "line é here"),
        stated("a.txt", None, None, "an", prefix="ein é und ", suffix=" é"),
    ],
)
def test_a_text_in_another_normal_form_than_the_article_is_found(
    tmp_path: Path, here: Literal["NFC", "NFD"], there: Literal["NFC", "NFD"], came: Stated
) -> None:
    text = normalize(here, "last 🙂 line é here, an ein é und an é-Stelle")
    if came.text == "é":
        text = normalize(here, "last 🙂 line é here")
    folder = make_corpus(tmp_path / "corpus", {"a.txt": text})
    fields: dict[str, Any] = {key: normalize(there, value) for key, value in came.fields.items()}
    assert came.text is not None
    record = stated("a.txt", came.start, came.end, normalize(there, came.text), **fields)
    done = Imported(folder, [record])

    assert done.mark.status in ("ok", "fuzzy", "moved")
    assert done.mark.text == normalize(here, came.text)
    assert text[done.mark.start : done.mark.end] == done.mark.text
    assert not done.mark.prefix.endswith("here, "), "the first of the two is not meant"
    assert done.counts.keys() <= {"fuzzy", "moved"}
    assert f"{done.mark.start}-{done.mark.end}" in done.said


# -- texts that come along


def came_of(text: str, phrase: str, unit: Unit = "codepoint", **fields: str) -> list[Came]:
    article = StatedArticle("line 1", "a.txt", text=text)
    start, end = span_in(unit, text, phrase)
    return [article, stated(article, start, end, phrase, unit=unit, **fields)]


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\ufeff" + TEXT,
        "\ufeff" + TEXT.replace("\n", "\r\n", 1),
    ],
)
@pytest.mark.parametrize("phrase", ["A day", "👩‍🚀 in", "China went home."])
def test_offsets_count_in_the_text_that_comes_along(
    folder: Path, text: str, unit: Unit, phrase: str
) -> None:
    done = Imported(folder, came_of(text, phrase, unit))

    assert (done.mark.text, done.mark.status) == (phrase, "ok")
    assert done.mark.start == TEXT.index(phrase)
    assert done.counts == {"as-stated": 1}


def test_a_span_over_line_ends_has_the_line_ends_of_the_article(folder: Path) -> None:
    raw = TEXT.replace("\n", "\r\n")
    done = Imported(folder, came_of(raw, "in Zürich\r\nChina spoke"))

    assert done.mark.text == "in Zürich\nChina spoke"
    assert done.counts == {"as-stated": 1}


@pytest.mark.parametrize("edge", [0, 1])
def test_a_span_that_parts_a_line_end_has_it_whole(folder: Path, edge: int) -> None:
    raw = TEXT.replace("\n", "\r\n")
    article = StatedArticle("line 1", "a.txt", text=raw)
    at = raw.index("\r\n")
    done = Imported(folder, [stated(article, at - 6, at + edge), stated(article, at + 1, at + 7)])

    first, second = sorted(done.marks, key=lambda it: it.start)
    assert first.text == ("Zürich\n" if edge else "Zürich")
    assert second.text == "\nChina"


def test_offsets_that_count_the_text_with_plain_line_ends_are_seen(folder: Path) -> None:
    article = StatedArticle("line 1", "a.txt", text=TEXT.replace("\n", "\r\n"))
    done = Imported(folder, [stated(article, AT, END, PHRASE)])

    assert done.mark.text == PHRASE


def test_a_mark_on_another_state_of_the_text_is_moved_to_where_its_text_is_now(
    folder: Path,
) -> None:
    done = Imported(folder, came_of("A new paragraph.\n\n" + TEXT, "China went home"))

    assert (done.mark.text, done.mark.start) == ("China went home", TEXT.index("China went home"))
    assert done.mark.status == "moved"
    assert done.counts == {"moved": 1}


def test_of_repeated_words_the_text_that_comes_along_says_which(folder: Path) -> None:
    text = "A new paragraph.\n\n" + TEXT
    article = StatedArticle("line 1", "a.txt", text=text)
    at = text.index("China went")
    done = Imported(folder, [stated(article, at, at + 5)])

    assert done.mark.start == TEXT.index("China went")


def test_a_mark_whose_text_is_gone_keeps_the_text_it_was_made_on(folder: Path) -> None:
    text = "Elephants never forget, says a keeper.\n" + TEXT
    done = Imported(folder, came_of(text, "Elephants never forget"))

    assert (done.mark.status, done.mark.span) == ("orphan", Span(0, 22))
    assert open_workspace([folder], "x").store.text(done.mark.doc_sha256) == text
    make_corpus(folder, {"a.txt": "Hello.\n" + text})
    (seen,) = open_workspace([folder], "ana").annotations()
    assert (seen.start, seen.text, seen.status) == (7, "Elephants never forget", "moved")


def test_a_text_in_another_normal_form_finds_its_place(folder: Path) -> None:
    text = TEXT.replace("ü", "u\u0308")
    done = Imported(folder, came_of(text, "in Zu\u0308rich"))

    assert (done.mark.text, done.mark.start) == ("in Zürich", TEXT.index("in Zürich"))
    assert done.counts == {"fuzzy": 1}


def test_a_short_text_in_another_normal_form_finds_its_place_too(tmp_path: Path) -> None:
    folder = make_corpus(tmp_path / "corpus", {"a.txt": LINES})
    text = normalize("NFD", LINES)
    article = StatedArticle("line 1", "a.txt", text=text)
    at = text.index("e\u0301")
    done = Imported(folder, [stated(article, at, at + 2)])

    assert (done.mark.text, done.mark.start) == ("é", LINES.index("é"))
    assert done.counts == {"fuzzy": 1}


# -- parts


@pytest.mark.parametrize("unit", ["codepoint", "utf16", "byte"])
def test_parts_are_counted_as_the_span_is(folder: Path, unit: Unit) -> None:
    raw = TEXT.replace("\n", "\r\n")
    first, second = span_in(unit, raw, "minister"), span_in(unit, raw, "defence")
    article = StatedArticle("line 1", "a.txt", text=raw)
    segments = f"{first[0]}-{first[1]} {second[0]}-{second[1]}"
    came = stated(article, first[0], second[1], PHRASE, unit=unit, segments=segments)
    done = Imported(folder, [came])

    assert done.mark.text == PHRASE
    parts = [tuple(map(int, part.split("-"))) for part in done.mark.segments.split()]
    assert [TEXT[start:end] for start, end in parts] == ["minister", "defence"]


def test_parts_move_with_the_span(folder: Path) -> None:
    text = "A new paragraph.\n\n" + TEXT
    first, second = span_in("codepoint", text, "minister"), span_in("codepoint", text, "defence")
    segments = f"{first[0]}-{first[1]} {second[0]}-{second[1]}"
    article = StatedArticle("line 1", "a.txt", text=text)
    done = Imported(folder, [stated(article, first[0], second[1], PHRASE, segments=segments)])

    parts = [tuple(map(int, part.split("-"))) for part in done.mark.segments.split()]
    assert [TEXT[start:end] for start, end in parts] == ["minister", "defence"]


@pytest.mark.parametrize(
    "segments", ["x", "1-", "3-2 1-9", f"{AT}-9999", 7, "9" * 20 + "-1", ARABIC]
)
def test_parts_that_can_be_none_are_told(folder: Path, segments: object) -> None:
    done = Imported(folder, [stated("a.txt", AT, END, PHRASE, segments=segments)])

    assert (done.mark.text, done.mark.segments) == (PHRASE, "")
    assert done.counts == {"as-stated": 1, "remark": 1}
    assert "parts" in done.said


@pytest.mark.parametrize("offsets", [(None, None), (2, 20), (500, 518)])
def test_a_text_with_other_blanks_and_quotation_marks_is_found(
    tmp_path: Path, offsets: tuple[int | None, int | None]
) -> None:
    corpus = make_corpus(tmp_path, {"a.txt": "On “May\xa05”,\xa0\xa02024 it ended. May 6, 2024."})
    done = Imported(corpus, [stated("a.txt", *offsets, "“May 5”, 2024".replace("“", '"'))])
    assert (done.mark.text, done.mark.span) == ("“May\xa05”,\xa0\xa02024", Span(3, 17))
    assert done.mark.status == "fuzzy"
    assert done.said.endswith("is found at 3-17, with other blanks, quotation marks or dashes")


def test_a_text_with_other_blanks_that_stands_twice_is_taken_at_its_place_alone(
    tmp_path: Path,
) -> None:
    corpus = make_corpus(tmp_path, {"a.txt": "May\xa05 and May\xa05."})
    came = [stated("a.txt", 10, 15, "May 5"), stated("a.txt", 11, 16, "May 5", where="line 2")]
    done = Imported(corpus, came)
    assert done.counts == {"fuzzy": 1, "orphan": 1}
    assert Span(10, 15) in {mark.span for mark in done.marks}
