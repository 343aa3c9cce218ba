from pathlib import Path

import pytest

from annotations.corpus import Article, Corpus, find_corpus
from annotations.editing import Editor
from annotations.errors import EditError
from annotations.selection import target_at
from annotations.store import FileStore
from annotations.text.excerpt import excerpt
from annotations.text.span import Span
from tests.making import MakeEditor

BEIJING, WORLD, POINT = (
    "000_4639da8ab6d43468.txt",
    "001_7c6ecce82cfce62d.txt",
    "002_256b186bb6b1ee91.txt",
)
DONGA, GLOBAL = "003_50823aa4b1df31b8.txt", "004_6a3b613edf425e35.txt"


@pytest.fixture
def corpus(corpus_copy: Path) -> Corpus:
    return find_corpus([corpus_copy])


@pytest.fixture
def article(corpus: Corpus) -> Article:
    return corpus.load(POINT)


@pytest.fixture
def ana(store: FileStore, make_editor: MakeEditor) -> Editor:
    return make_editor(store, "ana")


def span_of(article: Article, phrase: str) -> Span:
    start = article.text.index(phrase)
    return Span(start, start + len(phrase))


@pytest.mark.parametrize(
    ("doc_path", "caret_at", "label", "taken"),
    [
        (
            POINT,
            "110 countries",
            "claim",
            "On Tuesday, the United States unveiled a list of 110 countries invited to attend a "
            "democracy summit in December.",
        ),
        (
            BEIJING,
            "Chiefs of Staff C.C. Brown",
            "claim",
            "The Chinese delegation's visit to Washington followed a meeting between US President "
            "Joe Biden and his Chinese counterpart Xi Jinping in California in November 2023, "
            "followed by US Chairman of the Joint Chiefs of Staff C.C. Brown's meeting with his "
            "Chinese counterpart General Liu Zhenli in December.",
        ),
        (DONGA, "No menu", "claim", "No menu items!"),
        (WORLD, "compromise\" on the issue", "quote", '"never compromise"'),
        (POINT, "The US should have no illusions", "quote",
         '"We have repeatedly emphasized that China adheres to certain principles with regard to '
         "the development of relations between armed forces of the two countries. These principles "
         "are that sovereignty, dignity and major interests of China cannot be violated. "
         "Especially on the Taiwan issue, on which China will not anyhow compromise. The US "
         'should have no illusions on this matter,"'),
        (DONGA, "China Policy.’”", "quote", "‘One China Policy.’"),
        (DONGA, "reaffirmed the United States’", "quote",
         "“The United States confirmed that its commitment to the Indo-Pacific and its allies "
         "around the world remains unchanged, and also reaffirmed the United States’ commitment "
         "to the ‘One China Policy.’”"),
        (BEIJING, "an 11, 2024", "date", "Jan 11, 2024"),
        (BEIJING, "ovember 2023", "date", "November 2023"),
        (POINT, "November, 2021", "date", "25th November, 2021"),
        (POINT, "uesday, the", "date", "Tuesday"),
        (POINT, "980s", "date", "1980s"),
        (GLOBAL, "2022.", "date", "August 2022"),
        (DONGA, "last year, and we", "date", "last"),
        (DONGA, "S.-China defense relationship", "error", "U.S."),
        (GLOBAL, "hina’s stance", "error", "China’s"),
        (POINT, "China\" principle", "error", "One-China"),
        (POINT, "illusions", "my own", "illusions"),
    ],
)  # fmt: skip
def test_a_tag_without_selection_takes_what_its_label_is_about(
    doc_path: str, caret_at: str, label: str, taken: str, corpus: Corpus
) -> None:
    text = corpus.load(doc_path).text

    assert text[slice(*target_at(text, text.index(caret_at), label))] == taken


@pytest.mark.parametrize(
    ("text", "offset", "label", "missing"),
    [
        ("One.\n\nTwo.", 5, "claim", "no sentence"),
        ("", 0, "claim", "no sentence"),
        ("One “two” three.", 13, "quote", "no whole quotation"),
        ("One “two", 6, "quote", "no whole quotation"),
        ("One -- two.", 5, "date", "no date or word"),
        ("One -- two.", 5, "error", "no word"),
        ("One -- two.", 5, "my own", "no word"),
        ("", 0, "error", "no word"),
    ],
)
def test_where_nothing_is_sensible_the_error_says_what_is_missing(
    text: str, offset: int, label: str, missing: str
) -> None:
    with pytest.raises(EditError, match=f"^{missing} at the caret: select something"):
        target_at(text, offset, label)


