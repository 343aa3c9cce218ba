"""Whatever is done in whatever order, the disk holds what a plain dictionary would."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import regex
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)

from annotations.corpus import find_corpus
from annotations.editing import Editor
from annotations.errors import EditError, StoreError
from annotations.model import Annotation
from annotations.store import FileStore
from annotations.text.span import Span
from tests.making import make_editor

TEXTS = {
    "emoji.txt": "A 👩\u200d👧 said  “no”.\n\n\u00a0\u00a0Then 🇩🇪 left.",
    "in/words.md": "One two\tthree \n four",
}
LABELS = st.sampled_from(["claim", "quote", "date", "error", "my own"])
Records = dict[str, dict[str, Any]]


def taken(text: str, span: Span) -> tuple[int, int]:
    """Where a mark on a span lies: without blanks at its ends, over whole characters."""
    piece = text[span.start : span.end]
    begin = span.start + len(piece) - len(piece.lstrip())
    end = begin + len(piece.strip())
    characters = [character.span() for character in regex.finditer(r"\X", text)]
    touched = [it for it in characters if it[0] < end and it[1] > begin]
    return (touched[0][0], touched[-1][1]) if touched else (begin, end)


class History(RuleBasedStateMachine):
    """Random work by one annotator in two articles, against a dictionary with two stacks."""

    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        root = Path(self.folder.name)
        for doc_path, text in TEXTS.items():
            (root / doc_path).parent.mkdir(exist_ok=True)
            (root / doc_path).write_text(text, encoding="utf-8")
        self.corpus = find_corpus([root])
        self.store = FileStore(root / ".sidemark", in_background=False)
        self.editor: Editor = make_editor(self.store)
        self.records: Records = {}
        self.undone: list[Records] = []
        self.done: list[Records] = []

    def teardown(self) -> None:
        self.folder.cleanup()

    def now_is(self, records: Records) -> None:
        self.done.append(self.records)
        self.undone.clear()
        self.records = records

    def same(self, doc_path: str, start: int, end: int, label: str) -> str | None:
        place = (doc_path, start, end, label)
        for key, record in self.records.items():
            if (record["doc_path"], record["start"], record["end"], record["label"]) == place:
                return key
        return None

    def mark(self, key: str) -> Annotation:
        return Annotation.model_validate(self.records[key])

    @initialize(target=known)
    def nothing_is_known(self) -> Any:
        return multiple()

    @rule(
        target=known,
        doc_path=st.sampled_from(sorted(TEXTS)),
        start=st.integers(0, 20),
        length=st.integers(0, 12),
        label=LABELS,
    )
    def tag(self, doc_path: str, start: int, length: int, label: str) -> Any:
        text = TEXTS[doc_path]
        span = Span(min(start, len(text)), min(start + length, len(text)))
        piece = text[span.start : span.end]
        article = self.corpus.load(doc_path)
        if not piece.strip():
            with pytest.raises(EditError):
                self.editor.tag(article, span, label)
            return multiple()
        begin, end = taken(text, span)
        mark, is_new = self.editor.tag(article, span, label)
        existing = self.same(doc_path, begin, end, label)
        assert is_new == (existing is None)
        if existing is not None:
            assert mark.id == existing
            return multiple()
        assert (mark.start, mark.end, mark.text) == (begin, end, text[begin:end])
        assert mark.id not in self.records
        self.now_is({**self.records, mark.id: mark.to_record()})
        return mark.id

    @rule(key=known, label=LABELS)
    def relabel(self, key: str, label: str) -> None:
        if key not in self.records:
            return
        old = self.mark(key)
        if label == old.label:
            assert self.editor.relabel(old, label) == old
        elif self.same(old.doc_path, old.start, old.end, label):
            with pytest.raises(EditError):
                self.editor.relabel(old, label)
        else:
            self.became(old, self.editor.relabel(old, label), {"label": label})

    @rule(key=known, start=st.integers(0, 20), length=st.integers(1, 12))
    def reshape(self, key: str, start: int, length: int) -> None:
        if key not in self.records:
            return
        old = self.mark(key)
        text = TEXTS[old.doc_path]
        span = Span(min(start, len(text)), min(start + length, len(text)))
        piece = text[span.start : span.end]
        begin, end = taken(text, span)
        article = self.corpus.load(old.doc_path)
        if (begin, end) == (old.start, old.end):
            assert self.editor.reshape(article, old, span) == old
        elif not piece.strip() or self.same(old.doc_path, begin, end, old.label):
            with pytest.raises(EditError):
                self.editor.reshape(article, old, span)
        else:
            fields = {
                "start": begin,
                "end": end,
                "text": text[begin:end],
                "prefix": text[:begin][-32:],
                "suffix": text[end:][:32],
            }
            self.became(old, self.editor.reshape(article, old, span), fields)

    @rule(key=known, note=st.sampled_from(["", "a note", "“né”\n👩\u200d👧\t\x1b"]))
    def note(self, key: str, note: str) -> None:
        if key not in self.records:
            return
        old = self.mark(key)
        new = self.editor.set_note(old, note)
        if note == old.note:
            assert new == old
        else:
            self.became(old, new, {"note": note})

    def became(self, old: Annotation, new: Annotation, fields: dict[str, Any]) -> None:
        assert new.modified > old.modified
        expected = {**old.to_record(), **fields, "modified": new.modified}
        assert new.to_record() == expected
        self.now_is({**self.records, old.id: expected})

    @rule(key=consumes(known))
    def delete(self, key: str) -> None:
        if key not in self.records:
            return
        self.editor.delete(self.mark(key))
        self.now_is({other: self.records[other] for other in self.records if other != key})

    @rule(key=known)
    def change_what_is_gone(self, key: str) -> None:
        """An old state of a mark, from before an undo or a deletion, can't be brought back."""
        if key in self.records or not self.done:
            return
        states = [records[key] for records in (*self.done, *self.undone) if key in records]
        for state in states[:1]:
            with pytest.raises(StoreError):
                self.editor.delete(Annotation.model_validate(state))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        operation = self.editor.undo()
        self.undone.append(self.records)
        self.records = self.done.pop()
        assert operation.subject.id in {*self.records, *self.undone[-1]}

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self.editor.redo()
        self.done.append(self.records)
        self.records = self.undone.pop()

    @precondition(lambda self: self.done)
    @rule()
    def undo_and_redo_change_nothing(self) -> None:
        self.editor.undo()
        assert list_of(self.store) == sorted_records(self.done[-1])
        self.editor.redo()

    @precondition(lambda self: len(self.done) > 1)
    @rule()
    def undo_everything_and_redo_it(self) -> None:
        for earlier in reversed(self.done):
            self.editor.undo()
            assert list_of(self.store) == sorted_records(earlier)
        assert list_of(self.store) == []
        with pytest.raises(EditError, match="nothing to undo"):
            self.editor.undo()
        for later in [*self.done[1:], self.records]:
            self.editor.redo()
            assert list_of(self.store) == sorted_records(later)

    @rule()
    def put_all_in_its_place(self) -> None:
        self.store.flush()

    @precondition(lambda self: not self.undone)
    @rule()
    def nothing_is_left_to_redo(self) -> None:
        with pytest.raises(EditError, match="nothing to redo"):
            self.editor.redo()

    @invariant()
    def the_disk_holds_what_the_dictionary_holds(self) -> None:
        expected = sorted_records(self.records)
        assert list_of(self.store) == expected
        assert list_of(FileStore(self.store.root, in_background=False)) == expected
        for doc_path in TEXTS:
            here = [record for record in expected if record["doc_path"] == doc_path]
            assert [mark.to_record() for mark in self.store.annotations(doc_path)] == here
            assert self.store.counts(doc_path).total() == len(here)

    @invariant()
    def every_mark_is_the_slice_it_says(self) -> None:
        for record in self.records.values():
            text = TEXTS[record["doc_path"]]
            assert text[record["start"] : record["end"]] == record["text"] == record["text"].strip()


def list_of(store: FileStore) -> list[dict[str, Any]]:
    return [mark.to_record() for mark in store.everything()]


def sorted_records(records: Records) -> list[dict[str, Any]]:
    return sorted(
        records.values(),
        key=lambda mark: (
            mark["doc_id"], mark["start"], -mark["end"], mark["label"], mark["id"],
        ),
    )  # fmt: skip


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
