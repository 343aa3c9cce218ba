"""What a reader means as the ends of a link, without a screen."""

import pytest

from annotations.errors import EditError
from annotations.link_ends import source_end, target_end
from annotations.linking import LinkEnd
from annotations.model import Annotation
from annotations.reading import Reading
from annotations.store import MemoryStore
from annotations.text.sentences import sentence_at
from annotations.text.span import Span
from tests.library.test_placing import article
from tests.making import make_editor

TEXT = "Ships wait. The harbour opens in March, he said. It is not safe.\n\n\n"
OPENS, MARCH = "The harbour opens in March, he said", "in March"


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def reading(store: MemoryStore) -> Reading:
    editor = make_editor(store)
    return Reading(article(TEXT), lambda: editor)


def span(part: str) -> Span:
    return Span(TEXT.index(part), TEXT.index(part) + len(part))


def tagged(store: MemoryStore, part: str, label: str, annotator: str = "ana") -> Annotation:
    return make_editor(store, annotator).tag(article(TEXT), span(part), label)[0]


def told(end: LinkEnd) -> tuple[str, str]:
    """The label of the mark, if it is one, and the text."""
    return end.mark.label if end.mark else "", TEXT[end.span.start : end.span.end]


@pytest.fixture
def marks(reading: Reading, store: MemoryStore) -> dict[str, Annotation]:
    """A claim around a date, and bob's quote on the same as the claim."""
    editor = reading.editor
    found = {
        "claim": editor.tag(article(TEXT), span(OPENS), "claim")[0],
        "date": editor.tag(article(TEXT), span(MARCH), "date")[0],
        "quote": tagged(store, OPENS, "quote", "bob"),
    }
    reading.refresh()
    return found


def test_without_a_mark_it_is_the_sentence_at_the_caret(reading: Reading) -> None:
    reading.move_to(3)
    for end in (source_end(reading), target_end(reading, "claim")):
        assert (end.mark, end.span) == (None, sentence_at(TEXT, 3))
        assert end.article is reading.article
    reading.move_to(len(TEXT))
    with pytest.raises(EditError, match="no sentence at the caret"):
        source_end(reading)


def test_a_selection_comes_first_and_is_the_mark_that_it_covers(
    reading: Reading, marks: dict[str, Annotation]
) -> None:
    reading.go_to(marks["date"])
    reading.select(span("The harbour "))
    assert told(source_end(reading)) == ("", "The harbour")
    reading.select(span(OPENS))
    end = source_end(reading)
    assert end.mark == marks["claim"], "one's own comes before another's"
    assert target_end(reading, "date", span(MARCH)) == end


def test_what_was_gone_to_comes_before_the_counterpart_and_that_before_what_is_here(
    reading: Reading, marks: dict[str, Annotation]
) -> None:
    reading.move_to(span(MARCH).start + 1)
    assert told(source_end(reading)) == told(target_end(reading, "claim")) == ("date", MARCH)
    assert told(target_end(reading, "quote", span(OPENS))) == ("quote", OPENS)
    assert told(target_end(reading, "error", span(OPENS)))[1] == OPENS, "any that covers most"
    assert told(target_end(reading, "date", span("It is not safe"))) == ("", "It is not safe")
    assert told(target_end(reading, "claim", span(MARCH))) == ("claim", OPENS)
    assert told(target_end(reading, "", span(MARCH))) == ("date", MARCH), "the innermost of any"
    reading.choose()
    assert told(target_end(reading, "quote", span(OPENS))) == ("date", MARCH)


def test_an_orphan_that_was_gone_to_can_be_linked(store: MemoryStore) -> None:
    gone = tagged(store, "It is not safe", "claim")
    editor = make_editor(store)
    reading = Reading(article("Nothing of it is left here. At all."), lambda: editor)
    reading.refresh()
    reading.go_to(gone)
    end = source_end(reading)
    assert end.mark is not None
    assert (end.mark.id, end.mark.status) == (gone.id, "orphan")


def test_a_mark_that_is_being_reshaped_is_no_end(
    reading: Reading, marks: dict[str, Annotation]
) -> None:
    reading.go_to(marks["claim"])
    reading.start_reshaping()
    for find in (source_end, lambda it: target_end(it, "claim")):
        with pytest.raises(EditError, match="being reshaped"):
            find(reading)