def test_blanks_at_the_ends_of_a_span_are_left_out(article: Article, ana: Editor) -> None:
    phrase = span_of(article, "\n\nOn Tuesday, ")

    mark, is_new = ana.tag(article, phrase, "claim")

    assert is_new
    assert (mark.text, mark.span) == ("On Tuesday,", Span(phrase.start + 2, phrase.end - 1))


def test_no_break_spaces_at_the_ends_are_blanks_and_inside_are_kept(
    corpus: Corpus, ana: Editor
) -> None:
    beijing = corpus.load(BEIJING)

    mark, _ = ana.tag(beijing, span_of(beijing, "\u00a0-\u00a0"), "error")
    whole, _ = ana.tag(beijing, span_of(beijing, "2024\u00a0-\u00a006"), "date")

    assert mark.text == "-"
    assert whole.text == "2024\u00a0-\u00a006"


def test_a_span_of_blanks_is_refused_and_nothing_is_written(
    article: Article, ana: Editor, store: FileStore
) -> None:
    for span in (span_of(article, "\n\n"), Span(5, 5), span_of(article, " ")):
        with pytest.raises(EditError, match="nothing but blanks"):
            ana.tag(article, span, "claim")
    assert not store.root.exists()
    with pytest.raises(EditError):
        ana.undo()


def test_a_new_mark_says_all_there_is_to_know(article: Article, ana: Editor) -> None:
    mark, _ = ana.tag(article, span_of(article, "25th November, 2021"), "date")

    assert mark.to_record() == {
        "schema": "annotation/1",
        "id": mark.id,
        "doc_id": "002_256b186bb6b1ee91",
        "doc_path": POINT,
        "doc_sha256": "11e4b7b69352f86c73dba5b17f57f3eb98c9f0470522528e8f09b8a9bf40a6d5",
        "start": 363,
        "end": 382,
        "text": "25th November, 2021",
        "prefix": "Pakistan Point News / Sputnik - ",
        "suffix": ") China's armed forces are ready",
        "label": "date",
        "note": "",
        "annotator": "ana",
        "status": "ok",
        "segments": "",
        "links": "",
        "source": "human",
        "created": "2024-01-01T00:01:00Z",
        "modified": "2024-01-01T00:01:00Z",
        "offset_unit": "codepoint",
    }


def test_the_same_label_on_the_same_span_is_one_mark(
    article: Article, ana: Editor, store: FileStore
) -> None:
    first, _ = ana.tag(article, span_of(article, "Taiwan"), "claim")

    again, is_new = ana.tag(article, span_of(article, "Taiwan "), "claim")

    assert (again, is_new) == (first, False)
    assert store.annotations(POINT) == [first]
    ana.undo()
    assert store.annotations(POINT) == []


def test_another_label_and_another_annotator_make_marks_of_their_own_on_the_same_span(
    article: Article, ana: Editor, store: FileStore, make_editor: MakeEditor
) -> None:
    span = span_of(article, "Taiwan")
    for editor, label in ((ana, "claim"), (ana, "error"), (make_editor(store, "bob"), "claim")):
        _, is_new = editor.tag(article, span, label)
        assert is_new

    assert len(store.annotations(POINT)) == 3


def test_relabelling_keeps_everything_but_the_label_and_the_time(
    article: Article, ana: Editor, store: FileStore
) -> None:
    mark, _ = ana.tag(article, span_of(article, "Taiwan"), "claim")

    changed = ana.relabel(mark, "error")

    expected = {**mark.to_record(), "label": "error", "modified": "2024-01-01T00:02:00Z"}
    assert changed.to_record() == expected
    assert store.annotations(POINT) == [changed]
    assert ana.last_label == "error"


def test_a_relabelling_that_would_make_two_equal_marks_is_refused(
    article: Article, ana: Editor, store: FileStore
) -> None:
    claim, _ = ana.tag(article, span_of(article, "Taiwan"), "claim")
    error, _ = ana.tag(article, span_of(article, "Taiwan"), "error")

    with pytest.raises(EditError, match="marked as error already"):
        ana.relabel(claim, "error")
    with pytest.raises(EditError, match="marked as claim already"):
        ana.reshape(article, ana.tag(article, Span(0, 9), "claim")[0], claim.span)

    assert {claim, error} < set(store.annotations(POINT))


