"""Files of an earlier version are read as those of this one, and kept once as they were."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.errors import StoreError
from annotations.names import shard_name
from annotations.store import FileStore, migrations
from annotations.store.storage import Tables
from tests.marks import made, made_mark, noted

MARK = made_mark(1, note="from version 1")


def to_version_2(tables: Tables) -> Tables:
    """What was called `place` is the label from now on."""
    documents = tables[migrations.ANNOTATIONS]
    renamed = {
        key: {("label" if name == "place" else name): value for name, value in it.items()}
        for key, it in documents.items()
    }
    return {**tables, migrations.ANNOTATIONS: renamed}


def to_version_3(tables: Tables) -> Tables:
    """Notes end in a full stop."""
    documents = tables[migrations.ANNOTATIONS]
    noted = {key: {**it, "note": f"{it['note']}."} for key, it in documents.items()}
    return {**tables, migrations.ANNOTATIONS: noted}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file as version 1 is imagined to have written it."""
    store = FileStore(tmp_path / ".sidemark", in_background=False)
    store.record(made(MARK))
    store.flush()
    path = store.root / "marks" / "ana" / shard_name("a.txt")
    path.write_text(path.read_text().replace('"label"', '"place"'))
    return path


@pytest.fixture(autouse=True)
def _is_version_3(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "MIGRATIONS", (to_version_2, to_version_3))


def opened(path: Path) -> FileStore:
    return FileStore(path.parent.parent.parent, in_background=False)


def kept(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_an_earlier_file_is_read_through_each_step_and_left_as_it_is(path: Path) -> None:
    before = path.read_bytes()

    (mark,) = opened(path).annotations("a.txt")

    assert (mark.label, mark.note) == ("claim", "from version 1.")
    assert path.read_bytes() == before
    assert [it.name for it in path.parent.iterdir()] == [path.name]


def test_the_first_change_keeps_the_earlier_file_beside_the_new_one_and_later_ones_do_not(
    path: Path,
) -> None:
    before = path.read_bytes()
    store = opened(path)
    (mark,) = store.annotations("a.txt")
    changed = noted(mark, "once")
    store.record(changed)
    store.flush()
    store.record(noted(changed.subject, "twice"))
    store.flush()

    backup = path.with_name(f"{path.name}.v1.bak")
    assert backup.read_bytes() == before
    assert sorted(it.name for it in path.parent.iterdir()) == [path.name, backup.name]
    (meta,) = kept(path)["meta"].values()
    assert meta["schema"] == "marks/3"
    assert [it.note for it in opened(path).annotations("a.txt")] == ["twice"]


def test_a_file_of_the_version_between_takes_only_the_steps_it_needs(path: Path) -> None:
    tables = to_version_2(kept(path))
    tables["meta"]["1"]["schema"] = "marks/2"
    path.write_text(json.dumps(tables))
    store = opened(path)

    (mark,) = store.annotations("a.txt")
    assert mark.note == "from version 1."
    store.record(noted(mark, "new"))
    store.flush()

    assert path.with_name(f"{path.name}.v2.bak").exists()


def test_a_file_of_the_version_after_can_only_be_read(path: Path) -> None:
    tables = to_version_2(kept(path))
    tables["meta"]["1"]["schema"] = "marks/4"
    path.write_text(json.dumps(tables))
    before = path.read_bytes()
    store = opened(path)

    (mark,) = store.annotations("a.txt")
    with pytest.raises(StoreError, match="newer"):
        store.record(noted(mark, "new"))

    assert path.read_bytes() == before
    assert [problem.kind for problem in store.problems("a.txt")] == ["newer-file"]
