"""The reading side of one store folder: files of marks, and what the logs say beyond them."""

from bisect import insort
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations.errors import StoreError
from annotations.history import Operation
from annotations.model import Annotation
from annotations.store.counting import FolderCounts, count
from annotations.store.folder import StoreFolder
from annotations.store.log import Log
from annotations.store.names import shard_name
from annotations.store.protocol import Problem
from annotations.store.shard import Contents, Shard, newer_message
from annotations.store.tail import Tail, parse
from annotations.store.writer import reason


@dataclass(frozen=True)
class Part:
    """What one annotator marked in one article: a file's contents and what is not yet in it."""

    contents: Contents
    states: Mapping[str, Annotation | None]

    def annotations(self) -> Sequence[Annotation]:
        """As they are now, by position."""
        in_order = self.contents.in_order
        if not self.states:
            return in_order
        found = [annotation for annotation in in_order if annotation.id not in self.states]
        for annotation in self.states.values():
            if annotation is not None:
                insort(found, annotation, key=lambda other: other.sort_key)
        return found

    def counts(self) -> Counter[str]:
        """How many there are of each label now."""
        return count(self.contents, self.states)


class StoreReader:
    """Reads a store folder as all processes have left it; raises StoreError where it can't."""

    def __init__(self, folder: StoreFolder) -> None:
        self.folder = folder
        self._shards: dict[Path, Shard] = {}
        self._tails: dict[str, Tail] = {}

    def shard(self, path: Path) -> Shard:
        """The file of marks at a path, which need not be there."""
        shard = self._shards.get(path)
        # The writer's thread asks too; both have to get the same one.
        return shard or self._shards.setdefault(path, Shard(path))

    def tail(self, name: str) -> Tail:
        """What the log of that annotator's folder name says; there need be none."""
        if name not in self._tails:
            self._tails[name] = Tail(self.folder.log(name))
        return self._tails[name]

    def parts(self, doc_path: str) -> list[Part]:
        """What each annotator marked in an article."""
        file_name = shard_name(doc_path)
        tails = self._refreshed()
        paths = [folder / file_name for folder in self._shard_folders(tails)]
        return [self._part(path, tails) for path in paths]

    def all_parts(self) -> Iterator[Part]:
        """What each annotator marked in each article."""
        tails = self._refreshed()
        for folder in self._shard_folders(tails):
            names = {path.name for path in folder.glob("*.json")}
            if folder.name in tails:
                names.update(tails[folder.name].file_names())
            for name in sorted(names):
                yield self._part(folder / name, tails)

    def counting(self) -> list[FolderCounts]:
        """Each annotator's files of marks, to be counted where that is not known."""
        tails = self._refreshed()
        return [
            FolderCounts(folder, _pending(tails.get(folder.name)))
            for folder in self._shard_folders(tails)
        ]

    def changed(self) -> set[str]:
        """The articles with operations that were not there when this was asked the last time."""
        return set().union(*(tail.changed() for tail in self._refreshed().values()))

    def logs_newest_first(self) -> list[Iterator[Operation]]:
        """The operations of each log, the newest first."""
        return [_newest_first(self.folder.log(name)) for name in self._refreshed()]

    def problems(self, doc_path: str | None) -> list[Problem]:
        """What is kept but can't be shown or changed, of one article or of all."""
        if doc_path is not None:
            name = shard_name(doc_path)
            return [
                it
                for folder in self.folder.shard_folders()
                for it in _problems_of(self.shard(folder / name), doc_path)
            ]
        found = [
            it
            for folder in self.folder.shard_folders()
            for path in sorted(folder.glob("*.json"))
            for it in _problems_of(self.shard(path), self.shard(path).contents().doc_path)
        ]
        found += [Problem(f"set aside, mend or remove it: {it}") for it in self.folder.put_aside()]
        return found

    def _part(self, path: Path, tails: Mapping[str, Tail]) -> Part:
        tail = tails.get(path.parent.name)
        states = {} if tail is None else tail.states(path.name)
        return Part(self.shard(path).contents(), states or _NOTHING)

    def _refreshed(self) -> dict[str, Tail]:
        """The tails of all logs, up to date; files of marks have to be read after this."""
        try:
            tails = {name: self.tail(name) for name in self.folder.log_names()}
            for tail in tails.values():
                tail.refresh()
        except OSError as error:
            raise StoreError(f"the history can't be read: {reason(error)}") from error
        return tails

    def _shard_folders(self, tails: Mapping[str, Tail]) -> list[Path]:
        try:
            folders = self.folder.shard_folders()
        except OSError as error:
            raise StoreError(f"marks can't be read: {reason(error)}") from error
        known = {folder.name for folder in folders}
        return folders + [self.folder.marks / name for name in tails if name not in known]


_NOTHING: Mapping[str, Annotation | None] = {}


def _pending(tail: Tail | None) -> dict[str, Mapping[str, Annotation | None]]:
    """What a log says beyond the files of marks, by their names, as it is now."""
    return {name: tail.states(name) for name in tail.file_names()} if tail else {}


def _newest_first(log: Log) -> Iterator[Operation]:
    for line in reversed(log.read().lines):
        operation = parse(line, log.name)
        if operation is not None:
            yield operation


def _problems_of(shard: Shard, doc_path: str) -> list[Problem]:
    contents = shard.contents()
    if contents.problem:
        return [Problem(contents.problem, doc_path)]
    found = []
    if contents.is_newer:
        found.append(Problem(newer_message(shard.path), doc_path, contents.unreadable))
    elif contents.unreadable:
        message = f"{contents.unreadable} records can't be read as marks and stay in {shard.path}"
        found.append(Problem(message, doc_path, contents.unreadable))
    return found
