"""Bring an import into the files of marks, or take it back: all of it or nothing, in one step.

The records lie in a file beside the history, the files of marks are written under other names, and
then a note of what is to be done takes its place: from then on it is done, by whoever is next if
this process dies. Files of marks take their places, a line in the history tells of it, the note
goes. As long as there is a note, nothing may be folded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from pydantic_core import from_json

from annotations.errors import ConflictError, DamagedFileError, StoreError
from annotations.files import Batch, read_regular, replace_file, sync_folder
from annotations.history import Operation
from annotations.model import Annotation, Change, new_id, utc_now
from annotations.names import annotator_folder, free_name
from annotations.store.folder import StoreFolder
from annotations.store.imports import Filed, FiledChanges, Spool
from annotations.store.log import IMPORTS, SIZE_LIMIT, Log
from annotations.store.protocol import NOTHING_LEFT
from annotations.store.shard import Contents, Document, Shard
from annotations.store.storage import Tables
from annotations.store.tail import parse


class Bulk:
    """Does operations of `FiledChanges`; the store's lock must be held for whatever it does.

    Raises OSError or StoreError, with nothing changed, unless it says otherwise.
    """

    def __init__(
        self, folder: StoreFolder, log: Callable[[str], Log], fold: Callable[[str], object]
    ) -> None:
        self._folder = folder
        self._log = log
        """The log of an annotator, by the name of the folder."""
        self._fold = fold
        """Puts what such a log holds in its place."""
        self.said: list[str] = []
        """What the reader should know, in sentences."""

    def bring_in(self, spool: Spool, origin: str) -> list[Operation]:
        """Add what is new; returns what was done."""
        self.finish()
        # Where nobody opens the screen, nobody else does: after a kill there may be thousands.
        self._folder.sweep()
        time = utc_now()
        with Batch() as beside, Batch() as batch:
            operations = []
            for annotator in spool.annotators:
                changes = self._stage_import(beside, batch, spool, annotator)
                if changes is not None:
                    identifier = changes.path.stem
                    operations.append(
                        Operation(identifier, "imported", time, changes, origin=origin)
                    )
            if not operations:
                return []
            self._folder.for_writing(self._folder.texts)
            for sha256, text in spool.texts():
                beside.add(self._folder.text_path(sha256), [text])
            beside.sync()
            # Should it come to nothing after all, these do no harm.
            beside.swap()
            self._do(batch, operations)
        return operations

    def replay(self, operation: Operation) -> Operation:
        """Take an import back, or do it again, and return what was done.

        Marks that were changed since are passed over; raises ConflictError where all are.
        """
        self.finish()
        log, folded = self._folded(annotator_folder(operation.annotator))
        changes = replace(_filed(operation), log=log, folded=folded)
        with Batch() as batch:
            count = self._stage(batch, changes)
            if not count:
                raise ConflictError(NOTHING_LEFT)
            done = replace(operation, changes=changes, passed_over=len(changes) - count)
            self._do(batch, [done])
        return done

    def finish(self) -> None:
        """Complete what was decided on, if a process died before it had.

        What is in its place already stays there, so this may be done any number of times.
        """
        note = self._folder.importing
        try:
            lines = read_regular(note, SIZE_LIMIT).splitlines()
        except FileNotFoundError:
            return
        try:
            operations = [self._parsed(line) for line in lines]
            missing = [it for it in operations if not self._is_told(it)]
            # Lines come last: where there is one, all files are in their places.
            if len(missing) == len(operations):
                with Batch() as batch:
                    for operation in operations:
                        self._stage(batch, _filed(operation))
                    batch.sync()
                    batch.swap()
        except DamagedFileError as error:
            aside = free_name(note)
            note.rename(aside)
            self.said.append(f"an import can't be completed: {error.message}; see {aside}")
        else:
            self._tell(missing)

    def sweep(self) -> None:
        """Take away the records of imports that no history tells of any more."""
        for folder in self._folder.import_folders():
            name = folder.name.removesuffix(IMPORTS)
            told = (parse(line, self._log(name)) for line in self._log(name).read().lines)
            kept = {it.changes.path for it in told if it and isinstance(it.changes, FiledChanges)}
            for path in set(folder.glob("*.jsonl")) - kept:
                with suppress(OSError):
                    path.unlink()

    def _stage_import(
        self, beside: Batch, batch: Batch, spool: Spool, annotator: str
    ) -> FiledChanges | None:
        """Write what an annotator's import takes under other names; None where nothing is new."""
        name = annotator_folder(annotator)
        log, folded = self._folded(name)
        imports = self._log(name).imports
        self._folder.for_writing(self._folder.marks / name, imports)
        path = imports / f"{new_id()}.jsonl"
        articles: list[Filed] = []
        first: list[Document] = []

        def lines() -> Iterator[bytes]:
            for file_name, records in spool.by_file(annotator):
                written = {id(document): line for document, line in records}
                added = self._add(batch, name, file_name, [it for it, _line in records], written)
                first.extend(added[: not first])
                for doc_path, ours in groupby(added, itemgetter("doc_path")):
                    came = [written[id(document)] + b"\n" for document in ours]
                    articles.append(Filed(doc_path, sum(map(len, came)), len(came)))
                    yield from came

        beside.add(path, lines())
        if not articles:
            beside.drop_last()
            return None
        change = Change(None, Annotation.model_validate(first[0]))
        return FiledChanges(path, tuple(articles), change, log, folded)

    def _stage(self, batch: Batch, changes: FiledChanges) -> int:
        """Write files of marks with these changes under other names; says how many could be made.

        The others are of marks that are not as they expect.
        """
        name, count = annotator_folder(changes.first.subject.annotator), 0
        self._folder.for_writing(self._folder.marks / name)
        for file_name, marks in changes.by_file():
            if changes.is_reversed:
                count += self._take_out(batch, name, file_name, marks)
            else:
                documents = [it.to_record() for it in marks]
                count += len(self._add(batch, name, file_name, documents))
        return count

    def _add(
        self,
        batch: Batch,
        name: str,
        file_name: str,
        documents: Sequence[Document],
        written: Mapping[int, bytes] | None = None,
    ) -> list[Document]:
        """Stage a file of marks with those records that are new, and return them.

        `written` is the JSON of them by their `id()`, where it is known.
        """
        added: list[Document] = []

        def change(contents: Contents) -> Tables:
            tables, new = contents.with_new(documents)
            added.extend(new)
            return tables

        self._stage_file(batch, name, file_name, change, written)
        return added

    def _take_out(
        self, batch: Batch, name: str, file_name: str, marks: Sequence[Annotation]
    ) -> int:
        """Stage a file of marks without those that are the same; says how many those are."""
        count = 0

        def change(contents: Contents) -> Tables:
            nonlocal count
            tables, count = contents.without(marks)
            return tables

        self._stage_file(batch, name, file_name, change)
        return count

    def _stage_file(
        self,
        batch: Batch,
        name: str,
        file_name: str,
        change: Callable[[Contents], Tables],
        written: Mapping[int, bytes] | None = None,
    ) -> None:
        # What is read of ten thousand files would fill the memory: none is remembered.
        said = Shard(self._folder.marks / name / file_name).stage(batch, change, written)
        self.said += [said] if said else []

    def _folded(self, name: str) -> tuple[str, int]:
        """Fold an annotator's log; its id, and the offset up to which all of it is folded."""
        self._fold(name)
        marker = self._log(name).marker()
        return (marker.log, marker.folded) if marker else ("", 0)

    def _do(self, batch: Batch, operations: Sequence[Operation]) -> None:
        batch.sync()
        lines = [operation.to_line() for operation in operations]
        replace_file(self._folder.importing, lines, durable=True)
        # Now it is done. What fails is tried again before anything is folded.
        with suppress(OSError, StoreError):
            batch.swap()
            self._tell(operations)

    def _tell(self, operations: Sequence[Operation]) -> None:
        """Tell of operations in their histories; with that, there is nothing left to finish."""
        for operation in operations:
            self._append(self._log_of(operation), operation)
        self._folder.importing.unlink()
        sync_folder(self._folder.history)

    def _append(self, log: Log, operation: Operation) -> None:
        changes = _filed(operation)
        with log.lock:
            part = log.read()
            if part.header is not None and part.is_before(log.marker()):
                # Or what is appended now would be taken for folded.
                log.set_marker(part.header, part.end)
            if part.header is None or part.header.log != changes.log:
                # It is another log now: nothing is known of its lines.
                operation = replace(operation, changes=replace(changes, folded=0))
            log.append(operation.to_line(), log.signature(), part.whole)
        log.sync()

    def _is_told(self, operation: Operation) -> bool:
        log = self._log_of(operation)
        told = (parse(line, log) for line in log.read().lines)
        return any(it is not None and it.id == operation.id for it in told)

    def _log_of(self, operation: Operation) -> Log:
        return self._log(annotator_folder(operation.annotator))

    def _parsed(self, line: bytes) -> Operation:
        try:
            log = self._log_of(Operation.from_record(from_json(line)))
        except ValueError as error:
            raise DamagedFileError("the note of it is damaged") from error
        operation = parse(line, log)
        if operation is None or not isinstance(operation.changes, FiledChanges):
            raise DamagedFileError("the note of it is damaged")
        return operation


def _filed(operation: Operation) -> FiledChanges:
    assert isinstance(operation.changes, FiledChanges), "others are appended to a log as they are"
    return operation.changes
