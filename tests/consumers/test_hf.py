"""What `datasets` makes of the format for it, to parquet and back through pyarrow."""

import json
from pathlib import Path
from typing import Any

import datasets
import pytest
from pyarrow import parquet

from annotations.corpus import find_corpus
from annotations.formats import formats
from annotations.store import FileStore
from annotations.text.span import Span
from tests.formatting import make_document, written
from tests.making import make_editor
from tests.stress import documents_of

SPAN_TYPES = {
    "id": "string",
    "start": "int64",
    "end": "int64",
    "label": "string",
    "text": "string",
    "note": "string",
}


@pytest.fixture(autouse=True)
def _offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


def through_parquet(data: bytes, folder: Path, **options: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The features that `datasets` found, and the rows after they went through parquet."""
    (folder / "hf.jsonl").write_bytes(data)
    loaded = datasets.load_dataset(
        "json", data_files=str(folder / "hf.jsonl"), split="train", **options
    )
    loaded.to_parquet(str(folder / "hf.parquet"))
    return loaded.features, parquet.read_table(folder / "hf.parquet").to_pylist()


def rows_of(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def test_every_value_goes_through_parquet_and_comes_back_from_pyarrow(
    stressed: Path, tmp_path: Path
) -> None:
    data = written("hf", documents_of(stressed, marked_first=True))[""]

    features, rows = through_parquet(data, tmp_path)

    assert {key: it.dtype for key, it in features["spans"].feature.items()} == SPAN_TYPES
    assert rows == rows_of(data)


def test_a_thousand_articles_without_spans_that_come_first_by_name_do_no_harm(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(1001):
        (folder / f"{number:04}.txt").write_text(f"article {number} of many, in Rome 🙂\n" * 3)
    corpus, store = find_corpus([folder]), FileStore(folder / ".sidemark", in_background=False)
    editor = make_editor(store)
    made, _ = editor.tag(corpus.load("1000.txt"), Span(26, 30), "place")
    editor.set_note(made, "a note")
    store.close()
    is_marked_first = formats()["hf"].marked_first
    data = written("hf", documents_of(folder, marked_first=is_marked_first))[""]

    # A file of some size is read in pieces, and the first of them tells the types of all.
    features, rows = through_parquet(data, tmp_path, chunksize=20_000)

    assert {key: it.dtype for key, it in features["spans"].feature.items()} == SPAN_TYPES
    assert len(data) > 100_000
    assert rows == rows_of(data)
    assert (rows[0]["doc_id"], rows[0]["spans"][0]["note"]) == ("1000", "a note")


def features() -> Any:
    """What docs/formats.md tells a reader to give where there may be no span at all."""
    text, number = datasets.Value("string"), datasets.Value("int64")
    span = {"id": text, "start": number, "end": number, "label": text, "text": text, "note": text}
    return datasets.Features({"doc_id": text, "text": text, "spans": [span]})


@pytest.mark.parametrize("options", [{}, {"features": features()}], ids=["inferred", "stated"])
def test_a_corpus_without_any_span_loads_too(tmp_path: Path, options: dict[str, Any]) -> None:
    documents = [make_document(f"{it}.txt", "words") for it in range(3)]
    data = written("hf", documents)[""]

    found, rows = through_parquet(data, tmp_path, **options)

    assert rows == rows_of(data)
    if options:
        assert {key: it.dtype for key, it in found["spans"].feature.items()} == SPAN_TYPES
