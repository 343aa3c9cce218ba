from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from annotations.corpus import find_corpus
from annotations.errors import EditError
from annotations.model import Annotation
from annotations.reading import Done, Reading
from annotations.selection import Selection
from annotations.store import FileStore
from annotations.text.span import Span
from tests.making import make_editor

TEXT = (
    "Talks resume after four years\n"
    "\n"
    "China will “never compromise” on Taiwan. The talks ended Tuesday.\n"
    "\n"
    "The Pentagon said no. It ends here."
)
FIRST = "China will “never compromise” on Taiwan."
SECOND = "The talks ended Tuesday."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def reading(folder: Path) -> Reading:
    """The article with the caret in “never”."""
    return open_article(folder, caret=TEXT.index("ever"))


def open_article(folder: Path, annotator: str = "ana", caret: int = 0) -> Reading:
    article = find_corpus([folder]).load("story.txt")
    editor = make_editor(FileStore(folder / ".sidemark"), annotator)
    return Reading(article, lambda: editor, caret)


def at(reading: Reading, phrase: str) -> None:
    reading.move_to(reading.text.index(phrase))


def select(reading: Reading, phrase: str) -> None:
    start = reading.text.index(phrase)
    reading.select(Span(start, start + len(phrase)))


def tag(reading: Reading, phrase: str, label: str = "claim") -> Annotation:
    """A mark on the phrase; afterwards the caret is at the start and nothing is current."""
    select(reading, phrase)
    reading.tag(label)
    mark = reading.current
    assert mark is not None
    reading.move_to(0)
    return mark


def state(reading: Reading) -> tuple[object, ...]:
    return (
        reading.selection,
        reading.current,
        reading.is_chosen,
        reading.reshaping,
        list(reading.annotations),
        reading.editor.last_label,
    )


def texts(marks: Sequence[Annotation]) -> list[str]:
    return [mark.text for mark in marks]


