"""Linking marks: where a link stands, what it replaces, and what goes with a mark that goes."""

import pytest

from annotations.corpus import Article
from annotations.editing import Editor
from annotations.errors import ConflictError, EditError
from annotations.history import Operation
from annotations.linking import LinkEnd
from annotations.links import LinkTo, silent_in, with_link
from annotations.model import Annotation, Change
from annotations.reading import Reading
from annotations.store import MemoryStore, Store
from annotations.text.span import Span
from tests.library.conftest import FIRST, SECOND, NewEditor
from tests.library.test_placing import article as story
from tests.making import make_editor
from tests.marks import changed_mark


@pytest.fixture
def ana(new_editor: NewEditor) -> Editor:
    return new_editor()


@pytest.fixture
def bob(new_editor: NewEditor) -> Editor:
    return new_editor("bob")


def tagged(editor: Editor, article: Article, start: int, label: str = "claim") -> Annotation:
    return editor.tag(article, Span(start, start + 5), label)[0]


def links(store: Store) -> dict[str, str]:
    """The links of all that have any, by id."""
    return {it.id: it.links for it in store.everything() if it.links}


def records(store: Store) -> list[bytes]:
    return [it.to_line() for it in store.everything()]


def passage(article: Article, start: int = 0, length: int = 5) -> LinkEnd:
    return LinkEnd(article, Span(start, start + length))


def marked(article: Article, mark: Annotation) -> LinkEnd:
    return LinkEnd(article, mark.span, mark)


def test_a_link_stands_with_the_mark_it_starts_from_and_is_one_step(
    ana: Editor, first: Article, second: Article
) -> None:
    here, there = tagged(ana, first, 0), tagged(ana, second, 40, "quote")
    before = records(ana.store)

    linked = ana.link(here, there, "same")

    assert links(ana.store) == {here.id: f"same:{there.id}"}
    assert [it.id for it in (linked.source, linked.target)] == [here.id, there.id]
    assert linked.source.modified > here.modified
    undone = ana.undo()
    assert undone.describe() == f"linked as same claim “{here.text}” — quote “{there.text}”"
    assert records(ana.store) == before
    again = ana.redo()
    assert again.describe() == undone.describe()
    assert links(ana.store) == {here.id: f"same:{there.id}"}


@pytest.mark.parametrize("kind", ["same", "quotes"])
def test_linking_again_changes_nothing_and_is_no_step(
    kind: str, ana: Editor, first: Article, second: Article
) -> None:
    here, there = tagged(ana, first, 0), tagged(ana, second, 40)
    ana.link(here, there, kind)
    before = list(ana.store.operations())

    assert not ana.link(here, there, kind).changes
    assert list(ana.store.operations()) == before


@pytest.mark.parametrize(
    ("earlier", "kind", "left"),
    [
        ("same", "differs", ["differs"]),
        ("source-of", "differs", ["differs"]),
        ("differs", "source-of", ["source-of"]),
        ("quotes", "source-of", ["quotes", "source-of"]),
        ("source-of", "source-of", ["source-of"]),
    ],
)
def test_what_was_said_of_the_two_from_the_other_end_is_replaced_where_it_meant_both(
    earlier: str, kind: str, left: list[str], ana: Editor, first: Article, second: Article
) -> None:
    here, there = tagged(ana, first, 0), tagged(ana, second, 40)
    ana.link(there, here, earlier)
    before = records(ana.store)

    linked = ana.link(here, there, kind)

    kinds = {word.partition(":")[0] for it in links(ana.store).values() for word in it.split()}
    assert sorted(kinds) == left
    assert linked.source.links == f"{kind}:{there.id}"
    ana.undo()
    assert records(ana.store) == before


def test_other_links_and_words_that_are_none_stay(
    ana: Editor, first: Article, second: Article
) -> None:
    here, there, third = (tagged(ana, *it) for it in ((first, 0), (second, 40), (second, 60)))
    words = with_link("unknown", silent_in("a b.txt"))
    here = ana.set_links(here, words)
    ana.link(here, third, "differs")

    ana.link(here, there, "same")

    assert ana.latest(here).links == f"unknown silent:a%20b.txt differs:{third.id} same:{there.id}"
    lost = LinkTo("differs", third.id)
    assert ana.drop_links(here, [lost]).links == f"unknown silent:a%20b.txt same:{there.id}"
    ana.undo()
    ana.unlink(there, here)
    assert ana.latest(here).links == f"unknown silent:a%20b.txt differs:{third.id}"
    assert ana.undo().describe().startswith("unlinked claim “")


