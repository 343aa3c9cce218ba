"""Commands that make and change annotations."""

from annotations.labels import LABELS
from tui.commands.command import Area, Command

_TAKES = {
    "claim": "the sentence",
    "quote": "the quotation",
    "date": "the date or word",
    "error": "the word",
}

TAGGING = Area(
    "Mark",
    (
        *(
            Command(
                f"mark.{label}", f"Mark as {label}",
                f"Mark the selection, or {_TAKES[label]} at the caret, as {label}; "
                "a current mark is relabelled.",
                (label[0],), f"screen.tag('{label}')", footer=label,
                in_marks=f"screen.relabel('{label}')",
            )
            for label in LABELS
        ),
        Command(
            "mark.repeat", "Mark again",
            "Mark with the last label again and go to the next sentence.",
            (".",), "screen.repeat",
        ),
        Command(
            "mark.next", "Next mark", "Go to the next mark and make it current.",
            ("]", "shift+f7"), "screen.next_mark(1)",
        ),
        Command(
            "mark.previous", "Previous mark", "Go to the previous mark and make it current.",
            ("[", "f7"), "screen.next_mark(-1)",
        ),
        Command(
            "mark.choose", "Make the mark current",
            "Make the mark at the caret current, again the next one that overlaps; "
            "while reshaping, keep the new shape.",
            ("enter",), "screen.choose",
        ),
        Command(
            "mark.note", "Note", "Write a note on the current mark, or the one at the caret.",
            ("m",), "screen.note",
        ),
        Command(
            "mark.reshape", "Reshape",
            "Move the ends of the current mark: o the other end, enter keeps, esc drops.",
            ("r",), "screen.reshape",
        ),
        Command(
            "mark.place", "Place the orphan",
            "Give the orphan you went to from the list of marks a place: the selection.",
            ("P",), "screen.place",
        ),
        Command(
            "mark.delete", "Delete the mark", "Delete the current mark, or the one at the caret.",
            ("x",), "screen.delete", in_marks="screen.delete",
        ),
        Command(
            "mark.settle", "Keep this version",
            "Of two versions of a mark, changed in two places, keep this one and drop the other.",
            ("S",), "screen.settle",
        ),
    ),
)  # fmt: skip

HISTORY = Area(
    "Take back",
    (
        Command(
            "history.undo", "Undo",
            "Take the last change back, in whichever article it was, and go there.",
            ("u", "ctrl+z"), "screen.undo", scope="anywhere", footer="undo",
            in_marks="screen.replay('undo')", in_matrix="screen.replay('undo')",
        ),
        Command(
            "history.redo", "Redo", "Do again what was undone, and go there.",
            ("ctrl+r", "ctrl+y"), "screen.redo", scope="anywhere",
            in_marks="screen.replay('redo')", in_matrix="screen.replay('redo')",
        ),
    ),
)  # fmt: skip
