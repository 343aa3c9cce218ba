"""Fold an annotator's log into the files of marks.

Of each annotation the last state counts, so that folding again changes nothing: wherever a process
dies, the next one to fold the log puts all in place.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from annotations.errors import StoreError
from annotations.history import Operation
from annotations.store.folder import StoreFolder
from annotations.store.log import Header, Log, Part
from annotations.store.shard import Shard
from annotations.store.tail import parse, states_by_file

KEPT_OPERATIONS = 1000
"""How many operations a log keeps at least when it is shortened."""


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
    name = log.name
    with log.lock:
        part = _unfolded(log)
    if not part.lines:
        return Folded(0)
    # Nothing may be marked as folded that a power cut could take out of the log.
    log.sync()
    parsed = [(line, parse(line, name)) for line in part.lines]
    operations = [operation for _line, operation in parsed if operation is not None]
    said = _set_aside(log, [line for line, operation in parsed if operation is None])
    said += _write(folder, name, shard_at, operations)
    if part.header is None:
        with log.lock:
            said.append(f"a damaged history was set aside as {log.set_aside()}")
    else:
        log.set_marker(part.header, part.end)
        if part.end - part.base > rotate_above:
            _rotate(log, name, part.end)
    return Folded(len(operations), said)


def _unfolded(log: Log) -> Part:
    """What comes after the marker; all of the log where the marker is none of its own."""
    marker = log.marker()
    part = log.read(marker.folded if marker else 0)
    if marker and part.header and marker.log == part.header.log and part.start == marker.folded:
        return part
    whole = log.read()
    if whole.header is not None and whole.is_before(marker):
        log.set_marker(whole.header, whole.end)
        return log.read(whole.end)
    return whole


def _set_aside(log: Log, lines: Sequence[bytes]) -> list[str]:
    if not lines:
        return []
    log.set_lines_aside(lines)
    count = "a line that is" if len(lines) == 1 else f"{len(lines)} lines that are"
    return [f"{count} no operation was set aside in {log.aside_path}"]


def _write(
    folder: StoreFolder,
    name: str,
    shard_at: Callable[[str, str], Shard],
    operations: Sequence[Operation],
) -> list[str]:
    """Write every file that can be written; raises the first error only then."""
    said, failed = [], []
    folder.for_writing(folder.marks / name)
    for file_name, states in states_by_file(operations).items():
        try:
            said.append(shard_at(name, file_name).write(states))
        except (OSError, StoreError) as error:
            failed.append(error)
    if failed:
        raise failed[0]
    return [sentence for sentence in said if sentence]


def _rotate(log: Log, name: str, folded: int) -> None:
    """Drop the oldest operations of a log that is folded to its end."""
    with log.lock:
        part = log.read()
        first = _first_kept(part, name)
        if part.header is None or part.end != folded or first == 0:
            return
        dropped = sum(len(line) + 1 for line in part.lines[:first])
        header = Header(log=part.header.log, base=part.header.base + dropped)
        log.replace(header, part.lines[first:])


def _first_kept(part: Part, name: str) -> int:
    """The number of the first line to keep, counting what is no undoing or redoing."""
    kept = 0
    for number in range(len(part.lines) - 1, -1, -1):
        operation = parse(part.lines[number], name)
        kept += operation is not None and not (operation.undoes or operation.redoes)
        if kept == KEPT_OPERATIONS:
            return number
    return 0
