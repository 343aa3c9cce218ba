"""Commands that compare what is open, and that link what was marked in it."""

from annotations.links import RELATIONS
from tui.commands.command import Area, Command

COMPARING = Area(
    "Compare",
    (
        Command(
            "compare.follow", "Follow",
            "As the caret moves, the other panes show what says the same, or stop that.",
            ("f",), "screen.follow", scope="anywhere", footer="follow",
        ),
        Command(
            "compare.align", "Align once",
            "Show in the other panes what says the same as the selection, the current mark, or "
            "the sentence at the caret.",
            ("=",), "screen.align",
        ),
        Command(
            "compare.next", "Next best",
            "Show in the other panes what comes next to saying the same; ● is sure, ○ may be, "
            "· is hardly so.",
            (">",), "screen.step(1)",
        ),
        Command(
            "compare.previous", "The one before", "Go back to the one that was shown before.",
            ("<",), "screen.step(-1)",
        ),
        Command(
            "compare.go-over", "Go over, and back",
            "Go to what says the same, or what you selected, in the pane you were in last, or to "
            "the best; again, back to where you were.",
            ("T",), "screen.go_over",
        ),
        Command(
            "compare.freeze", "Freeze the pane",
            "Let this pane stay where it is: it neither follows nor scrolls with others; again, as "
            "before.",
            ("F",), "screen.freeze",
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
        Command(
            "compare.date", "Date of the article",
            "Give the article the day it was written, against which its dates are read; "
            "nothing takes the given day away.",
            ("@",), "screen.date_article", scope="anywhere",
        ),
    ),
)  # fmt: skip

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
            "Link the mark at the caret, or what is selected, with what is selected in the other "
            "pane, or else says the same there; what is not marked yet is marked with it. A second "
            "key says how they are linked: one of the next four, or a digit for your own kind.",
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
