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
        Command(
            "compare.differences", "Differences",
            "Show how the passage that is compared differs from what says the same, or from what "
            "you select in the other pane: again in more rows, again not at all.",
            ("D",), "screen.differences", scope="anywhere",
        ),
        Command(
            "compare.names", "Compare names",
            "Among the differences, compare names too, or numbers and dates only.",
            ("A",), "screen.compare_names", scope="anywhere",
        ),
        Command(
            "compare.only-here", "Only here",
            "Dim what other open articles say too, so that what one alone says stands out, or "
            "dim nothing.",
            ("!",), "screen.dim_elsewhere", scope="anywhere",
        ),
    ),
)  # fmt: skip

LINKING = Area("Link", ())