def test_a_link_with_anothers_mark_stands_with_ones_own(
    ana: Editor, bob: Editor, first: Article, second: Article
) -> None:
    theirs, mine = tagged(bob, first, 0), tagged(ana, second, 40)

    linked = ana.link(theirs, mine, "contradicts")

    assert links(ana.store) == {mine.id: f"contradicts:{theirs.id}"}
    assert linked.source == theirs
    assert linked.target == ana.latest(mine)
    with pytest.raises(EditError, match=r"bob's: mark the passage yourself first"):
        ana.link(theirs, mine, "source-of")
    assert ana.link(mine, theirs, "source-of").source.links == f"source-of:{theirs.id}"
    with pytest.raises(EditError, match=r"others' \(bob's, bob's\): mark one of the passages"):
        ana.link(theirs, tagged(bob, second, 80), "same")


def test_a_link_of_anothers_can_be_answered_but_not_taken_away(
    ana: Editor, bob: Editor, first: Article, second: Article
) -> None:
    theirs, mine = tagged(bob, first, 0), tagged(ana, second, 40)
    bob.link(theirs, mine, "same")

    with pytest.raises(EditError, match="bob's and can't be taken away"):
        ana.unlink(mine, theirs)
    ana.link(mine, theirs, "differs")
    assert links(ana.store) == {theirs.id: f"same:{mine.id}", mine.id: f"differs:{theirs.id}"}
    ana.unlink(theirs, mine)
    assert links(ana.store) == {theirs.id: f"same:{mine.id}"}


def test_marks_of_one_article_can_be_linked_but_none_with_itself(
    ana: Editor, first: Article
) -> None:
    here, there, third = (tagged(ana, first, start) for start in (0, 40, 60))
    ana.link(here, there, "differs")
    assert links(ana.store) == {here.id: f"differs:{there.id}"}
    before = records(ana.store)
    for refused in (
        lambda: ana.link(here, here, "same"),
        lambda: ana.link_spans(passage(first, 90), passage(first, 90), "same"),
        lambda: ana.unlink(here, third),
    ):
        with pytest.raises(EditError):
            refused()
    assert records(ana.store) == before


def test_one_gesture_marks_both_sides_and_links_them(
    ana: Editor, first: Article, second: Article
) -> None:
    linked = ana.link_spans(passage(first), passage(second, 40), "same")

    marks = list(ana.store.everything())
    assert [(it.doc_path, it.span, it.label) for it in marks] == [
        (FIRST, Span(0, 5), "claim"),
        (SECOND, Span(40, 45), "claim"),
    ]
    assert links(ana.store) == {marks[0].id: f"same:{marks[1].id}"}
    assert linked.source == marks[0]
    assert [ana.store.text(it.sha256) for it in (first, second)] == [first.text, second.text]
    assert ana.undo().subject == marks[0]
    assert list(ana.store.everything()) == []
    ana.redo()
    assert list(ana.store.everything()) == marks


def test_what_is_marked_for_a_link_has_the_label_of_the_other_side(
    ana: Editor, bob: Editor, first: Article, second: Article
) -> None:
    quote = tagged(bob, second, 40, "quote")
    linked = ana.link_spans(passage(first), marked(second, quote), "source-of")
    assert (linked.source.label, linked.source.annotator) == ("quote", "ana")
    assert linked.source.links == f"source-of:{quote.id}"
    again = ana.link_spans(passage(first), marked(second, quote), "same")
    assert again.source.id == linked.source.id, "what is marked already is not marked again"
    answer = ana.link_spans(marked(second, quote), passage(first, 20), "same")
    assert links(ana.store)[answer.target.id] == f"same:{quote.id}"
    before = records(ana.store)
    with pytest.raises(EditError):
        ana.link_spans(marked(second, quote), passage(first, 50), "source-of")
    with pytest.raises(EditError, match="blanks"):
        ana.link_spans(marked(second, quote), passage(first, first.text.index("\n"), 1), "same")
    assert records(ana.store) == before, "nothing is marked for a link that can't be made"