def test_reshaping_changes_where_it_lies_and_leaves_blanks_out(
    article: Article, ana: Editor
) -> None:
    mark, _ = ana.tag(article, span_of(article, "democracy"), "claim")

    changed = ana.reshape(article, mark, span_of(article, " a democracy summit "))

    assert changed.text == "a democracy summit"
    assert changed.prefix.endswith("invited to attend ")
    assert changed.suffix.startswith(" in December.")
    assert (changed.id, changed.label, changed.created) == (mark.id, mark.label, mark.created)
    with pytest.raises(EditError, match="nothing but blanks"):
        ana.reshape(article, changed, span_of(article, "\n\n"))


def test_what_changes_nothing_is_no_operation(article: Article, ana: Editor) -> None:
    mark, _ = ana.tag(article, span_of(article, "Taiwan"), "claim")

    assert ana.relabel(mark, "claim") == mark
    assert ana.reshape(article, mark, mark.span) == mark
    assert ana.set_note(mark, "") == mark
    ana.undo()
    with pytest.raises(EditError, match="nothing to undo"):
        ana.undo()


def test_the_marks_of_another_annotator_can_not_be_changed(
    article: Article, ana: Editor, store: FileStore, make_editor: MakeEditor
) -> None:
    mark, _ = make_editor(store, "bob").tag(article, span_of(article, "Taiwan"), "claim")

    for attempt in (
        lambda: ana.relabel(mark, "error"),
        lambda: ana.reshape(article, mark, Span(0, 5)),
        lambda: ana.set_note(mark, "mine"),
        lambda: ana.delete(mark),
        ana.undo,
    ):
        with pytest.raises(EditError):
            attempt()
    with pytest.raises(EditError, match=r"bob's and can't be changed"):
        ana.delete(mark)
    assert store.annotations(POINT) == [mark]
    assert ana.last_label is None


def test_undoing_and_redoing_says_what_was_done_to_which_mark(
    article: Article, ana: Editor
) -> None:
    mark, _ = ana.tag(
        article, span_of(article, "a list of 110 countries invited to attend"), "claim"
    )
    mark = ana.set_note(mark, "check")
    mark = ana.relabel(mark, "quote")
    mark = ana.reshape(article, mark, span_of(article, "110 countries"))
    ana.delete(mark)

    undone = [ana.undo().describe() for _ in range(5)]
    redone = [ana.redo().describe() for _ in range(5)]

    long = "“a list of 110 countries invited to atte…”"
    assert undone == [
        "deleted quote “110 countries”",
        "reshaped quote “110 countries”",
        f"relabelled claim as quote {long}",
        f"noted on claim {long}",
        f"tagged claim {long}",
    ]
    assert redone == undone[::-1]


def test_a_new_operation_after_an_undo_leaves_nothing_to_redo(
    article: Article, ana: Editor
) -> None:
    ana.tag(article, span_of(article, "Taiwan"), "claim")
    ana.undo()
    ana.tag(article, span_of(article, "China"), "claim")

    with pytest.raises(EditError, match="nothing to redo"):
        ana.redo()


def test_undo_goes_back_across_articles(corpus: Corpus, ana: Editor, store: FileStore) -> None:
    for doc_path in (BEIJING, DONGA, GLOBAL):
        ana.tag(corpus.load(doc_path), Span(0, 7), "claim")

    assert [ana.undo().subject.doc_path for _ in range(3)] == [GLOBAL, DONGA, BEIJING]
    assert list(store.everything()) == []


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("short", 40, "“short”"),
        ("two\n\n  lines\tand\u00a0more", 40, "“two lines and more”"),
        ("exactly ten", 11, "“exactly ten”"),
        ("one more than", 12, "“one more th…”"),
        ("cut at a blank", 9, "“cut at a…”"),
        ("cut at a blank", 10, "“cut at a…”"),
    ],
)
def test_an_excerpt_is_one_line_of_limited_length(text: str, length: int, shown: str) -> None:
    assert excerpt(text, length) == shown
