"""The links of a whole corpus: read in the background, then kept up to date."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from tinydb import TinyDB

from annotations.corpus_links import CorpusLinks
from annotations.editing import Editor
from annotations.errors import EditError
from annotations.link_graph import LinkGraph
from annotations.model import Annotation
from annotations.store import FileStore
from tests.making import make_editor
from tests.marks import changed_mark, made, made_mark

MARKS = [made_mark(number, f"{number}.txt") for number in range(6)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with a mark in each of six articles, the second linked with the first."""
    store = FileStore(tmp_path / ".sidemark", in_background=False)
    store.record(made(*MARKS))
    make_editor(store).link(MARKS[1], MARKS[0], "same")
    store.close()
    return store.root


@pytest.fixture
def store(root: Path) -> Iterator[FileStore]:
    store = FileStore(root, in_background=False)
    yield store
    store.close()


@pytest.fixture
def links(store: FileStore) -> CorpusLinks:
    return CorpusLinks(store)


@pytest.fixture
def ana(store: FileStore, links: CorpusLinks) -> Editor:
    editor = make_editor(store)
    editor.when_done, editor.linked_in = links.done, links.linked_in
    return editor


def told(graph: LinkGraph | None, mark: Annotation) -> list[tuple[str, str]]:
    assert graph is not None
    return [(tie.link.kind, tie.other.doc_path) for tie in graph.ties(mark)]


def started(links: CorpusLinks) -> Event:
    is_read = Event()
    links.start(is_read.set)
    return is_read


def wait_for(is_read: Event) -> None:
    assert is_read.wait(30)
    is_read.clear()


def test_only_files_with_links_or_what_they_lead_to_are_read(root: Path, store: FileStore) -> None:
    linked = store.annotations("1.txt")[0]
    assert list(store.maybe_linked()) == [linked]
    assert list(store.maybe_linked({MARKS[0].id, "unknown"})) == [MARKS[0], linked]
    elsewhere = FileStore(root, in_background=False)
    make_editor(elsewhere, "bob")
    theirs = made_mark(70, "2.txt", annotator="bob", links=f"differs:{MARKS[0].id}")
    elsewhere.record(made(theirs))
    pending = [linked, MARKS[2], theirs]
    assert list(store.maybe_linked()) == pending, "those of one article, also what is in no file"
    elsewhere.flush()
    assert list(store.maybe_linked()) == pending
    stock = next(root.glob("marks/ana/1*.json"))
    with TinyDB(stock) as database:
        database.table("annotations").update({"note": "by other hands"})
    assert [it.note for it in store.maybe_linked()] == ["by other hands", "", ""]
    stock.write_bytes(b"\0")
    assert list(store.maybe_linked()) == [MARKS[2], theirs]


def test_a_script_need_not_start_anything(links: CorpusLinks) -> None:
    assert links.graph is None
    assert told(links.known(), MARKS[0]) == [("same", "1.txt")]
    assert set(links.linked_in([MARKS[0].id])) == {"0.txt", "1.txt"}
    assert set(links.linked_in([MARKS[1].id])) == set()


def test_what_is_done_here_shows_at_once(links: CorpusLinks, ana: Editor) -> None:
    wait_for(started(links))
    ana.link(MARKS[2], MARKS[3], "differs")
    assert told(links.graph, MARKS[3]) == [("differs", "2.txt")]
    ana.delete(MARKS[0])
    assert told(links.graph, MARKS[1]) == []
    ana.undo()
    assert told(links.graph, MARKS[0]) == [("same", "1.txt")]
    ana.delete_all([ana.latest(MARKS[2])])
    assert told(links.graph, MARKS[3]) == []
    assert set(links.linked_in([MARKS[3].id])) == set()


