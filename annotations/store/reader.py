"""The reading side of one store folder: files of marks, and what the logs say beyond them."""

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotations.errors import StoreError
from annotations.history import Operation
from annotations.model import Annotation
from annotations.names import shard_name
from annotations.store.counting import FolderCounts, count
from annotations.store.dating import DateNews, GivenDate
from annotations.store.failures import as_store_error, reason
from annotations.store.folder import StoreFolder
from annotations.store.log import Log
from annotations.store.protocol import Problem
from annotations.store.shard import Contents, Shard, newer_message
from annotations.store.storage import Signature, signature_of
from annotations.store.tail import Tail, parse

_ASIDE = "a damaged file was set aside as {}: mend it, or remove it when nothing in it is missing"


_LINK = "{} is a link and is not followed: put the folder itself there, or remove the link"


@dataclass(frozen=True)
class Part:
    """What one annotator marked in one article: a file's contents and what is not yet in it."""

    contents: Contents
    states: Mapping[str, Annotation | None]
    version: int
    """Of the states: another one whenever they have changed."""

    def is_same(self, other: "Part") -> bool:
        """Whether nothing has changed between this and the other."""
        return self.contents is other.contents and self.version == other.version

    def annotations(self) -> Sequence[Annotation]:
        """As they are now, by position."""
        return self.contents.with_states(self.states)

    def is_only_of(self, doc_path: str) -> bool:
        """Whether none of them is of another article."""
        pending = (it.doc_path for it in self.states.values() if it is not None)
        return self.contents.doc_paths.union(pending) <= {doc_path}

    def counts(self) -> Counter[str]:
        """How many there are of each label now."""
        return count(self.contents, self.states)


