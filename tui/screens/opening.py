"""What waits for the reader in an article that is opened: versions, half-typed notes."""

from collections.abc import Collection

from annotations.reading import Reading
from annotations.text.amounts import counted
from annotations.text.excerpt import excerpt
from tui.commands.registry import Keymap, first_key


def told_of_versions(reading: Reading, keymap: Keymap) -> list[str]:
    """Say how many of the annotator's marks are there in two versions, and what to do."""
    twice = reading.marks.in_two_versions(reading.editor.annotator)
    if not twice:
        return []
    lists, settles = first_key("find.marks", keymap), first_key("mark.settle", keymap)
    told = f"{counted(twice, 'mark')} in two versions"
    return [f"{told}: {lists} lists them, {settles} keeps one"]


def told_of_drafts(reading: Reading, waiting: Collection[str], keymap: Keymap) -> list[str]:
    """Say on which mark a half-typed note waits, by its id, and how to go on with it."""
    marks = reading.marks.everything() if waiting else []
    noted = sorted((it for it in marks if it.id in waiting), key=lambda it: it.id)
    if not noted:
        return []
    more = f" and {len(noted) - 1} more" if len(noted) > 1 else ""
    where = f"{noted[0].label} {excerpt(noted[0].text, 24)}{more}"
    return [f"a half-typed note waits on {where}: {first_key('mark.note', keymap)} goes on with it"]
