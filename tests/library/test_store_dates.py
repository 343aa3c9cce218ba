"""The dates that annotators give articles, in files of marks as they may be found."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from annotations.errors import StoreError
from annotations.names import shard_name
from annotations.store import FileStore
from annotations.workspace import open_workspace
from tests.marks import made, made_mark

DOC = "a.txt"
DAY, OTHER_DAY = date(2024, 1, 10), date(2023, 12, 22)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / ".sidemark"


@pytest.fixture
def store(root: Path) -> FileStore:
    root.parent.mkdir()
    return FileStore(root, in_background=False)


def shard_of(root: Path, annotator: str = "ana", doc_path: str = DOC) -> Path:
    return root / "marks" / annotator / shard_name(doc_path)


def tables_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def days(root: Path, doc_path: str = DOC) -> list[tuple[str, date]]:
    """As a store opened afresh reads them."""
    return [(it.annotator, it.day) for it in FileStore(root).given_dates(doc_path)]


def test_stock_tinydb_reads_the_date_from_a_table_of_its_own(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", DAY)

    with TinyDB(shard_of(root)) as database:
        (found,) = database.table("article").all()
        (meta,) = database.table("meta").all()
    assert found.pop("given").endswith("Z")
    assert found == {"doc_path": DOC, "annotator": "ana", "date": "2024-01-10"}
    assert meta == {"schema": "marks/1", "doc_path": DOC, "annotator": "ana"}


def test_what_else_the_file_holds_stays_and_a_mark_that_is_folded_later_keeps_the_date(
    root: Path, store: FileStore
) -> None:
    store.record(made(made_mark(1)))
    store.flush()
    tables = tables_of(shard_of(root))
    tables["article"] = {"7": {"doc_path": DOC, "mood": "dark"}, "9": {"another": "thing"}}
    tables["later"] = {"1": {"of": "a later Sidemark"}}
    shard_of(root).write_text(json.dumps(tables))

    store.set_article_date(DOC, "ana", DAY)
    store.record(made(made_mark(2, start=5)))
    store.flush()

    found = tables_of(shard_of(root))
    assert found["later"] == tables["later"]
    assert found["article"]["9"] == {"another": "thing"}
    assert found["article"]["7"].items() >= {"mood": "dark", "date": "2024-01-10"}.items()
    assert len(found["annotations"]) == 2
    store.set_article_date(DOC, "ana", None)
    assert tables_of(shard_of(root))["article"] == {
        "7": {"doc_path": DOC, "annotator": "ana", "mood": "dark"},
        "9": {"another": "thing"},
    }


def test_the_same_date_again_writes_nothing(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", DAY)
    before = shard_of(root).stat()

    store.set_article_date(DOC, "ana", DAY)

    assert shard_of(root).stat().st_ino == before.st_ino


def test_to_take_away_what_is_not_there_makes_no_store(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", None)
    assert not root.exists()


def test_the_date_given_last_comes_first(root: Path, store: FileStore) -> None:
    for annotator, given in (("ana", "2024-05-01"), ("bob", "2024-07-01"), ("carla", "2024-06-01")):
        store.set_article_date(DOC, annotator, DAY)
        path = shard_of(root, annotator)
        tables = tables_of(path)
        tables["article"]["1"]["given"] = f"{given}T00:00:00Z"
        path.write_text(json.dumps(tables))

    assert [name for name, _day in days(root)] == ["bob", "carla", "ana"]


@pytest.mark.parametrize(
    "document",
    [
        {"doc_path": DOC, "annotator": "ana", "date": "2024-02-30"},
        {"doc_path": DOC, "annotator": "ana", "date": 17},
        {"doc_path": DOC, "annotator": "ana", "date": None},
        {"doc_path": "b.txt", "annotator": "ana", "date": "2024-01-10"},
        {"doc_path": DOC, "annotator": "bob", "date": "2024-01-10"},
        {"doc_path": DOC, "date": "2024-01-10"},
        {},
    ],
)
def test_what_is_no_date_of_that_article_by_that_annotator_is_passed_over(
    document: dict[str, Any], root: Path, store: FileStore
) -> None:
    store.set_article_date(DOC, "ana", DAY)
    tables = tables_of(shard_of(root))
    tables["article"] = {"1": document}
    shard_of(root).write_text(json.dumps(tables))

    assert days(root) == []
    store.set_article_date(DOC, "ana", OTHER_DAY)
    assert days(root) == [("ana", OTHER_DAY)]


@pytest.mark.parametrize("day", [date(2023, 5, 5), date(2020, 1, 1), date(2021, 1, 1)])
def test_of_two_dates_that_other_hands_left_for_one_article_the_new_one_is_read(
    day: date, root: Path, store: FileStore
) -> None:
    store.set_article_date(DOC, "ana", DAY)
    tables = tables_of(shard_of(root))
    known = {"doc_path": DOC, "annotator": "ana"}
    tables["article"] = {
        "1": {**known, "date": "2020-01-01", "given": "z", "mood": "dark"},
        "2": {**known, "date": "2021-01-01", "given": "a", "mood": "light", "by": "hand"},
        "3": {"another": "thing"},
    }
    shard_of(root).write_text(json.dumps(tables))

    store.set_article_date(DOC, "ana", day)

    assert days(root) == [("ana", day)]
    *others, dated = tables_of(shard_of(root))["article"].values()
    assert others == [{"another": "thing"}]
    assert dated.items() >= {"mood": "dark", "by": "hand"}.items()
    store.set_article_date(DOC, "ana", None)
    assert days(root) == []


def test_a_file_of_a_newer_sidemark_is_left_as_it_is(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", DAY)
    tables = tables_of(shard_of(root))
    tables["meta"]["1"]["schema"] = "marks/9"
    shard_of(root).write_text(json.dumps(tables))
    before = shard_of(root).read_bytes()

    for day in (OTHER_DAY, None):
        with pytest.raises(StoreError, match="a newer Sidemark wrote"):
            store.set_article_date(DOC, "ana", day)

    assert shard_of(root).read_bytes() == before
    assert days(root) == [("ana", DAY)]


def test_a_damaged_file_is_set_aside_and_that_is_told(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", DAY)
    shard_of(root).write_bytes(b'{"meta": {')

    store.set_article_date(DOC, "ana", None)
    assert shard_of(root).read_bytes() == b'{"meta": {', "there was nothing to take away"
    store.set_article_date(DOC, "ana", OTHER_DAY)

    assert days(root) == [("ana", OTHER_DAY)]
    (aside,) = shard_of(root).parent.glob("*.damaged-*")
    assert aside.read_bytes() == b'{"meta": {'
    assert store.messages() == [f"a damaged file of marks was set aside as {aside}"]


def test_nothing_is_written_through_a_link(root: Path, store: FileStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "marks").mkdir(parents=True)
    (root / "marks" / "ana").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreError, match="is a link"):
        store.set_article_date(DOC, "ana", DAY)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_news_that_can_not_be_kept_or_read_keep_no_date_from_its_place(
    root: Path, store: FileStore
) -> None:
    (root / "history" / "dated").mkdir(parents=True)
    store.set_article_date(DOC, "ana", DAY)
    assert days(root) == [("ana", DAY)]
    assert store.changed() == frozenset()


def test_news_do_not_grow_for_ever_and_none_is_missed(root: Path, store: FileStore) -> None:
    store.set_article_date(DOC, "ana", DAY)
    watching = FileStore(root)
    watching.changed()
    (root / "history" / "dated").write_bytes(b"x.txt\n" * 20_000)
    watching.changed()

    store.set_article_date(DOC, "ana", OTHER_DAY)

    assert (root / "history" / "dated").stat().st_size < 100
    assert watching.changed() == {DOC}


def test_in_a_place_that_is_only_read_a_date_is_shown_and_another_one_kept_beside_it(
    root: Path, store: FileStore, tmp_path: Path
) -> None:
    store.set_article_date(DOC, "ana", DAY)
    before = shard_of(root).read_bytes()
    beside = FileStore(tmp_path / "own", (root,))

    assert [it.day for it in beside.given_dates(DOC)] == [DAY]
    with pytest.raises(StoreError, match="nothing can be changed"):
        beside.set_article_date(DOC, "ana", None)
    beside.set_article_date(DOC, "bob", OTHER_DAY)

    assert {it.annotator: it.day for it in beside.given_dates(DOC)} == {
        "ana": DAY,
        "bob": OTHER_DAY,
    }
    assert shard_of(root).read_bytes() == before


def test_ones_own_date_comes_before_anothers_and_before_the_one_stated(corpus_copy: Path) -> None:
    workspace = open_workspace([corpus_copy], "ana")
    doc_path = workspace.corpus.doc_paths[0]
    text = workspace.article(doc_path).text

    assert workspace.article_date(doc_path, text) == (date(2024, 1, 11), False, "")
    workspace.store.set_article_date(doc_path, "bob", OTHER_DAY)
    assert workspace.article_date(doc_path, text) == (OTHER_DAY, True, "bob")
    workspace.set_article_date(doc_path, DAY)
    assert workspace.article_date(doc_path, text) == (DAY, True, "ana")
    workspace.set_article_date(doc_path, None)
    assert workspace.article_date(doc_path, text) == (OTHER_DAY, True, "bob")
    assert workspace.article_date("003_50823aa4b1df31b8.txt", "no date here") is None