class StoreReader:
    """Reads a store folder as all processes have left it; raises StoreError where it can't."""

    def __init__(self, folder: StoreFolder) -> None:
        self.folder = folder
        self._shards: dict[tuple[str, str], Shard] = {}
        self._tails: dict[str, Tail] = {}
        self._log_problems: dict[str, str] = {}
        self._fine: dict[tuple[str, str], Signature] = {}
        """Files that were read once and hold all that they should, by the names of folder and file,
        as they were then."""
        self.news = DateNews(folder)
        self._has_looked = False
        """Whether all logs were read once, so that one that comes later is news."""

    def shard(self, annotator_name: str, file_name: str) -> Shard:
        """The file of marks of an annotator's folder, by their names; it need not be there."""
        place = annotator_name, file_name
        shard = self._shards.get(place)
        # The writer's thread asks too; both have to get the same one.
        return shard or self._shards.setdefault(
            place, Shard(self.folder.marks / annotator_name / file_name)
        )

    def tail(self, name: str) -> Tail:
        """What the log of that annotator's folder name says; there need be none."""
        if name not in self._tails:
            self._tails[name] = Tail(self.folder.log(name), is_news=self._has_looked)
        return self._tails[name]

    def parts(self, doc_path: str) -> list[Part]:
        """What each annotator marked in an article."""
        tails, file_name = self._refreshed(), shard_name(doc_path)
        return [
            self._part(self.shard(name, file_name), file_name, tails.get(name))
            for name in self._annotator_names(tails)
        ]

    def all_parts(self) -> Iterator[Part]:
        """What each annotator marked in each article."""
        tails = self._refreshed()
        for name in self._annotator_names(tails):
            file_names = set(self.folder.shard_names(name))
            if name in tails:
                file_names.update(tails[name].file_names())
            for file_name in sorted(file_names):
                yield self._part(self.shard(name, file_name), file_name, tails.get(name))

    def annotators_by_file(self) -> dict[str, list[str]]:
        """Whose marks there are in each file of marks, by the names of the file and folders."""
        tails = self._refreshed()
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._annotator_names(tails):
            pending = tails[name].file_names() if name in tails else ()
            for file_name in {*self.folder.shard_names(name), *pending}:
                found[file_name].append(name)
        return found

    def part_once(self, name: str, file_name: str) -> Part:
        """What one annotator marked in one file, which is not remembered for the next time."""
        tails = self._refreshed()
        shard = Shard(self.folder.marks / name / file_name)
        part = self._part(shard, file_name, tails.get(name))
        if part.contents.signature is not None and not _problems_of(part.contents, shard, ""):
            self._fine[name, file_name] = part.contents.signature
        return part

    def may_hold(self, name: str, file_name: str, ids: Collection[str], *, or_links: bool) -> bool:
        """Whether anything that one annotator marked in one file may have these ids, or links.

        What is not in the log is only glanced at.
        """
        tail = self._tails.get(name)
        pending = tail.states(file_name).values() if tail is not None else ()
        if any(it and (it.id in ids or (or_links and it.links)) for it in pending):
            return True
        return Shard(self.folder.marks / name / file_name).may_hold(ids, or_links=or_links)

    def counting(self) -> list[FolderCounts]:
        """Each annotator's files of marks, to be counted where that is not known."""
        tails = self._refreshed()
        return [
            FolderCounts(self.folder.marks / name, _pending(tails.get(name)))
            for name in self._annotator_names(tails)
        ]

    def changed(self) -> set[str]:
        """The articles with operations, or dates, that are news since this was asked last."""
        changed = set().union(*(tail.changed() for tail in self._refreshed().values()))
        return changed | self.news.since_last()

    def given_dates(self, doc_path: str) -> list[GivenDate]:
        """The dates that annotators gave an article."""
        with as_store_error("marks can't be read: "):
            names = self.folder.annotator_names()
        file_name = shard_name(doc_path)
        found = (self.shard(it, file_name).contents().given_date(doc_path) for it in names)
        return [it for it in found if it is not None]

    def logs_newest_first(self) -> list[Iterator[Operation]]:
        """The operations of each log, the newest first."""
        return [_newest_first(self.folder.log(name)) for name in self._refreshed()]

    def problems(self, doc_path: str | None) -> list[Problem]:
        """What is kept but can't be shown or changed, of one article or of all."""
        if doc_path is not None:
            own = shard_name(doc_path)
            shards = [self.shard(name, own) for name in self.folder.annotator_names()]
            return [
                it for shard in shards for it in _problems_of(shard.contents(), shard, doc_path)
            ]
        found: list[Problem] = []
        for name in self.folder.annotator_names():
            for file_name in self.folder.shard_names(name):
                if not self._is_fine(name, file_name):
                    # What is not in memory already is not to stay there.
                    path = self.folder.marks / name / file_name
                    shard = self._shards.get((name, file_name)) or Shard(path)
                    contents = shard.contents()
                    found += _problems_of(contents, shard, contents.doc_path)
        self._refreshed()
        found += [
            Problem("unreadable-history", message, str(self.folder.log(name).path))
            for name, message in self._log_problems.items()
        ]
        links = (self.folder.marks / name for name in self.folder.linked_names())
        found += [Problem("damaged-file", _LINK.format(it), str(it)) for it in links]
        aside = self.folder.put_aside()
        return found + [Problem("file-set-aside", _ASIDE.format(it), str(it)) for it in aside]

    def _is_fine(self, name: str, file_name: str) -> bool:
        """Whether a file that was read once is as it was, with nothing to tell of."""
        known = self._fine.get((name, file_name))
        if known is None:
            return False
        try:
            status = os.stat(self.folder.marks / name / file_name, follow_symlinks=False)
        except OSError:
            return False
        return signature_of(status) == known

    def _part(self, shard: Shard, file_name: str, tail: Tail | None) -> Part:
        contents = shard.contents()
        if tail is None:
            return Part(contents, {}, 0)
        return Part(contents, tail.states(file_name), tail.version(file_name))

    def _refreshed(self) -> dict[str, Tail]:
        """The tails of all logs, up to date; files of marks have to be read after this."""
        with as_store_error("the history can't be read: "):
            tails = {name: self.tail(name) for name in self.folder.log_names()}
        for name, tail in tails.items():
            try:
                tail.refresh()
                self._log_problems.pop(name, None)
            except (OSError, StoreError) as error:
                # What it told before still stands, and so do the files of marks.
                self._log_problems[name] = f"a history can't be read: {reason(error)}"
        self._has_looked = True
        return tails

    def _annotator_names(self, tails: Mapping[str, Tail]) -> list[str]:
        with as_store_error("marks can't be read: "):
            names = self.folder.annotator_names()
            others = set(tails).difference(names)
            # A link there is not followed, but what is only in the log has no folder yet.
            links = self.folder.linked_names() if others else ()
        return sorted({*names, *others.difference(links)})


def _pending(tail: Tail | None) -> dict[str, Mapping[str, Annotation | None]]:
    """What a log says beyond the files of marks, by their names, as it is now."""
    return {name: tail.states(name) for name in tail.file_names()} if tail else {}


def _newest_first(log: Log) -> Iterator[Operation]:
    try:
        lines = log.read().lines
    except (OSError, StoreError):
        # It is told of as a problem; the others can be read.
        return
    for line in reversed(lines):
        operation = parse(line, log)
        if operation is not None:
            yield operation


def _problems_of(contents: Contents, shard: Shard, doc_path: str) -> list[Problem]:
    path = str(shard.path)
    if contents.problem:
        message = f"{contents.problem}: mend it, or put back one from a backup"
        return [Problem("damaged-file", message, path, doc_path)]
    if contents.is_newer:
        return [Problem("newer-file", newer_message(shard.path), path, doc_path)]
    if contents.unreadable:
        message = (
            f"{contents.unreadable} records can't be read as marks and are left out; "
            f"they stay in {path}: mend or remove them there"
        )
        return [Problem("unreadable-record", message, path, doc_path, contents.unreadable)]
    return []
