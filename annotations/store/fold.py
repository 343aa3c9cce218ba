"""Fold an annotator's log into the files of marks.

Of each annotation the last state counts, so that folding again changes nothing: wherever a process
dies, the next one to fold the log puts all in place.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from annotations.errors import StoreError
from annotations.model import Annotation
from annotations.store.folder import StoreFolder
from annotations.store.log import Header, Log, Part
from annotations.store.shard import Shard
from annotations.store.tail import parse, states_by_file

KEPT_OPERATIONS = 1000
"""How many operations a log keeps at least when it is shortened, unless they are enormous."""
LARGEST = 64 << 20
"""How many bytes of operations are kept at most."""


class Folded(NamedTuple):
    """What folding came upon."""

    operations: int
    said: Sequence[str] = ()
    """What the reader should know, in sentences."""


def fold(
    folder: StoreFolder, log: Log, shard_at: Callable[[str, str], Shard], rotate_above: int
) -> Folded:
    """Put what a log holds in its place, durably; raises OSError or StoreError, to be done again.

    The store's lock must be held. A log of more than `rotate_above` bytes is shortened.
    """
    with log.lock:
        part, ahead = _unfolded(log)
    if not part.lines:
        return Folded(0)
    # Nothing may be marked as folded that a power cut could take out of the log.
    log.sync()
    parsed = [(end, line, parse(line, log)) for end, line in part.placed()]
    operations = [(end, operation) for end, _line, operation in parsed if operation is not None]
    written = _write(folder, log.name, shard_at, states_by_file(operations, ahead))
    if written.error is not None:
        if part.header is not None:
            done = dict.fromkeys(written.file_names, part.end)
            log.set_marker(part.header, part.start, {**ahead, **done})
        raise written.error
    garbage = [line for _end, line, operation in parsed if operation is None]
    said = written.said + _set_aside(log, garbage)
    if part.header is not None:
        log.set_marker(part.header, part.end)
        is_long = part.end - part.base > rotate_above
        # One that could not be made any shorter is looked at again when it has grown by as much.
        log_id, end = log.shortened
        has_grown = log_id != part.header.log or part.end - end > rotate_above
        if is_long and has_grown and _rotate(log, part.end):
            log.shortened = part.header.log, part.end
        return Folded(len(operations), said)
    aside = _set_log_aside(log, part)
    if aside is None:
        # It has grown meanwhile.
        return fold(folder, log, shard_at, rotate_above)
    return Folded(len(operations), [*said, f"a damaged history was set aside as {aside}"])


def _set_log_aside(log: Log, part: Part) -> Path | None:
    with log.lock:
        return log.set_aside() if log.read().lines == part.lines else None


def _unfolded(log: Log) -> tuple[Part, Mapping[str, int]]:
    """What comes after the marker, all of the log where that is none of its own; what is ahead."""
    marker = log.marker()
    part = log.read(marker.folded if marker else 0)
    if marker and part.header and marker.log == part.header.log and part.start == marker.folded:
        return part, part.ahead(marker)
    whole = log.read()
    if whole.header is not None and whole.is_before(marker):
        log.set_marker(whole.header, whole.end)
        return log.read(whole.end), {}
    return whole, whole.ahead(marker)


def _set_aside(log: Log, lines: Sequence[bytes]) -> list[str]:
    if not lines:
        return []
    log.set_lines_aside(lines)
    count = "a line that is" if len(lines) == 1 else f"{len(lines)} lines that are"
    return [f"{count} no operation was set aside in {log.aside_path}"]


class _Written(NamedTuple):
    file_names: list[str]
    said: list[str]
    error: OSError | StoreError | None


def _write(
    folder: StoreFolder,
    name: str,
    shard_at: Callable[[str, str], Shard],
    by_file: Mapping[str, Mapping[str, Annotation | None]],
) -> _Written:
    """Write every file that can be written; says which those were, and the first error."""
    done, said, error = [], [], None
    folder.for_writing(folder.marks / name)
    for file_name, states in by_file.items():
        try:
            said.append(shard_at(name, file_name).write(states))
        except (OSError, StoreError) as failure:
            error = error or failure
        else:
            done.append(file_name)
    return _Written(done, [sentence for sentence in said if sentence], error)


def _rotate(log: Log, folded: int) -> bool:
    """Drop the oldest operations of a log that is folded to its end; False where it grew since.

    The log's lock is held only while the shortened log takes its place, so that nobody who wants
    to append waits for all this.
    """
    found = log.signature()
    part = log.read()
    if part.header is None or part.end != folded:
        return False
    first = _first_kept(part, log)
    if first == 0:
        return True
    dropped = sum(len(line) + 1 for line in part.lines[:first])
    header = Header(log=part.header.log, base=part.header.base + dropped)
    return log.replace(header, part.lines[first:], found)


def _first_kept(part: Part, log: Log) -> int:
    """The number of the first line to keep, counting what is no undoing or redoing."""
    if len(part.lines) <= KEPT_OPERATIONS and part.end - part.start <= LARGEST:
        # All are kept, whatever they are.
        return 0
    kept = size = 0
    for number in range(len(part.lines) - 1, -1, -1):
        size += len(part.lines[number])
        if size > LARGEST:
            return number + 1
        operation = parse(part.lines[number], log)
        kept += operation is not None and not (operation.undoes or operation.redoes)
        if kept == KEPT_OPERATIONS:
            return number
    return 0
