"""brat standoff (brat.nlplab.org/standoff.html): a folder with a text and its spans per article.

Beside `NAME.txt` and `NAME.ann` lies `NAME.sidemark`, which brat passes over: the records of the
spans, of which brat can hold only a part. `annotation.conf` and `visual.conf` tell brat of labels.
"""

from collections.abc import Iterable, Iterator, Sequence

from pydantic_core import to_json

from annotations.formats.brat_reading import read
from annotations.formats.brat_standoff import (
    annotation_conf,
    fragments,
    head,
    note_written,
    text_column,
    type_of,
    visual_conf,
)
from annotations.formats.format import Document, File, Format, Losses, Options, in_place
from annotations.formats.label_names import LabelNames
from annotations.formats.portable import portable
from annotations.formats.segments import segments_of
from annotations.formats.source import Beginning
from annotations.model import Annotation


def write(documents: Iterable[Document], _options: Options, losses: Losses) -> Iterator[File]:
    """Each article's text, spans and records, and at last what brat has to know of the labels."""
    types = LabelNames(type_of)
    for document in documents:
        marks = in_place(document, losses)
        if document.text is None:
            continue
        lines, records = _lines(document.text, marks, types, losses)
        yield File(f"{document.doc_id}.txt", [document.text.encode()])
        yield File(f"{document.doc_id}.ann", [_encoded(lines)])
        if records:
            yield File(f"{document.doc_id}.sidemark", records)
    yield File("annotation.conf", [_encoded(annotation_conf(types.by_label.values()))])
    yield File("visual.conf", [_encoded(visual_conf(types.by_label))])


def _lines(
    text: str, marks: Sequence[Annotation], types: LabelNames, losses: Losses
) -> tuple[list[str], list[bytes]]:
    """The lines of an `.ann` file, and each span's line and record for the file beside it."""
    lines: list[str] = []
    records: list[bytes] = []
    for mark in portable(marks, losses):
        if not mark.text.strip():
            losses.add("left out: brat has no place for blanks alone")
            continue
        parts = fragments(text, segments_of(mark))
        number = len(records) + 1
        line = head(number, types.name(mark.label), parts)
        lines.append(f"{line}\t{text_column(text, parts)}")
        if mark.note:
            lines.append(f"#{number}\tAnnotatorNotes T{number}\t{note_written(mark.note)}")
        records.append(to_json({"brat": line, **mark.to_record()}) + b"\n")
    return lines, records


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _recognises(beginning: Beginning) -> bool:
    return beginning.is_folder and any(name.endswith(".ann") for name in beginning.names)


FORMAT = Format(
    name="brat",
    summary="a folder of texts with standoff .ann files: brat, bioc",
    suffix="",
    write=write,
    read=read,
    recognises=_recognises,
)
