"""What an annotator's log says beyond what has been folded into the files of marks."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pydantic_core import from_json

from annotations.errors import StoreError
from annotations.history import History, ManyChanges, Operation
from annotations.model import Annotation
from annotations.names import annotator_folder, shard_name
from annotations.store.imports import FiledChanges
from annotations.store.log import Header, Log, Part
from annotations.store.storage import NO_SIGNATURE, Signature

_NO_STATES: Mapping[str, Annotation | None] = {}


class Tail:
    """Follows a log as it grows, in this process and in others; not to be shared by threads.

    `refresh` raises OSError or StoreError where the log can't be read.
    """

    def __init__(self, log: Log, *, is_news: bool = False) -> None:
        self.log = log
        self._is_news = is_news
        """Whether what the log holds when it is read first counts as changed."""
        self.unreadable = 0
        """How many of the lines that were read are no operations."""
        self._pending: list[tuple[int, Operation]] = []
        """What is not folded, each with the offset of its end."""
        self._states: dict[str, dict[str, Annotation | None]] = {}
        self._versions: Counter[str] = Counter()
        self._ahead: Mapping[str, int] = {}
        """Files of marks that were folded further than the marker says for all."""
        self._changed: set[str] = set()
        self._history: History | None = None
        self._log_id = ""
        self._to_be_marked: Header | None = None
        """The log's header, if its marker stands beyond its end."""
        self._seen = self._whole = 0
        self._seen_signature: Signature | None = NO_SIGNATURE
        self._seen_marker: Signature | None = NO_SIGNATURE

    def states(self, file_name: str) -> Mapping[str, Annotation | None]:
        """What became of annotations of one file of marks, by id, since it was folded."""
        return self._states.get(file_name, _NO_STATES)

    def version(self, file_name: str) -> int:
        """A number that is another one whenever `states` of that file has changed."""
        return self._versions[file_name]

    def file_names(self) -> list[str]:
        """The files of marks that the log has something for."""
        return list(self._states)

    def changed(self) -> set[str]:
        """The articles with operations that were not there when this was asked the last time."""
        changed, self._changed = self._changed, set()
        return changed

    def refresh(self) -> None:
        """Take in what was appended, and leave out what has been folded since."""
        signature, marker = self.log.signature(), self.log.marker_signature()
        if signature == self._seen_signature and marker == self._seen_marker:
            return
        # Marker before log: then it can't be ahead of what is read. (Files of marks come after.)
        found = self.log.marker()
        part = self.log.read(self._seen)
        folded = part.folded(found)
        self._to_be_marked = part.header if part.is_before(found) else None
        log_id = part.header.log if part.header else ""
        if log_id != self._log_id or part.start != self._seen:
            part = self.log.read(folded)
            self._start_again(log_id, part.start)
        self._ahead = part.ahead(found)
        self._take(part, tells=self._is_news)
        self._is_news = True
        self._leave_out(folded)
        self._seen_signature, self._seen_marker = signature, marker

    def append(self, operation: Operation) -> None:
        """Append an operation to the log and take it in; up to date and with the log's lock held.

        Raises OSError with nothing changed.
        """
        if self._to_be_marked is not None:
            # Or what is appended now would be taken for folded.
            self.log.set_marker(self._to_be_marked, self._seen)
        line = operation.to_line()
        if any(change.subject.model_extra for change in operation.changes):
            # Fields of a later version may hold what can't be read back, nested too deep.
            _refuse_unreadable(line, self.log)
        self._seen_signature = self.log.append(line, self._seen_signature, self._whole)
        self._seen += len(line)
        # A log that was begun with it has a header, which is read at the next refresh.
        self._whole = self._seen_signature.size if self._log_id else 0
        if not self._log_id:
            self._seen_signature = NO_SIGNATURE
        self._add(self._seen, operation)

    def history(self) -> History:
        """What can be undone and redone; the log is read for it once, from its end."""
        self.refresh()
        if self._history is None:
            placed = self.log.read().placed()
            # What was appended since is taken in when it is read the next time.
            lines = [line for end, line in placed if end <= self._seen]
            self._history = History(earlier=_newest_first(lines, self.log))
        return self._history

    def _start_again(self, log_id: str, offset: int) -> None:
        """It is another log, or one that lost what was not read yet: forget the one before."""
        self._log_id, self._seen = log_id, offset
        self._versions.update(list(self._states))
        self._pending, self._states, self._history = [], {}, None

    def _take(self, part: Part, *, tells: bool) -> None:
        for end, line in part.placed():
            operation = parse(line, self.log)
            if operation is None:
                self.unreadable += 1
            else:
                self._add(end, operation, tells=tells)
        self._seen, self._whole = part.end, part.whole

    def _add(self, end: int, operation: Operation, *, tells: bool = True) -> None:
        if folded := _folded_before(operation):
            self._leave_out(folded)
        self._pending.append((end, operation))
        self._apply(end, operation)
        if tells:
            self._changed |= operation.doc_paths
        if self._history is not None:
            self._history.take(operation)

    def _apply(self, end: int, operation: Operation) -> None:
        for name, states in states_by_file([(end, operation)], self._ahead).items():
            self._states.setdefault(name, {}).update(states)
            self._versions[name] += 1

    def _leave_out(self, folded: int) -> None:
        remaining = [(end, operation) for end, operation in self._pending if end > folded]
        if self._ahead or len(remaining) != len(self._pending):
            self._versions.update(list(self._states))
            self._pending, self._states = remaining, {}
            for end, operation in remaining:
                self._apply(end, operation)


def states_by_file(
    operations: Sequence[tuple[int, Operation]], ahead: Mapping[str, int]
) -> dict[str, dict[str, Annotation | None]]:
    """What operations made of annotations, by the name of their file of marks and by id.

    Each comes with the offset of its end; files that are ahead of it have it already. Imports are
    in the files, and so is what had been folded before.
    """
    found: defaultdict[str, dict[str, Annotation | None]] = defaultdict(dict)
    folded = max((_folded_before(it) for _end, it in operations), default=0)
    for end, operation in operations:
        if end <= folded or isinstance(operation.changes, ManyChanges):
            continue
        for change in operation.changes:
            name = shard_name(change.subject.doc_path)
            if end > ahead.get(name, 0):
                found[name][change.subject.id] = change.after
    return dict(found)


def _folded_before(operation: Operation) -> int:
    """The offset up to which the log was folded when this was put in the files of marks."""
    return operation.changes.folded if isinstance(operation.changes, FiledChanges) else 0


def _refuse_unreadable(line: bytes, log: Log) -> None:
    if parse(line, log) is None:
        raise StoreError("this mark holds fields that can't be kept with a change; it stays as is")


def _newest_first(lines: list[bytes], log: Log) -> Iterator[Operation]:
    """The operations of some lines, which are let go once they were looked at."""
    while lines:
        operation = parse(lines.pop(), log)
        if operation is not None:
            yield operation


def parse(line: bytes, log: Log) -> Operation | None:
    """The operation of a line, if it is one, and one of the annotator whose log that is."""
    try:
        record = from_json(line)
        operation = Operation.from_record(record)
        if "many" in record:
            changes = FiledChanges.of(record["many"], operation.changes[0], log.imports)
            operation = replace(operation, changes=changes)
    except ValueError:
        return None
    return operation if annotator_folder(operation.annotator) == log.name else None
