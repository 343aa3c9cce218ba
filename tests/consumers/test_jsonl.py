"""The default format: pandas, polars, `datasets` and srsly read the same types and values."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import datasets
import pandas
import polars
import pytest
import srsly

from annotations.formats.format import Document
from tests.formatting import make_document, written
from tests.stress import documents_of

EMPTY_ROWS = 10_000


class Loaded(NamedTuple):
    """What a tool read: whether each column is text or number, and the rows."""

    types: dict[str, str]
    rows: list[dict[str, Any]]


def by_pandas(path: Path) -> Loaded:
    # Left to guess, pandas takes articles called 000 and 001 for numbers, and times for its own.
    frame = pandas.read_json(path, lines=True, dtype=False)
    types = {name: "int" if kind.kind == "i" else "str" for name, kind in frame.dtypes.items()}
    return Loaded(types, frame.to_dict(orient="records"))


def by_polars(path: Path) -> Loaded:
    frame = polars.read_ndjson(path)
    names = {polars.Int64: "int", polars.String: "str"}
    return Loaded({key: names[it] for key, it in frame.schema.items()}, frame.to_dicts())


def by_datasets(path: Path) -> Loaded:
    loaded = datasets.load_dataset("json", data_files=str(path), split="train")
    # It reads what looks like a time as one, in UTC: the instants have to be the same.
    names = {"int64": "int", "string": "str", "timestamp[s]": "str"}
    times = [key for key, it in loaded.features.items() if it.dtype == "timestamp[s]"]
    assert times == ["created", "modified"]
    rows = [row | {key: f"{row[key].isoformat()}Z" for key in times} for row in loaded]
    return Loaded({key: names[it.dtype] for key, it in loaded.features.items()}, rows)


def by_srsly(path: Path) -> Loaded:
    rows = list(srsly.read_jsonl(path))
    return Loaded({key: type(value).__name__ for key, value in rows[0].items()}, rows)


TOOLS = [by_pandas, by_polars, by_datasets, by_srsly]


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


def expected_of(data: bytes) -> Loaded:
    rows = [json.loads(line) for line in data.splitlines()]
    return Loaded({key: type(value).__name__ for key, value in rows[0].items()}, rows)


@pytest.mark.parametrize("load", TOOLS)
def test_the_stressed_corpus_is_read_as_it_was_written(
    load: Callable[[Path], Loaded], stressed: Path, tmp_path: Path
) -> None:
    data = written("jsonl", documents_of(stressed))[""]
    (tmp_path / "marks.jsonl").write_bytes(data)

    assert load(tmp_path / "marks.jsonl") == expected_of(data)


def many() -> Iterator[Document]:
    """Thousands of bare annotations before the first with a note, parts and links."""
    text = "Rome 🙂 fell\n"
    for number in range(EMPTY_ROWS // 10):
        yield make_document(f"{number:05}.txt", text, [(0, 4, "claim", "ana", "")] * 10)
    last = make_document("99999.txt", text, [(0, 11, "claim", "ana", "a note")])
    (mark,) = last.marks
    filled = {"segments": "0-4 7-11", "links": f"same:{mark.id}", "source": "a rule"}
    yield last._replace(marks=[mark.model_copy(update=filled)])


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "marks.jsonl"
    path.write_bytes(written("jsonl", many())[""])
    return path


@pytest.mark.parametrize("load", TOOLS)
def test_notes_links_and_parts_that_come_late_are_text_as_those_before(
    load: Callable[[Path], Loaded], long_file: Path
) -> None:
    expected = expected_of(long_file.read_bytes())
    assert len(expected.rows) == EMPTY_ROWS + 1

    found = load(long_file)

    assert found.types == expected.types
    assert found.rows == expected.rows
    assert found.rows[-1]["segments"] == "0-4 7-11"
    assert not any(it["note"] or it["segments"] or it["links"] for it in found.rows[:-1])
