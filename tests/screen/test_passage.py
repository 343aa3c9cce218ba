"""The sentence at the caret is what the other articles are asked about, however long it is."""

import pytest

from annotations.question import LONGEST_PASSAGE, Question
from annotations.reading import Reading
from annotations.store import MemoryStore
from annotations.text.sentences import sentence_at
from annotations.text.span import Span
from tests.library.test_placing import article
from tests.making import make_editor
from tui.screens import passage
from tui.screens.passage import question_at

ENDLESS = "word " * (10 * LONGEST_PASSAGE)


def asked(text: str, *offsets: int) -> list[Question | None]:
    """What is asked as the caret goes to these places of an article."""
    reading = Reading(article(text), lambda: make_editor(MemoryStore()))
    found = []
    for offset in offsets:
        reading.move_to(offset)
        found.append(question_at(reading))
    return found


def test_it_is_looked_for_only_when_the_caret_leaves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def seen(text: str, offset: int) -> Span | None:
        looked.append(len(text))
        return sentence_at(text, offset)

    monkeypatch.setattr(passage, "sentence_at", seen)
    text = "It is so. W" + ENDLESS
    short, *long, again = asked(text, 3, 11, 12, 15_000, 19_000, 4)
    assert short == again
    assert short is not None
    assert short.passage == "It is so."
    assert len(set(long)) == 1
    assert long[0] is not None
    assert long[0].span.start == 10
    assert len(long[0].passage) == LONGEST_PASSAGE
    assert len(looked) == 3
    assert max(looked) <= 3 * LONGEST_PASSAGE


def test_another_text_and_what_comes_after_a_sentence_are_looked_at_afresh() -> None:
    (one,) = asked("It is so. ", 3)
    (other,) = asked("It was. ", 3)
    assert one is not None
    assert other is not None
    assert (one.passage, other.passage) == ("It is so.", "It was.")
    far = f"{ENDLESS}\n\nIt is so. No."
    (found,) = asked(far, far.index("It is") + 1)
    assert found is not None
    assert found.span == sentence_at(far, found.span.start)