def test_what_was_changed_elsewhere_is_linked_as_it_is_now(
    ana: Editor, new_editor: NewEditor, first: Article, second: Article
) -> None:
    here, there = tagged(ana, first, 0), tagged(ana, second, 40)
    elsewhere = new_editor()
    elsewhere.set_note(here, "noted elsewhere")

    ana.link(here, there, "same")

    now = ana.latest(here)
    assert (now.note, now.links) == ("noted elsewhere", f"same:{there.id}")
    with pytest.raises(ConflictError, match="links were changed elsewhere"):
        ana.set_links(here, "silent:x")
    elsewhere.delete(now)
    with pytest.raises(ConflictError, match="deleted elsewhere"):
        ana.link(here, there, "same")
    with pytest.raises(ConflictError):
        ana.link(there, here, "same")
    with pytest.raises(EditError, match="ana's and can't be changed"):
        new_editor("bob").set_links(there, "")


@pytest.mark.parametrize("who", ["ana", "bob"])
def test_a_link_whose_other_end_is_deleted_just_then_is_taken_back(
    who: str, ana: Editor, new_editor: NewEditor, first: Article, second: Article
) -> None:
    elsewhere = new_editor(who)
    here, there = tagged(ana, first, 0), tagged(elsewhere, second, 40)

    def delete_once(_operation: object, _other: object) -> None:
        ana.when_done = lambda _operation, _other: None
        elsewhere.delete(there)

    ana.when_done = delete_once
    with pytest.raises(ConflictError, match="deleted elsewhere meanwhile: nothing was changed"):
        ana.link(here, there, "same")
    assert [(it.id, it.links) for it in ana.store.everything()] == [(here.id, "")]
    if who == "bob":
        there = tagged(elsewhere, second, 40)
        ana.when_done = delete_once
        with pytest.raises(ConflictError):
            ana.link_spans(passage(first, 30), marked(second, there), "same")
        assert [it.id for it in ana.store.everything()] == [here.id], "nothing is left marked"
        assert ana.undo().describe() == f"tagged claim “{here.text}”"


def test_deleting_a_mark_takes_its_links_along_in_one_step(
    ana: Editor, first: Article, second: Article
) -> None:
    here, there, third = (tagged(ana, *it) for it in ((first, 0), (second, 40), (second, 60)))
    ana.link(there, here, "same")
    ana.link(third, there, "differs")
    ana.link(third, here, "differs")
    before = records(ana.store)

    deleted = ana.delete(there, stored=ana.latest(there))

    assert deleted.said == f"deleted claim “{there.text}” and its 2 links"
    assert links(ana.store) == {third.id: f"differs:{here.id}"}
    assert ana.undo().describe() == deleted.said
    assert records(ana.store) == before
    ana.redo()
    assert links(ana.store) == {third.id: f"differs:{here.id}"}
    assert ana.delete(here).said == f"deleted claim “{here.text}” and its link"
    assert ana.delete(ana.latest(third)).said == f"deleted claim “{third.text}”"


def test_links_of_others_to_what_is_deleted_stay_and_are_told_of(
    ana: Editor, bob: Editor, first: Article, second: Article
) -> None:
    mine, theirs = tagged(ana, first, 0), tagged(bob, second, 40)
    bob.link(theirs, mine, "same")

    assert ana.delete(mine).said.endswith("; bob's link to it leads nowhere now")

    assert links(ana.store) == {theirs.id: f"same:{mine.id}"}
    ana.undo()
    bob.link(tagged(bob, second, 60), mine, "same")
    assert ana.delete_all([mine]).said == "1 deleted; 2 of bob's links lead nowhere now"


def test_what_was_looked_for_in_vain_is_told_of_when_it_is_deleted(
    ana: Editor, first: Article, second: Article
) -> None:
    silent, path = silent_in("ü 3.txt"), "“looked, not there” in ü 3.txt went with it"
    marks = [tagged(ana, first, 0), tagged(ana, first, 20), tagged(ana, second, 40)]
    marks = [ana.set_links(it, with_link("", silent)) for it in marks]

    assert ana.delete(marks[0]).said == f"deleted claim “{marks[0].text}”; {path}"
    assert ana.delete_all(marks[1:]).said == f"2 deleted; {path}"
    ana.undo()
    more = ana.set_links(marks[1], with_link(marks[1].links, silent_in("4.txt")))
    seen_before = changed_mark(more, links="")
    assert ana.delete(seen_before, stored=more).said.endswith(
        "; " + path.replace("ü 3.txt", "2 articles")
    )


