"""How many marks of each label the files of one annotator hold, of many articles in one go."""

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from annotations.files import NO_FILE, Signature, signatures_in
from annotations.store.shard import Contents, Shard, States
from annotations.store.writer import reason

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


class FolderCounts:
    """The files of one annotator's marks as they are now, to be counted where that is not known.

    `pending` is what the annotator's log says beyond them, taken down before: by the name of the
    file, then by the id of the annotation.
    """

    def __init__(self, folder: Path, pending: Mapping[str, States]) -> None:
        self.path = folder
        self.pending = pending
        self.problem = ""
        """Why the files can't be looked at; empty if they can."""
        self._names: frozenset[str] = frozenset()
        try:
            self._names = frozenset(os.listdir(folder))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.problem = f"marks can't be read ({reason(error)})"

    def signatures(self, file_names: Sequence[str]) -> list[Signature]:
        """The states of these files, `NO_FILE` for those that are not there."""
        present = self._names
        if present.issuperset(file_names):
            return signatures_in(str(self.path), file_names, follow_links=False)
        # To find out by stat that a file is missing takes several times as long.
        there = [name for name in file_names if name in present]
        found = dict(zip(there, self.signatures(there), strict=True)) if there else {}
        return [found.get(name, NO_FILE) for name in file_names]

    def count(self, file_name: str) -> FileCounts:
        """Count what is in a file, which need not be there, and what is to come into it."""
        # The contents go again: ten thousand of them would fill the memory.
        contents = Shard(self.path / file_name).contents()
        now = count(contents, self.pending.get(file_name, _NO_STATES))
        return FileCounts(dict(contents.counts()), now, contents.problem)


def count(contents: Contents, states: States) -> Counter[str]:
    """How many annotations of each label there are, with what is not yet in the file."""
    if not states:
        return contents.counts()
    pending = (annotation.label for annotation in states.values() if annotation)
    return contents.counts_without(states) + Counter(pending)
