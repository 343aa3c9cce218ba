"""The store of a corpus: a log of what each annotator did, folded into TinyDB files."""

import heapq
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import chain, groupby
from pathlib import Path

from annotations.errors import StoreError
from annotations.files import read_regular, replace_file
from annotations.history import History, ManyChanges, Operation
from annotations.model import Annotation
from annotations.names import annotator_folder, shard_name
from annotations.store.bulk import Bulk
from annotations.store.counting import FolderCounts
from annotations.store.dating import GivenDate, last_first
from annotations.store.failures import as_store_error, reason
from annotations.store.fold import fold
from annotations.store.folder import StoreFolder
from annotations.store.imports import Spool
from annotations.store.log import Log
from annotations.store.protocol import Problem, refuse_conflict
from annotations.store.reader import Part, StoreReader
from annotations.store.shard import newer_message
from annotations.store.tail import Tail
from annotations.store.writer import Writer

ROTATE_ABOVE = 8 << 20
"""How many bytes of operations a log may hold before the oldest are dropped."""
_LONGEST_TEXT = 256 << 20
_NOT_KEPT = "this can't be kept, nothing was changed: "
_HASH = re.compile(r"[0-9a-f]{64}")


class FileStore:
    """The `Store` protocol over a folder, which other processes may work on at the same time.

    Nothing is written, and no folder made, before the first change. With `in_background`, changes
    are synced and folded by a thread within a second; without, by `flush` and `close`. A store is
    for one thread.
    """

    def __init__(
        self,
        root: Path,
        also_read: Sequence[Path] = (),
        *,
        in_background: bool = True,
        rotate_above: int = ROTATE_ABOVE,
    ) -> None:
        self.root = root
        self.also_read = tuple(also_read)
        """Other stores of the same corpus, whose marks are shown and can't be changed here."""
        self._folder = StoreFolder(root)
        self._own = StoreReader(self._folder)
        self._readers = [self._own, *(StoreReader(StoreFolder(other)) for other in also_read)]
        self._lists: dict[str, tuple[list[Part], list[Annotation]]] = {}
        self._rotate_above = rotate_above
        self._in_background = in_background
        self._writer = Writer(self.sync, self._fold)
        self._logs: dict[str, Log] = {}
        self._to_sync: set[str] = set()
        self._to_fold: set[str] = set()
        self._texts: dict[str, str] = {}
        """States of articles that are to be kept and are not on disk yet."""
        self._are_texts_due = False
        """Whether something was written since, so that they are to be written too."""
        self._said: list[str] = []
        self._spool: Spool | None = None
        """What is being brought in, while it is."""
        self._bulk = Bulk(self._folder, self._log, self._fold_one)

    # -- reading

    def annotations(self, doc_path: str) -> Sequence[Annotation]:
        """Everybody's annotations on one article; the same object until they change."""
        parts = [part for reader in self._readers for part in reader.parts(doc_path)]
        earlier, known = self._lists.get(doc_path, (None, []))
        if earlier is None or not _are_same(parts, earlier):
            found = _merged([part.annotations() for part in parts])
            if not all(part.is_only_of(doc_path) for part in parts):
                # Two articles may have a file of marks of one name, however seldom.
                found = [annotation for annotation in found if annotation.doc_path == doc_path]
            known = known if found == known else found
            self._lists[doc_path] = parts, known
        return known

    def counts(self, doc_path: str) -> Counter[str]:
        """How many annotations of each label an article has, from everybody."""
        parts = (part for reader in self._readers for part in reader.parts(doc_path))
        return sum((part.counts() for part in parts), Counter[str]())

    def counting(self) -> list[FolderCounts]:
        """Each annotator's files of marks, to be counted where that is not known.

        Stores that are only read have theirs too.
        """
        return [it for reader in self._readers for it in reader.counting()]

    def unreadable(self, doc_path: str) -> str:
        """Why not all that was marked in an article can be read; empty if it can."""
        parts = (part for reader in self._readers for part in reader.parts(doc_path))
        return next((part.contents.problem for part in parts if part.contents.problem), "")

    def everything(self) -> Iterator[Annotation]:
        """Every annotation of the corpus in the order of an export, also of articles now gone."""
        parts = [part for reader in self._readers for part in reader.all_parts()]
        yield from _merged([part.annotations() for part in parts])

    def by_file(
        self, doc_paths: Iterable[str], *, with_others: bool
    ) -> Iterator[tuple[list[Annotation], str]]:
        """The annotations in the files of these articles, in their order, and why some can't be
        read; `with_others` those of all other files behind them.

        What is read is not kept in memory, so that this takes little of that, but as long again
        the next time.
        """
        held = [(reader, reader.annotators_by_file()) for reader in self._readers]
        names = dict.fromkeys(map(shard_name, doc_paths))
        others = set().union(*(by_file for _, by_file in held)) - names.keys()
        for file_name in [*names, *(sorted(others) if with_others else ())]:
            parts = _parts_once(held, file_name)
            if parts:
                problem = next(filter(None, (part.contents.problem for part in parts)), "")
                yield _merged([part.annotations() for part in parts]), problem

    def by_article(self, doc_paths: Iterable[str]) -> Iterator[tuple[str, list[Annotation]]]:
        """Each of these articles with its annotations; as `by_file`, nothing is remembered."""
        held = [(reader, reader.annotators_by_file()) for reader in self._readers]
        for doc_path in doc_paths:
            parts = _parts_once(held, shard_name(doc_path))
            found = _merged([part.annotations() for part in parts])
            yield doc_path, [it for it in found if it.doc_path == doc_path]

    def maybe_linked(self, ids: Collection[str] = ()) -> Iterator[Annotation]:
        """The annotations of each file in which any may have links or one of these ids.

        As `by_file`, nothing is remembered; and most files are only glanced at.
        """
        return self._glanced_at(ids, or_links=True)

    def with_ids(self, ids: Collection[str]) -> Iterator[Annotation]:
        """The annotations that have one of these ids, wherever they are; as `maybe_linked`."""
        return (it for it in self._glanced_at(ids, or_links=False) if it.id in ids)

    def _glanced_at(self, ids: Collection[str], *, or_links: bool) -> Iterator[Annotation]:
        held = [(reader, reader.annotators_by_file()) for reader in self._readers]
        for file_name in sorted(set().union(*(by_file for _, by_file in held))):
            if any(
                reader.may_hold(annotator, file_name, ids, or_links=or_links)
                for reader, annotators_by_file in held
                for annotator in annotators_by_file.get(file_name, ())
            ):
                parts = _parts_once(held, file_name)
                found = _merged([part.annotations() for part in parts])
                yield from sorted(found, key=lambda annotation: annotation.doc_path)

    def other_articles(self, doc_paths: Iterable[str]) -> set[str]:
        """The articles with annotations that are none of these."""
        held = [(reader, reader.annotators_by_file()) for reader in self._readers]
        known = frozenset(map(shard_name, doc_paths))
        return {
            annotation.doc_path
            for reader, by_file in held
            for file_name, annotators in by_file.items()
            if file_name not in known
            for annotator in annotators
            for annotation in reader.part_once(annotator, file_name).annotations()
        }

    def history(self, annotator: str) -> History:
        """What this annotator can undo and redo, from the log in the place that is written to."""
        with as_store_error():
            return self._own.tail(annotator_folder(annotator)).history()

    def operations(self) -> Iterator[Operation]:
        """What everybody did, newest first, as far back as it is kept."""
        logs = [log for reader in self._readers for log in reader.logs_newest_first()]
        # Clocks differ, and go backwards: each log keeps its own order whatever its times say.
        return heapq.merge(*logs, key=lambda operation: operation.time, reverse=True)

    def can_change(self, annotation: Annotation) -> bool:
        """Whether an annotation lies in the place that is written to, and not only elsewhere."""
        elsewhere = any(_holds(reader, annotation) for reader in self._readers[1:])
        return not elsewhere or _holds(self._own, annotation)

    def changed(self) -> frozenset[str]:
        """The articles with new operations in any log since this was asked the last time."""
        return frozenset().union(*(reader.changed() for reader in self._readers))

    def given_dates(self, doc_path: str) -> Sequence[GivenDate]:
        """The dates that annotators gave an article, one of each, the one given last first."""
        return last_first(it for reader in self._readers for it in reader.given_dates(doc_path))

    def text(self, sha256: str) -> str | None:
        """The text of an article in that state; None where it was not kept or can't be read."""
        if not _HASH.fullmatch(sha256):
            return None
        if sha256 in self._texts:
            return self._texts[sha256]
        if self._spool is not None and (text := self._spool.text(sha256)) is not None:
            return text
        for reader in self._readers:
            with suppress(OSError, UnicodeDecodeError):
                path = reader.folder.text_path(sha256)
                return read_regular(path, _LONGEST_TEXT).decode("utf-8")
        return None

    def problems(self, doc_path: str | None = None) -> list[Problem]:
        """What is kept but can't be shown or changed, of one article or of the whole store."""
        return [it for reader in self._readers for it in reader.problems(doc_path)]

    # -- writing

    def record(self, operation: Operation) -> Operation:
        """Append an operation to its annotator's log: from then on it outlives this process."""
        if isinstance(operation.changes, ManyChanges):
            return self._at_once(lambda: [self._bulk.replay(operation)])[0]
        name = annotator_folder(operation.annotator)
        try:
            self._append(operation, name)
        except FileNotFoundError:
            # There is no store yet, or not any more.
            with as_store_error(_NOT_KEPT):
                self._folder.for_writing(self._folder.history)
                self._append(operation, name)
        except OSError as error:
            raise StoreError(f"{_NOT_KEPT}{reason(error)}") from error
        self._to_sync.add(name)
        self._to_fold.add(name)
        if self._in_background:
            self._writer.wake()
        return operation

    def bring_in(self, came: Iterable[Annotation], origin: str) -> dict[str, int]:
        """Add new annotations, each annotator's in one operation, durably."""
        with as_store_error(_NOT_KEPT):
            self._folder.for_writing(self._folder.history)
        with Spool(self._folder.history) as spool:
            earlier, self._spool = self._spool, spool
            try:
                for annotation in self._not_elsewhere(came):
                    spool.add(annotation)
            finally:
                self._spool = earlier
            done = self._at_once(lambda: self._bulk.bring_in(spool, origin)) if spool else []
        return {operation.annotator: len(operation.changes) for operation in done}

    def _at_once(self, do: Callable[[], list[Operation]]) -> list[Operation]:
        """Do something that is written straight into the files of marks."""
        with as_store_error(_NOT_KEPT), self._folder.lock():
            done = do()
        # What could not be completed will be, and what is in its place is marked as folded.
        self._to_fold.update(annotator_folder(it.annotator) for it in done)
        if done and self._in_background:
            self._writer.wake()
        return done

    def keep_text(self, sha256: str, text: str) -> None:
        """Keep a state of an article as soon as something is written."""
        if sha256 in (self._texts if self._spool is None else self._spool.sha256s):
            return
        if not _HASH.fullmatch(sha256) or os.path.lexists(self._folder.text_path(sha256)):
            return
        if self._spool is not None:
            # There may be too many for the memory. If there is no room, what comes next says so.
            with suppress(StoreError):
                self._spool.keep_text(sha256, text)
        else:
            self._texts[sha256] = text

    def set_article_date(self, doc_path: str, annotator: str, day: date | None) -> None:
        """Keep the day on which, the annotator says, an article was written; None takes it away.

        It goes straight into the file of marks, durably, and is no operation of the history.
        """
        elsewhere = (reader for reader in self._readers[1:] if day is None)
        for reader in elsewhere:
            if any(it.annotator == annotator for it in reader.given_dates(doc_path)):
                raise StoreError(
                    f"this date is kept where nothing can be changed: {reader.folder.root}"
                )
        name = annotator_folder(annotator)
        shard = self._own.shard(name, shard_name(doc_path))
        if day is None and shard.contents().given_date(doc_path) is None:
            return
        with as_store_error(_NOT_KEPT):
            self._folder.for_writing(self._folder.history, self._folder.marks / name)
            # The writer's thread holds it too when it writes this file.
            with self._folder.lock():
                said = shard.set_date(doc_path, annotator, day)
                self._own.news.tell(doc_path)
        self._said += [said] if said else []

    @property
    def trouble(self) -> str:
        """Why what was done is not on disk as it should be; what was done is in the log."""
        return self._writer.trouble

    def recover(self) -> str:
        """Put in place what earlier runs left, and clear up behind them; tells of it in a line."""
        if not self.root.is_dir():
            return ""
        try:
            self._folder.refuse_link(self._folder.history)
            with self._folder.lock():
                self._folder.sweep()
                self._bulk.finish()
                said = [self._recover_one(name) for name in self._folder.log_names()]
                self._bulk.sweep()
        except (OSError, StoreError) as error:
            return _not_recovered(error)
        return "; ".join([sentence for sentence in said if sentence] + self.messages())

    def messages(self) -> list[str]:
        """What the reader should know of since this was asked the last time."""
        said, self._said = [*self._said, *self._bulk.said], []
        self._bulk.said.clear()
        return said

    def sync(self) -> None:
        """Make everything that was done outlast a power cut, in place or not; raises OSError."""
        while self._to_sync:
            name = self._to_sync.pop()
            try:
                self._log(name).sync()
            except FileNotFoundError:
                # Somebody took it away; there is nothing to sync any more.
                continue
            except OSError:
                self._to_sync.add(name)
                raise

    def flush(self) -> None:
        """Return when everything that was done is durable and in its place; raises StoreError."""
        with as_store_error("not all could be put in its place: "):
            self._writer.work_now()

    def close(self) -> str:
        """Flush and end the thread; returns why not all is in its place, or nothing."""
        self._writer.close()
        try:
            self.flush()
        except StoreError as error:
            return error.message
        return ""

    def _append(self, operation: Operation, name: str) -> None:
        tail = self._own.tail(name)
        with tail.log.lock:
            tail.refresh()
            self._refuse_conflicts(operation, tail)
            tail.append(operation)

    def _not_elsewhere(self, came: Iterable[Annotation]) -> Iterator[Annotation]:
        """What is not in stores that are only read."""
        if not self.also_read:
            yield from came
            return
        held = [(reader, reader.annotators_by_file()) for reader in self._readers[1:]]
        for doc_path, annotations in groupby(came, lambda it: it.doc_path):
            file_name = shard_name(doc_path)
            parts = _parts_once(held, file_name)
            known = {it.identity for part in parts for it in part.annotations()}
            yield from (it for it in annotations if it.identity not in known)

    def _refuse_conflicts(self, operation: Operation, tail: Tail) -> None:
        states: dict[tuple[str, str], Annotation | None] = {}
        files: dict[str, Mapping[str, Annotation]] = {}
        for change in operation.changes:
            subject = change.subject
            # A file of marks that was copied for another article has the same ids.
            identity = subject.doc_path, subject.id
            if identity not in states:
                if subject.doc_path not in files:
                    files[subject.doc_path] = self._in_file(subject)
                pending = tail.states(shard_name(subject.doc_path))
                known = pending if subject.id in pending else files[subject.doc_path]
                states[identity] = known.get(subject.id)
            found = states[identity]
            if found is None and change.before is not None:
                self._refuse_foreign(subject)
            refuse_conflict(change.before, found)
            states[identity] = change.after

    def _in_file(self, subject: Annotation) -> Mapping[str, Annotation]:
        """An annotation's file, by id; StoreError where it must not be written to."""
        file_name = shard_name(subject.doc_path)
        shard = self._own.shard(annotator_folder(subject.annotator), file_name)
        contents = shard.contents()
        if contents.is_newer:
            raise StoreError(newer_message(shard.path))
        if contents.problem and not contents.is_damaged:
            raise StoreError(contents.problem)
        return contents.by_id

    def _refuse_foreign(self, subject: Annotation) -> None:
        """Say so where a mark to be changed lies in a store that is only read."""
        for reader in self._readers[1:]:
            if _holds(reader, subject):
                raise StoreError(
                    f"this mark lies where nothing can be changed: {reader.folder.root}"
                )

    # -- behind the scenes, in the writer's thread

    def _fold(self) -> None:
        names = set(self._to_fold)
        if not (names or self._are_texts_due):
            return
        self._folder.for_writing(self._folder.history)
        with self._folder.lock():
            self._bulk.finish()
            self._are_texts_due = True
            for name in names:
                # Before it is read: what comes after that has its own time.
                self._to_fold.discard(name)
                try:
                    self._fold_one(name)
                except (OSError, StoreError):
                    self._to_fold.add(name)
                    raise
            # Last: a text that can't be kept must keep no mark from its place.
            for sha256, text in list(self._texts.items()):
                self._write_text(sha256, text)
            self._are_texts_due = False

    def _fold_one(self, name: str) -> int:
        folded = fold(self._folder, self._log(name), self._own.shard, self._rotate_above)
        self._said += folded.said
        return folded.operations

    def _recover_one(self, name: str) -> str:
        log = self._log(name)
        try:
            with log.lock:
                # A log of a later version is left alone: this refuses it.
                log.read()
                is_torn = log.cut_torn_line()
            count = self._fold_one(name)
        except (OSError, StoreError) as error:
            return _not_recovered(error)
        torn = ["an unfinished line was cut off the history"] if is_torn else []
        changes = "1 change" if count == 1 else f"{count} changes"
        recovered = [f"recovered {changes} of an earlier run"] if count else []
        return "; ".join(recovered + torn)

    def _log(self, name: str) -> Log:
        """A log to be synced and folded; the one that is appended to is another thread's."""
        if name not in self._logs:
            self._logs[name] = self._folder.log(name)
        return self._logs[name]

    def _write_text(self, sha256: str, text: str) -> None:
        self._folder.for_writing(self._folder.texts)
        path = self._folder.text_path(sha256)
        if not os.path.lexists(path):
            replace_file(path, [text.encode("utf-8")], durable=True)
        del self._texts[sha256]


def _holds(reader: StoreReader, annotation: Annotation) -> bool:
    parts = reader.parts(annotation.doc_path)
    return any(annotation.identity == it.identity for part in parts for it in part.annotations())


def _not_recovered(error: OSError | StoreError) -> str:
    return f"what an earlier run left can't be put in place yet: {reason(error)}"


def _parts_once(
    held: Sequence[tuple[StoreReader, Mapping[str, Sequence[str]]]], file_name: str
) -> list[Part]:
    """What everybody marked in one file, which is not remembered for the next time."""
    return [
        reader.part_once(annotator, file_name)
        for reader, annotators_by_file in held
        for annotator in annotators_by_file.get(file_name, ())
    ]


def _are_same(parts: Sequence[Part], others: Sequence[Part]) -> bool:
    return len(parts) == len(others) and all(map(Part.is_same, parts, others))


def _merged(parts: Sequence[Sequence[Annotation]]) -> list[Annotation]:
    found = list(chain.from_iterable(parts))
    # One part is in order already, and sorting what is in order is cheap.
    is_one = sum(1 for part in parts if part) <= 1
    return found if is_one else sorted(found, key=lambda annotation: annotation.sort_key)