def test_deleting_several_marks_takes_the_links_of_all_along(
    ana: Editor, first: Article, second: Article
) -> None:
    marks = [tagged(ana, *it) for it in ((first, 0), (second, 40), (second, 60), (first, 70))]
    ana.link(marks[0], marks[1], "same")
    ana.link(marks[2], marks[0], "differs")
    ana.link(marks[2], marks[3], "differs")
    before = records(ana.store)

    done = ana.delete_all([ana.latest(it) for it in marks[:2]])

    assert done.said == "2 deleted with 2 links"
    assert links(ana.store) == {marks[2].id: f"differs:{marks[3].id}"}
    assert ana.undo().describe().endswith(" and 1 more with 2 links")
    assert records(ana.store) == before


def copied(mark: Annotation, **fields: str) -> Annotation:
    """The same mark elsewhere, as an import or a copied file of marks makes it."""
    return changed_mark(mark, **fields)


def test_a_link_stays_as_long_as_anything_has_the_id_it_leads_to(
    ana: Editor, bob: Editor, first: Article, second: Article
) -> None:
    here, there = tagged(ana, first, 0), tagged(ana, second, 40)
    here = ana.link(here, there, "same").source
    copy = copied(there, doc_path="copy.txt", doc_id="copy")
    ana.store.bring_in([copy], "a file")

    assert ana.delete(copy).said == f"deleted claim “{there.text}”"
    assert ana.latest(here).links == f"same:{there.id}"

    theirs = [copied(it, annotator="bob") for it in (here, there)]
    bob.store.bring_in(theirs, "a file")
    assert bob.delete(theirs[1]).said == f"deleted claim “{there.text}”"
    bob.undo()
    assert ana.delete_all([there]).said == "1 deleted"
    assert bob.delete(theirs[1]).said == (
        f"deleted claim “{there.text}” and its link; ana's link to it leads nowhere now"
    )
    bob.undo()
    ana.undo()
    both = ana.delete_all([there, ana.latest(here)])
    assert both.said == "2 deleted with 1 link", "its own"
    assert bob.latest(theirs[0]).links == f"same:{there.id}"


def test_copies_of_one_mark_can_not_be_linked_with_each_other(
    ana: Editor, bob: Editor, first: Article
) -> None:
    here = tagged(ana, first, 0)
    theirs = copied(here, annotator="bob")
    bob.store.bring_in([theirs], "a file")
    before = records(ana.store)
    with pytest.raises(EditError, match="copies of one mark and have one id"):
        ana.link(here, theirs, "same")
    assert records(ana.store) == before


def versions(ana: Editor, elsewhere: Editor, article: Article) -> tuple[Annotation, Annotation]:
    """A mark that was changed in two places: what the other made of it, and one's own copy."""
    mark = tagged(ana, article, 0)
    theirs = elsewhere.set_note(mark, "theirs")
    with pytest.raises(ConflictError):
        ana.set_note(mark, "mine")
    (copy,) = [it for it in ana.store.annotations(article.doc_path) if it.conflict_with]
    return theirs, copy


def test_links_to_a_version_that_takes_the_place_of_the_first_lead_there(
    ana: Editor, new_editor: NewEditor, first: Article, second: Article
) -> None:
    theirs, copy = versions(ana, new_editor(), first)
    there, third = tagged(ana, second, 40), tagged(ana, second, 60)
    ana.link(there, copy, "same")
    ana.link(third, theirs, "differs")
    ana.link(copy, theirs, "differs")
    before = records(ana.store)

    kept = ana.settle(copy).kept

    assert (kept.id, kept.note, kept.links) == (theirs.id, "mine", "")
    assert links(ana.store) == {there.id: f"same:{kept.id}", third.id: f"differs:{kept.id}"}
    ana.undo()
    assert records(ana.store) == before


