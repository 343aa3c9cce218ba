"""What an annotator's log says beyond what has been folded into the files of marks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pydantic_core import from_json

from annotations.files import Signature
from annotations.history import History, Operation
from annotations.model import Annotation
from annotations.store.log import Log, Part
from annotations.store.names import annotator_folder, shard_name

_UNSEEN: Signature = (-1, -1, -1)
_NO_STATES: Mapping[str, Annotation | None] = {}


class Tail:
    """Follows a log as it grows, in this process and in others; not to be shared by threads.

    `refresh` raises OSError or StoreError where the log can't be read.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.unreadable = 0
        """How many of the lines that were read are no operations."""
        self._pending: list[tuple[int, Operation]] = []
        """What is not folded, each with the offset of its end."""
        self._states: dict[str, dict[str, Annotation | None]] = {}
        self._changed: set[str] = set()
        self._history: History | None = None
        self._log_id = ""
        self._seen = 0
        self._seen_signature: Signature | None = _UNSEEN
        self._seen_marker: Signature | None = _UNSEEN

    def states(self, file_name: str) -> Mapping[str, Annotation | None]:
        """What became of annotations of one file of marks, by id, since it was folded.

        While nothing has changed it is the same object.
        """
        return self._states.get(file_name, _NO_STATES)

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
        is_first = self._seen_signature == _UNSEEN
        # Marker before log: then it can't be ahead of what is read. (Files of marks come after.)
        found = self.log.marker()
        part = self.log.read(self._seen)
        folded = part.folded(found)
        log_id = part.header.log if part.header else ""
        if log_id != self._log_id or part.start != self._seen:
            part = self.log.read(folded)
            self._start_again(log_id, part.start)
        self._take(part, tells=not is_first)
        self._leave_out(folded)
        self._seen_signature, self._seen_marker = signature, marker

    def took(self, operation: Operation, length: int) -> None:
        """Take in an operation that was just appended as a line of that many bytes."""
        # A new log has a header now, which is read at the next refresh.
        self._seen += length
        self._add(self._seen, operation)
        if self._log_id:
            self._seen_signature = self.log.signature()
        else:
            self._log_id = self._read_log_id()

    def history(self) -> History:
        """What can be undone and redone; all of the log is read for it, once."""
        self.refresh()
        if self._history is None:
            lines = self.log.read().lines
            self._history = History(it for line in lines if (it := parse(line, self.log.name)))
        return self._history

    def _read_log_id(self) -> str:
        header = self.log.read(self._seen).header
        return header.log if header else ""

    def _start_again(self, log_id: str, offset: int) -> None:
        """It is another log, or one that lost what was not read yet: forget the one before."""
        self._log_id, self._seen = log_id, offset
        self._pending, self._states, self._history = [], {}, None

    def _take(self, part: Part, *, tells: bool) -> None:
        for end, line in part.placed():
            operation = parse(line, self.log.name)
            if operation is None:
                self.unreadable += 1
            else:
                self._add(end, operation, tells=tells)
        self._seen = part.end

    def _add(self, end: int, operation: Operation, *, tells: bool = True) -> None:
        self._pending.append((end, operation))
        self._apply(operation)
        if tells:
            self._changed |= operation.doc_paths
        if self._history is not None:
            self._history.take(operation)

    def _apply(self, operation: Operation) -> None:
        for name, states in states_by_file([operation]).items():
            # A new dictionary tells that something has changed.
            self._states[name] = {**self._states.get(name, {}), **states}

    def _leave_out(self, folded: int) -> None:
        remaining = [(end, operation) for end, operation in self._pending if end > folded]
        if len(remaining) != len(self._pending):
            self._pending, self._states = remaining, {}
            for _end, operation in remaining:
                self._apply(operation)


def states_by_file(
    operations: Iterable[Operation],
) -> dict[str, dict[str, Annotation | None]]:
    """What operations made of annotations, by the name of their file of marks and by id."""
    found: defaultdict[str, dict[str, Annotation | None]] = defaultdict(dict)
    for operation in operations:
        for change in operation.changes:
            found[shard_name(change.subject.doc_path)][change.subject.id] = change.after
    return dict(found)


def parse(line: bytes, name: str) -> Operation | None:
    """The operation of a line, if it is one, and one of the annotator whose log has that name."""
    try:
        operation = Operation.from_record(from_json(line))
    except ValueError:
        return None
    return operation if annotator_folder(operation.annotator) == name else None
