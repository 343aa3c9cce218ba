"""How many marks of each label the files of one annotator hold, of many articles in one go."""

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from annotations.store.shard import Contents, Shard, States
from annotations.store.storage import Signature, signature_of

Counts = Mapping[str, int]
"""How many there are of each label; not to be changed, many articles may share one."""
Counted = tuple[tuple[int, int, int], Counts]
"""The state of a file of marks, and the counts of what was in it then."""
Known = Mapping[str, Mapping[str, Counted]]
"""What was counted before: by the path of an annotator's folder, then by the file's name."""

_NO_COUNTS: Counts = {}
_NO_STATES: States = {}


def count(contents: Contents, states: States) -> Counter[str]:
    """How many annotations of each label there are, with what is not yet in the file."""
    if not states:
        return contents.counts()
    pending = (annotation.label for annotation in states.values() if annotation)
    return contents.counts(but=states.keys()) + Counter(pending)


class FolderCounts:
    """Counts files of one annotator's marks, and reads only those that are not known as they are.

    The folder is listed once. `states` is what the annotator's log says beyond the files, from
    before that: by the name of the file, then by the id of the annotation.
    """

    def __init__(
        self, folder: Path, states: Mapping[str, States], known: Mapping[str, Counted]
    ) -> None:
        self.path = str(folder)
        self.kept: dict[str, Counted] = {}
        """What is in the files that were asked for, without what is only in the log."""
        self.problem = ""
        """Why the folder, or the file that was asked for last, can't be read."""
        self._states = states
        self._known = known
        self._folder_problem = ""
        self._entries: dict[str, os.DirEntry[str]] = {}
        try:
            with os.scandir(folder) as entries:
                self._entries = {entry.name: entry for entry in entries}
        except FileNotFoundError:
            pass
        except OSError as error:
            self._folder_problem = f"marks can't be read from {folder} ({error.strerror})"

    def counts(self, file_name: str) -> Counts:
        """How many there are of each label now in one file of marks, which need not be there."""
        self.problem = self._folder_problem
        entry = self._entries.get(file_name)
        signature = entry and _signature(entry)
        if signature is not None:
            known = self._known.get(file_name)
            if known is not None and known[0] == signature:
                self.kept[file_name] = known
                if file_name not in self._states:
                    return known[1]
        elif file_name not in self._states:
            return _NO_COUNTS
        return self._read(file_name)

    def _read(self, file_name: str) -> Counts:
        # Not kept: what is in ten thousand files is not to fill the memory.
        contents = Shard(Path(self.path, file_name)).contents()
        self.problem = self.problem or contents.problem
        if contents.signature is not None and not contents.problem:
            self.kept[file_name] = contents.signature, dict(contents.counts())
        return count(contents, self._states.get(file_name, _NO_STATES))


def _signature(entry: "os.DirEntry[str]") -> Signature | None:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    return signature_of(status)
