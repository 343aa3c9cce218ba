"""Commands that compare what is open, and that link what was marked in it."""

from tui.commands.command import Area, Command

COMPARING = Area(
    "Compare",
    (
        Command(
            "compare.date", "Date of the article",
            "Give the article the day it was written, against which its dates are read; "
            "nothing takes the given day away.",
            ("@",), "screen.date_article", scope="anywhere",
        ),
    ),
)  # fmt: skip

LINKING = Area("Link", ())