def test_links_to_a_version_that_is_dropped_go_with_it(
    ana: Editor, bob: Editor, new_editor: NewEditor, first: Article, second: Article
) -> None:
    theirs, copy = versions(ana, new_editor(), first)
    ana.link(tagged(ana, second, 40), copy, "same")
    ana.link(theirs, copy, "differs")
    bob.link(tagged(bob, second, 40), copy, "same")
    before = records(ana.store)

    settled = ana.settle(theirs)

    assert settled.kept == ana.latest(theirs)
    assert settled.said == (
        f"this version is kept: claim “{theirs.text}”; 1 link to the other one went with it; "
        "bob's link to it leads nowhere now"
    )
    assert list(links(ana.store).values()) == [f"same:{copy.id}"]
    ana.undo()
    assert records(ana.store) == before


def test_only_the_articles_that_may_hold_links_are_looked_through(
    ana: Editor, first: Article, second: Article
) -> None:
    here, there, third = (tagged(ana, *it) for it in ((first, 0), (second, 40), (second, 60)))
    ana.link(there, here, "same")
    ana.link(third, here, "same")
    asked: list[set[str]] = []

    def linked_in(ids: object) -> list[str]:
        assert isinstance(ids, dict)
        asked.append(set(ids))
        return [SECOND, SECOND, "gone.txt"]

    ana.linked_in = linked_in
    assert ana.delete(here).said.endswith(" and its 2 links")
    assert asked == [{here.id}]
    assert not links(ana.store)


def test_what_was_done_is_told_once_it_is_kept(ana: Editor, first: Article) -> None:
    done: list[Operation] = []
    ana.when_done = lambda operation, _other: done.append(operation)
    mark = tagged(ana, first, 0)
    with pytest.raises(EditError):
        ana.link(mark, mark, "same")
    ana.undo()
    ana.redo()
    assert [it.verb for it in done] == ["tagged"] * 3
    assert [bool(it.undoes) for it in done] == [False, True, False]


def test_an_operation_that_links_comes_back_from_its_line(
    ana: Editor, first: Article, second: Article
) -> None:
    ana.link_spans(passage(first), passage(second), "same")
    (operation,) = ana.store.operations()
    assert Operation.from_record(operation.to_record()) == operation
    plain = Operation.of("tagged", Change(None, operation.subject))
    assert "other" not in plain.to_record()


OLD = "The harbour opens in March. Ships had waited there since the storm. It is not safe."
NEW = "A new line.\n\nThe harbour opens in March. Ships had been waiting there since the storm."


def test_links_survive_a_changed_article_and_lead_to_orphans_too() -> None:
    store = MemoryStore()
    editor = make_editor(store)
    quotes = ("opens in March", "Ships had waited there since the storm", "It is not safe")
    spans = (Span(OLD.index(quote), OLD.index(quote) + len(quote)) for quote in quotes)
    march, ships, safe = (editor.tag(story(OLD), span, "claim")[0] for span in spans)
    editor.link(march, ships, "same")
    editor.link(ships, safe, "differs")
    reading = Reading(story(NEW), lambda: editor)
    reading.refresh()

    seen = {it.id: it for it in reading.annotations}
    assert seen[march.id].status == "moved"
    assert seen[march.id].links == f"same:{ships.id}"
    assert (seen[ships.id].status, seen[ships.id].links) == ("fuzzy", f"differs:{safe.id}")
    (orphan,) = reading.marks.orphans
    new = Span(0, 10)
    linked = editor.link_spans(
        LinkEnd(story(NEW), new, seen=reading.marks.index),
        LinkEnd(story(NEW), orphan.span, orphan),
        "contradicts",
    )
    assert linked.source.doc_sha256 == story(NEW).sha256
    assert store.text(story(NEW).sha256) == NEW
    again = editor.link_spans(
        LinkEnd(story(NEW), seen[march.id].span, seen[march.id]),
        LinkEnd(story(NEW), seen[ships.id].span, seen[ships.id]),
        "differs",
    )
    # Only what is said of it was changed: where it lies is still told of the text it was made on.
    assert again.source == changed_mark(
        march, links=f"differs:{ships.id}", modified=again.source.modified
    )
    reading.refresh()
    assert reading.marks.find(march.identity) is not None
    editor.delete(orphan, stored=reading.marks.stored(orphan))
    assert not [it for it in store.everything() if safe.id in it.links]
    placed = Reading(story(NEW), lambda: editor)
    placed.refresh()
    placed.go_to(placed.annotations[1])
    placed.tag("error")
    assert placed.annotations[1].links == f"differs:{ships.id}", "a change of its place keeps them"
