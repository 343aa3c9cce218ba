"""bioc's reader of brat loads what is written, and agrees with every span."""

from pathlib import Path

from bioc import brat
from bioc.brat.validator import validate

from tests.stress import documents_of
from tests.writing import write_folder


def test_bioc_finds_every_span_with_its_label_text_and_note(stressed: Path, tmp_path: Path) -> None:
    documents = documents_of(stressed)
    folder = write_folder("brat", documents, tmp_path / "brat")

    count = 0
    for document in documents:
        text, lines = (folder / f"{document.doc_id}{suffix}" for suffix in (".txt", ".ann"))
        loaded = brat.loads(text.read_bytes().decode(), lines.read_bytes().decode())
        assert loaded.text == document.text
        notes = {note.refid: note.text for note in loaded.notes}
        for entity, mark in zip(loaded.entities, document.marks, strict=True):
            assert entity.total_span is not None
            assert (entity.locations.begin(), entity.locations.end()) == mark.span
            parts = sorted(entity.locations)
            assert "\n".join(loaded.text[it.begin : it.end] for it in parts) == mark.text
            assert entity.text == " ".join(loaded.text[it.begin : it.end] for it in parts)
            assert entity.type == mark.label.replace(" ", "_")
            assert (entity.id in notes) == bool(mark.note)
            count += 1
    assert count == 20


def test_bioc_walks_the_folder_and_finds_no_fault_with_spans_in_one_line(
    stressed: Path, tmp_path: Path
) -> None:
    folder = write_folder("brat", documents_of(stressed), tmp_path / "brat")

    found = {it.id: it for it in brat.scandir(folder)}

    assert len(found) == 5
    for document in found.values():
        validate(document)
