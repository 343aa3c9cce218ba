"""Write documents in a format and read a file of it, and documents of all that breaks one."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from hypothesis import strategies as st

from annotations.formats import format_of
from annotations.formats.format import (
    Came,
    Document,
    Losses,
    Options,
    Stated,
    StatedArticle,
    Unread,
)
from annotations.formats.source import Source
from annotations.model import Annotation, placement
from annotations.text.span import Span
from tests.making import counting_ids

TIME = "2024-01-01T00:00:00Z"
_ALPHABET = "ab .\n\t\"'\\/<&>{}[]=é\u0301\u00a0\u200d\u2028\u0085\x00\x1b中𠮷🙂👩"
_TEXTS = st.text(st.sampled_from(_ALPHABET), max_size=40)
_NAMES = st.text(st.sampled_from("ab \"'\\<&>$é\u2028中🙂"), min_size=1, max_size=8)


def written(
    name: str, documents: Iterable[Document], losses: Losses | None = None
) -> dict[str, bytes]:
    """The files of an export by their names; the output itself is called ""."""
    files = format_of(name).write(documents, Options(), Losses() if losses is None else losses)
    return {file.name: b"".join(file.pieces) for file in files}


def came(name: str, data: bytes, folder: Path) -> list[Came]:
    """What a format's reader makes of a file of these bytes."""
    path = folder / f"import{format_of(name).suffix}"
    path.write_bytes(data)
    read = format_of(name).read
    assert read is not None
    return list(read(Source(path)))


def stated(found: Iterable[Came]) -> list[Stated]:
    return [it for it in found if isinstance(it, Stated)]


def articles(found: Iterable[Came]) -> list[StatedArticle]:
    return [it for it in found if isinstance(it, StatedArticle)]


def unread(found: Iterable[Came]) -> list[tuple[str, str]]:
    return [(it.where, it.why) for it in found if isinstance(it, Unread)]


def places(found: Iterable[Stated]) -> list[tuple[str, int | None, int | None]]:
    return [(it.label, it.start, it.end) for it in found]


def is_recognised_as(data: bytes, folder: Path, name: str = "some.jsonl") -> list[str]:
    """The formats that take a file of these bytes for theirs."""
    from annotations.formats import formats

    path = folder / name
    path.write_bytes(data)
    beginning = Source(path).beginning()
    return [it.name for it in formats().values() if it.recognises(beginning)]


def make_document(
    doc_path: str, text: str, marks: Sequence[tuple[int, int, str, str, str]] = ()
) -> Document:
    """An article with annotations of start, end, label, annotator and note."""
    doc_id, sha256 = doc_path.rpartition(".")[0], hashlib.sha256(text.encode()).hexdigest()
    make_id = counting_ids(int.from_bytes(hashlib.sha256(doc_path.encode()).digest()[:7]))
    made = [
        Annotation(
            id=make_id(),
            doc_id=doc_id,
            doc_path=doc_path,
            doc_sha256=sha256,
            label=label,
            annotator=annotator,
            note=note,
            created=TIME,
            modified=TIME,
            **placement(text, Span(start, end)),
        )
        for start, end, label, annotator, note in marks
    ]
    return Document(
        doc_id, doc_path, sha256, doc_id, text, sorted(made, key=lambda it: it.sort_key)
    )


@st.composite
def _documents(draw: st.DrawFn, number: int) -> Document:
    text = draw(_TEXTS)
    offsets = st.integers(0, len(text))
    mark = st.tuples(offsets, offsets, _NAMES, _NAMES, _TEXTS)
    marks = [it for it in draw(st.lists(mark, max_size=5)) if it[0] < it[1]]
    return make_document(f"{draw(_NAMES)}/{number}.txt", text, marks)


nasty_documents = st.integers(0, 3).flatmap(
    lambda count: st.tuples(*map(_documents, range(count))).map(list)
)
"""Articles with annotations, full of what has to be escaped or is counted in more ways than one."""
