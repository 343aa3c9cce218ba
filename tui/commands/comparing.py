"""Commands that compare what is open, and that link what was marked in it."""

from annotations.links import RELATIONS
from tui.commands.command import Area, Command

COMPARING = Area("Compare", ())

_SAYS = {
    "same": "they say the same",
    "differs": "they differ",
    "contradicts": "they contradict each other",
    "source-of": "the first is the source of the second",
}
_KEYS = {"source-of": "o"}

LINKING = Area(
    "Link",
    (
        Command(
            "link.make", "Link",
            "Link the mark at the caret, or what is selected, with that in the other pane; what "
            "is not marked yet is marked with it. A second key says how they are linked: one of "
            "the next four, or a digit for a kind of your own.",
            ("i",), "screen.link",
        ),
        *(
            Command(
                f"link.{kind}", f"Link as {kind}",
                f"As the second key of a link: {_SAYS[kind]}.",
                (_KEYS.get(kind, kind[0]),), f"screen.link_as('{kind}')", scope="link",
            )
            for kind in RELATIONS
        ),
        Command(
            "link.unlink", "Unlink", "As the second key of a link: take it away.",
            ("x",), "screen.unlink", scope="link",
        ),
        Command(
            "link.leave", "Link nothing", "As the second key of a link: leave all as it is.",
            ("escape",), "screen.leave_linking", scope="link",
        ),
        Command(
            "link.other-end", "Other end of the link",
            "Go to what the mark is linked with, again to the next, at last back to the mark.",
            ("%",), "screen.other_end",
        ),
    ),
)  # fmt: skip
