"""How many marks of each label the files of one annotator hold, of many articles in one go."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from annotations.files import NO_FILE, signatures_in
from annotations.store.dating import GivenDate
from annotations.store.failures import reason
from annotations.store.shard import Contents, Shard, States

Counts = Mapping[str, int]
"""How many there are of each label; not to be changed, as many articles may share one."""

_NO_STATES: States = {}


class FileCounts(NamedTuple):
    """What was counted in one file of marks."""

    lasting: Counts
    """What is in the file: as long as that does not change, it need not be counted again."""
    now: Counts
    """The same with what is only in the log so far."""
    problem: str
    """Why the file can't be read; empty if it can."""
    given: GivenDate | None
    """The date that its annotator gave the article."""


class FolderCounts:
    """The files of one annotator's marks as they are now, to be counted where that is not known.

    `pending` is what the annotator's log says beyond them, taken down before: by the name of the
    file, then by the id of the annotation.
    """

    def __init__(self, folder: Path, pending: Mapping[str, States]) -> None:
        self.path = folder
        self.pending = pending
        self.problem = ""
        """Why it can't be told which files there are, if that was asked and can't be."""

    @cached_property
    def _names(self) -> frozenset[str]:
        try:
            return frozenset(os.listdir(self.path))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.problem = f"marks can't be read ({reason(error)})"
        return frozenset()

    def signatures(self, file_names: Sequence[str], known: Sequence[int]) -> list[int]:
        """The signatures of these files, three numbers each, which were `known` to be others.

        A file that was there before is not looked for in the folder first; of one that was not, to
        find out that it is still missing would take several times as long without.
        """
        pairs = zip(file_names, known[::3], strict=True)
        are_there = [inode > 0 or name in self._names for name, inode in pairs]
        if all(are_there):
            return signatures_in(str(self.path), file_names, follow_links=False)
        there = list(compress(file_names, are_there))
        found = iter(signatures_in(str(self.path), there, follow_links=False) if there else ())
        missing = iter(NO_FILE * (len(file_names) - len(there)))
        return [
            next(found if is_there else missing) for is_there in are_there for _number in NO_FILE
        ]

    def count(self, file_name: str, doc_path: str) -> FileCounts:
        """Count what is in an article's file, which need not be there, and what is to come."""
        # The contents go again: ten thousand of them would fill the memory.
        contents = Shard(self.path / file_name).contents()
        now = count(contents, self.pending.get(file_name, _NO_STATES))
        given = contents.given_date(doc_path)
        return FileCounts(dict(contents.counts()), now, contents.problem, given)


def count(contents: Contents, states: States) -> Counter[str]:
    """How many annotations of each label there are, with what is not yet in the file."""
    if not states:
        return contents.counts()
    pending = (annotation.label for annotation in states.values() if annotation)
    return contents.counts(but=states.keys()) + Counter(pending)
