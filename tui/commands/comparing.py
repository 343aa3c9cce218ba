"""Commands that compare what is open, and that link what was marked in it."""

from tui.commands.command import Area, Command

COMPARING = Area(
    "Compare",
    (
        Command(
            "compare.follow", "Follow",
            "As the caret moves, the other panes show what says the same, or stop that.",
            ("f",), "screen.follow", scope="anywhere",
        ),
        Command(
            "compare.align", "Align once",
            "Show in the other panes what says the same as the selection, the current mark, or "
            "the sentence at the caret.",
            ("=",), "screen.align",
        ),
    ),
)  # fmt: skip

LINKING = Area("Link", ())