def test_a_caret_left_past_the_end_or_inside_a_character_is_brought_back(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("a👩\u200d👧", encoding="utf-8")

    assert open_article(tmp_path, caret=99).caret == 4
    assert open_article(tmp_path, caret=2).caret == 1


def test_after_a_tag_the_selection_is_gone_and_the_caret_stays(reading: Reading) -> None:
    reading.select_unit("sentence")
    caret = reading.caret

    said = reading.tag("claim").said

    assert said == "claim “China will “never compromise” on Taiwan.”"
    assert reading.selection == Selection(caret)
    assert texts(reading.annotations) == [FIRST]
    assert reading.current == reading.annotations[0]
    assert not reading.is_chosen


def test_a_tag_without_selection_leaves_the_caret_where_it_is(reading: Reading) -> None:
    caret = reading.caret

    for label in ("claim", "quote", "date", "error"):
        reading.tag(label)

    assert reading.caret == caret
    assert [(mark.label, mark.text) for mark in reading.annotations] == [
        ("claim", FIRST),
        ("quote", "“never compromise”"),
        ("date", "never"),
        ("error", "never"),
    ]


def test_a_tag_takes_what_is_selected_without_the_blanks_at_its_ends(reading: Reading) -> None:
    select(reading, "\n\nChina will ")

    reading.tag("error")

    assert texts(reading.annotations) == ["China will"]


def test_the_same_tag_twice_is_one_mark_and_the_second_says_so(reading: Reading) -> None:
    reading.tag("date")

    assert reading.tag("date").said == "already date “never”"
    assert len(reading.annotations) == 1
    reading.editor.undo()
    reading.refresh()
    assert reading.annotations == []


@pytest.mark.parametrize(
    ("phrase", "label"),
    [
        ("\nChina will", "claim"),
        ("will “never", "quote"),
        ("\nThe Pentagon", "date"),
        ("\nThe Pentagon", "error"),
    ],
)
def test_where_nothing_is_sensible_to_tag_nothing_changes(
    phrase: str, label: str, reading: Reading
) -> None:
    at(reading, phrase)
    before = state(reading)

    with pytest.raises(EditError):
        reading.tag(label)

    assert state(reading) == before


def test_a_selection_of_blanks_is_refused_and_stays(reading: Reading) -> None:
    select(reading, "\n\n")
    before = state(reading)

    with pytest.raises(EditError, match="nothing but blanks"):
        reading.tag("claim")

    assert state(reading) == before


def test_a_unit_that_is_not_there_changes_nothing_and_says_so(reading: Reading) -> None:
    at(reading, "\nChina will")
    before = state(reading)

    with pytest.raises(EditError, match="no whole sentence here"):
        reading.select_unit("sentence")
    select(reading, "It ends here.")
    with pytest.raises(EditError, match="no further sentence here"):
        reading.select_unit("sentence")

    assert state(reading)[1:] == before[1:]
    assert reading.selection.span == Span(len(TEXT) - len("It ends here."), len(TEXT))


def test_moving_extending_swapping_and_dropping_work_on_the_selection(reading: Reading) -> None:
    at(reading, "China")
    reading.move("next_word", extend=True)
    assert reading.text[slice(*reading.selection.span)] == "China "
    reading.toggle_extending()
    reading.move("next_sentence")
    reading.move("previous_character")
    assert reading.text[slice(*reading.selection.span)] == FIRST
    reading.swap_ends()
    reading.move("next_word")
    assert reading.text[slice(*reading.selection.span)] == FIRST.removeprefix("China ")
    reading.drop()
    assert reading.selection == Selection(TEXT.index("will"))
    reading.move("article_end")
    assert reading.caret == len(TEXT)


def test_growing_and_shrinking_go_up_and_down_the_units(reading: Reading) -> None:
    shown = []
    for step in (*[reading.grow] * 4, *[reading.shrink] * 4):
        step()
        shown.append(reading.text[slice(*reading.selection.span)])

    up = ["never", "never compromise", "“never compromise”", FIRST]
    assert shown == [*up, *up[2::-1], ""]


def test_only_a_chosen_mark_is_relabelled_and_its_note_kept(reading: Reading) -> None:
    tag(reading, "“never compromise”")
    reading.go_to(reading.annotations[0])
    reading.set_note(reading.subject(), "who says so?")
    reading.go_to(reading.annotations[0])

    said = reading.tag("quote").said

    assert said == "claim is now quote"
    (mark,) = reading.annotations
    assert (mark.label, mark.note, mark.text) == ("quote", "who says so?", "“never compromise”")
    assert reading.current == mark
    assert reading.tag("error").said == "quote is now error"


def test_a_mark_just_made_is_not_relabelled_by_the_next_tag(reading: Reading) -> None:
    reading.tag("claim")
    reading.tag("error")

    assert [(mark.label, mark.text) for mark in reading.annotations] == [
        ("claim", FIRST),
        ("error", "never"),
    ]


def test_with_a_selection_a_tag_makes_a_mark_though_one_was_chosen(reading: Reading) -> None:
    tag(reading, "“never compromise”")
    reading.go_to(reading.annotations[0])
    select(reading, "Pentagon")

    reading.tag("error")

    assert [(mark.label, mark.text) for mark in reading.annotations] == [
        ("claim", "“never compromise”"),
        ("error", "Pentagon"),
    ]


def test_a_movement_leaves_the_chosen_mark(reading: Reading) -> None:
    tag(reading, "“never compromise”")
    reading.go_to(reading.annotations[0])

    reading.move("next_character")

    assert (reading.current, reading.is_chosen) == (None, False)
    reading.tag("error")
    assert len(reading.annotations) == 2


def test_a_relabelling_that_would_make_two_equal_marks_changes_nothing(reading: Reading) -> None:
    tag(reading, "never", "claim")
    tag(reading, "never", "error")
    reading.go_to(reading.annotations[0])
    before = state(reading)

    with pytest.raises(EditError, match="marked as error already"):
        reading.tag("error")

    assert state(reading) == before


def test_choosing_takes_the_innermost_mark_first_and_then_each_that_overlaps(
    reading: Reading,
) -> None:
    tag(reading, TEXT.split("\n")[2])
    tag(reading, "“never compromise”", "quote")
    tag(reading, FIRST)
    tag(reading, "Pentagon")
    at(reading, "compromise")
    chosen = []
    for _ in range(4):
        reading.choose()
        assert reading.is_chosen
        assert reading.current is not None
        chosen.append(reading.current.text)

    assert chosen == ["“never compromise”", FIRST, TEXT.split("\n")[2], "“never compromise”"]
    assert reading.caret == TEXT.index("compromise")


def test_of_marks_that_meet_at_the_caret_the_one_that_begins_comes_first(
    reading: Reading,
) -> None:
    tag(reading, "China ")
    tag(reading, "China will", "error")
    tag(reading, " will", "date")
    reading.move_to(TEXT.index("China") + len("China"))

    assert [mark.label for mark in reading.at(reading.caret)] == ["error", "claim"]
    assert reading.at(TEXT.index("Pentagon")) == []
    assert [mark.label for mark in reading.at(TEXT.index("China"))] == ["claim", "error"]


def test_where_no_mark_is_there_is_nothing_to_choose_note_reshape_or_delete(
    reading: Reading,
) -> None:
    tag(reading, "Pentagon")
    at(reading, "China")
    before = state(reading)

    for attempt in (reading.choose, reading.subject, reading.start_reshaping, reading.delete):
        with pytest.raises(EditError, match="no mark at the caret"):
            attempt()
        assert state(reading) == before
    assert reading.shown() is None


def test_next_and_previous_go_through_all_marks_in_their_order(reading: Reading) -> None:
    for phrase in ("Pentagon", FIRST, "“never compromise”", "Talks"):
        tag(reading, phrase)
    tag(reading, FIRST, "error")
    in_order = ["Talks", FIRST, FIRST, "“never compromise”", "Pentagon"]

    visited = []
    for _ in in_order:
        reading.go_to_next(1)
        assert reading.current is not None
        assert reading.caret == reading.current.start
        visited.append((reading.current.text, reading.current.label))
    with pytest.raises(EditError, match="no later mark"):
        reading.go_to_next(1)
    back = [visited[-1]]
    for _ in in_order[1:]:
        reading.go_to_next(-1)
        assert reading.current is not None
        back.append((reading.current.text, reading.current.label))
    with pytest.raises(EditError, match="no earlier mark"):
        reading.go_to_next(-1)

    assert [text for text, _ in visited] == in_order
    assert [label for text, label in visited if text == FIRST] == ["claim", "error"]
    assert back == visited[::-1]


def test_next_and_previous_begin_at_the_caret(reading: Reading) -> None:
    tag(reading, "Talks")
    tag(reading, "Pentagon")
    at(reading, "compromise")

    reading.go_to_next(1)
    assert reading.shown() == reading.annotations[1]
    at(reading, "compromise")
    reading.go_to_next(-1)
    assert reading.shown() == reading.annotations[0]
    at(reading, "Talks")
    reading.go_to_next(1)
    assert reading.shown() == reading.annotations[0]


def test_without_marks_there_is_no_next_and_no_previous(reading: Reading) -> None:
    before = state(reading)

    for step in (1, -1):
        with pytest.raises(EditError):
            reading.go_to_next(step)
    assert state(reading) == before


def test_reshaping_moves_either_end_and_enter_keeps_it(reading: Reading) -> None:
    mark = tag(reading, "“never compromise”")
    reading.go_to(mark)

    reading.start_reshaping()
    assert reading.selection.span == mark.span
    reading.select_unit("sentence")
    reading.swap_ends()
    reading.move("previous_word")
    said = reading.choose().said

    (changed,) = reading.annotations
    assert changed.text == "will “never compromise” on Taiwan."
    assert said == "claim now covers “will “never compromise” on Taiwan.”"
    assert (changed.id, changed.created) == (mark.id, mark.created)
    assert (reading.current, reading.is_chosen, reading.reshaping) == (changed, True, None)
    assert reading.selection.is_empty


def test_a_dropped_reshaping_leaves_the_mark_as_it_was(reading: Reading) -> None:
    mark = tag(reading, "“never compromise”")
    reading.go_to(mark)
    reading.start_reshaping()
    reading.move("next_word")

    reading.drop()

    assert reading.annotations == [mark]
    assert (reading.current, reading.reshaping) == (mark, None)
    assert reading.selection.is_empty
    assert not reading.selection.extending


def test_no_label_is_given_while_reshaping(reading: Reading) -> None:
    mark = tag(reading, "“never compromise”")
    reading.go_to(mark)
    reading.start_reshaping()
    reading.move("next_word")
    before = state(reading)

    attempts: tuple[Callable[[], Done], ...] = (lambda: reading.tag("error"), reading.repeat)
    for attempt in attempts:
        with pytest.raises(EditError, match="reshaping"):
            attempt()

    assert state(reading) == before


def test_a_shape_that_can_not_be_kept_is_still_being_reshaped(reading: Reading) -> None:
    tag(reading, "never compromise")
    mark = tag(reading, "never")
    reading.go_to(mark)
    reading.start_reshaping()
    reading.move_to(mark.start)
    with pytest.raises(EditError, match="nothing but blanks"):
        reading.choose()
    assert reading.reshaping == mark

    reading.move_to(TEXT.index("”"))
    with pytest.raises(EditError, match="marked as claim already"):
        reading.choose()
    assert reading.reshaping == mark


def test_a_mark_deleted_while_it_is_reshaped_leaves_nothing_selected(reading: Reading) -> None:
    reading.go_to(tag(reading, "“never compromise”"))
    reading.start_reshaping()

    reading.delete()

    assert (reading.reshaping, reading.current, reading.annotations) == (None, None, [])
    assert reading.selection.is_empty
    assert not reading.selection.extending


def test_a_mark_deleted_elsewhere_is_no_longer_current_nor_reshaped(
    reading: Reading, folder: Path
) -> None:
    mark = tag(reading, "“never compromise”")
    reading.go_to(mark)
    reading.start_reshaping()
    elsewhere = open_article(folder)
    elsewhere.go_to(mark)
    elsewhere.delete()

    reading.refresh()

    assert (reading.current, reading.reshaping, reading.annotations) == (None, None, [])


def test_repeating_tags_with_the_last_label_and_goes_to_the_next_sentence(
    reading: Reading,
) -> None:
    at(reading, "China")
    reading.tag("claim")

    at(reading, "talks ended")
    assert reading.repeat().said == f"claim “{SECOND}”"
    assert reading.caret == TEXT.index("The Pentagon")
    reading.repeat()
    reading.repeat()

    assert texts(reading.annotations) == [
        FIRST, SECOND, "The Pentagon said no.", "It ends here.",
    ]  # fmt: skip
    assert reading.caret == len(TEXT)


def test_repeating_tags_a_selection_too(reading: Reading) -> None:
    tag(reading, "Talks", "error")
    select(reading, "Taiwan")

    reading.repeat()

    assert [(mark.label, mark.text) for mark in reading.annotations] == [
        ("error", "Talks"),
        ("error", "Taiwan"),
    ]
    assert reading.caret == TEXT.index("The talks")


def test_without_a_label_used_there_is_nothing_to_repeat(reading: Reading) -> None:
    before = state(reading)

    with pytest.raises(EditError, match="no label used yet"):
        reading.repeat()

    assert state(reading) == before


def test_deleting_says_what_was_deleted(reading: Reading) -> None:
    tag(reading, "on Taiwan", "error")
    at(reading, "Taiwan")

    assert reading.delete().said == "deleted error “on Taiwan”"
    assert reading.annotations == []
    assert (reading.current, reading.shown()) == (None, None)


def test_a_note_is_kept_and_an_empty_one_taken_away(reading: Reading) -> None:
    tag(reading, "Taiwan")
    at(reading, "Taiwan")

    assert reading.set_note(reading.subject(), "check against AP").said == "note kept"
    assert reading.annotations[0].note == "check against AP"
    assert reading.set_note(reading.subject(), "").said == "note taken away"
    assert reading.annotations[0].note == ""


def test_the_marks_of_others_are_shown_and_can_not_be_changed(
    reading: Reading, folder: Path
) -> None:
    bobs = tag(open_article(folder, "bob"), "“never compromise”", "quote")
    reading.refresh()
    assert reading.annotations == [bobs]

    reading.choose()
    before = state(reading)
    for attempt in (
        reading.start_reshaping,
        reading.delete,
        lambda: reading.tag("claim"),
        lambda: reading.set_note(bobs, "mine"),
    ):
        with pytest.raises(EditError, match=r"bob's and can't be changed"):
            attempt()
        assert state(reading) == before
    reading.move_to(reading.caret)
    assert reading.tag("quote").said.startswith("quote ")
    assert [mark.annotator for mark in reading.annotations] == ["ana", "bob"]


def test_marks_past_the_end_of_a_file_that_got_shorter_are_orphans(
    reading: Reading, folder: Path
) -> None:
    below = tag(reading, "It ends here.")
    (folder / "story.txt").write_text("Gone")

    shorter = open_article(folder, caret=below.start)

    assert (shorter.annotations, shorter.caret) == ([], 4)
    assert [(it.id, it.span) for it in shorter.marks.orphans] == [(below.id, below.span)]
    shorter.go_to(below)
    assert (shorter.current, shorter.caret) == (None, 4)


def test_a_file_that_changed_back_has_its_marks_again(reading: Reading, folder: Path) -> None:
    mark = tag(reading, "Pentagon")
    (folder / "story.txt").write_text("Another text")
    assert open_article(folder).annotations == []
    (folder / "story.txt").write_text(TEXT, encoding="utf-8")

    assert open_article(folder).annotations == [mark]


def test_the_revision_grows_with_every_change_of_the_marks(reading: Reading) -> None:
    revisions = [reading.revision]
    reading.tag("claim")
    revisions.append(reading.revision)
    reading.set_note(reading.subject(), "a note")
    revisions.append(reading.revision)
    reading.delete()
    revisions.append(reading.revision)

    assert revisions == sorted(set(revisions))


def test_the_sentence_at_the_caret_is_counted(reading: Reading) -> None:
    assert reading.sentence_position() == (2, 5)
    reading.move("article_end")
    assert reading.sentence_position() == (5, 5)
    reading.move("article_start")
    assert reading.sentence_position() == (1, 5)


def test_the_sentences_of_a_very_long_text_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("One more. " * 60_000)

    assert open_article(tmp_path).sentence_position() == (0, 0)