def test_what_is_done_while_it_is_read_is_not_lost(
    links: CorpusLinks, ana: Editor, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, found = Event(), list(store.maybe_linked())
    monkeypatch.setattr(FileStore, "maybe_linked", _waiting_for(goes_on, found))
    is_read = started(links)
    assert links.graph is None
    with pytest.raises(EditError, match="still being read"):
        ana.delete(MARKS[0])
    ana.link(MARKS[2], MARKS[3], "differs")
    ana.link(MARKS[4], MARKS[0], "differs")
    monkeypatch.undo()
    goes_on.set()
    wait_for(is_read)
    assert told(links.graph, MARKS[0]) == [("same", "1.txt"), ("differs", "4.txt")]
    wait_for(is_read)
    assert told(links.graph, ana.latest(MARKS[2])) == [("differs", "3.txt")], "looked for again"


def _waiting_for(goes_on: Event, found: list[Annotation]) -> Callable[..., Iterator[Annotation]]:
    def read(_store: FileStore, _ids: object) -> Iterator[Annotation]:
        assert goes_on.wait(30)
        yield from found

    return read


def test_what_others_do_is_taken_in_and_ends_that_are_gone_are_looked_for_once(
    root: Path, links: CorpusLinks, store: FileStore
) -> None:
    is_read = started(links)
    wait_for(is_read)
    elsewhere = make_editor(FileStore(root, in_background=False), "bob")
    theirs = made_mark(70, "2.txt", annotator="bob", links=f"quotes:{MARKS[3].id}")
    elsewhere.store.record(made(theirs))
    links.changed({"2.txt"})
    wait_for(is_read)
    assert told(links.graph, MARKS[3]) == [("quotes", "2.txt")]
    make_editor(elsewhere.store).delete_all([MARKS[3]])
    links.changed({"3.txt"})
    wait_for(is_read)
    assert told(links.graph, theirs) == []
    assert links.graph is not None
    assert links.graph.missing == {MARKS[3].id}
    links.changed({"2.txt", "3.txt"})
    assert not is_read.wait(0.05), "what was not there is not looked for again and again"
    elsewhere.store.record(made(changed_mark(theirs, id=made_mark(71).id)))
    links.changed_much()
    wait_for(is_read)
    assert len(list(links.graph.annotations)) == 4


def test_an_import_that_is_taken_back_takes_its_links_along(
    links: CorpusLinks, ana: Editor, store: FileStore
) -> None:
    is_read = started(links)
    wait_for(is_read)
    store.changed()
    came = made_mark(80, "5.txt", links=f"differs:{MARKS[0].id}")
    store.bring_in([came], "a file")
    links.changed(store.changed())
    assert told(links.graph, MARKS[0]) == [("same", "1.txt"), ("differs", "5.txt")]
    ana.undo()
    wait_for(is_read)
    assert told(links.graph, MARKS[0]) == [("same", "1.txt")]


def test_what_was_looked_for_in_vain_and_comes_back_is_found(
    root: Path, links: CorpusLinks, ana: Editor
) -> None:
    links.known()
    elsewhere = make_editor(FileStore(root, in_background=False), "bob")
    theirs = made_mark(70, "2.txt", annotator="bob")
    elsewhere.store.record(made(theirs))
    mine = ana.link(MARKS[3], theirs, "differs").source
    elsewhere.delete(theirs)
    links.changed(["2.txt"])
    assert told(links.known(), mine) == []
    ana.undo()
    elsewhere.undo()
    links.changed(["2.txt"])
    ana.redo()
    assert told(links.known(), mine) == [("differs", "2.txt")]


def test_what_comes_back_by_ones_own_hand_is_found(
    root: Path, links: CorpusLinks, ana: Editor, store: FileStore
) -> None:
    theirs = made_mark(70, "2.txt", annotator="bob", links=f"quotes:{MARKS[3].id}")
    elsewhere = FileStore(root, in_background=False)
    elsewhere.record(made(theirs))
    links.known()
    ana.delete(MARKS[3])
    assert told(links.known(), theirs) == []
    make_editor(elsewhere, "bob").set_links(theirs, "")
    links.changed(["2.txt"])
    ana.undo()
    make_editor(elsewhere, "bob").undo()
    links.changed(["2.txt"])
    assert told(links.known(), theirs) == [("quotes", "3.txt")]


def test_nothing_is_gone_that_the_store_has(
    root: Path, links: CorpusLinks, store: FileStore
) -> None:
    lost, none = made_mark(70).id, made_mark(71).id
    mark = changed_mark(MARKS[2], links=f"same:{lost} same:{none} same:{MARKS[5].id}")
    store.record(made(changed_mark(mark, id=made_mark(72).id)))
    assert links.known().missing == {lost, none}
    # It comes, and nothing was told of that yet.
    FileStore(root, in_background=False).record(made(made_mark(70, "4.txt", annotator="bob")))
    assert links.gone({lost, none, MARKS[5].id}) == {none}
    assert links.known().missing == {none}


def test_what_was_linked_elsewhere_a_moment_ago_goes_with_what_is_deleted(
    root: Path, links: CorpusLinks, ana: Editor, store: FileStore
) -> None:
    links.known()
    store.changed()
    elsewhere = FileStore(root, in_background=False)
    make_editor(elsewhere).link(MARKS[2], MARKS[3], "same")
    theirs = made_mark(70, "4.txt", annotator="bob", links=f"same:{MARKS[3].id}")
    elsewhere.record(made(theirs))

    said = ana.delete(MARKS[3]).said

    assert said.endswith(" and its link; bob's link to it leads nowhere now")
    assert ana.latest(MARKS[2]).links == ""
    assert store.changed() == {"2.txt", "3.txt", "4.txt"}, "still news to the screen"
