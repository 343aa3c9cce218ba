"""Commands of the list, the panes, searching and the program itself."""

from tui.commands.command import Area, Command

LISTING = Area(
    "In the list of articles",
    (
        Command(
            "list.open", "Open", "Open the article in the current pane, and go there.",
            ("enter",), "screen.open_pointed", scope="list", footer="open",
        ),
        Command(
            "list.beside", "Open beside",
            "Open the article beside the others, or take it away.",
            ("space",), "screen.toggle_pointed", scope="list", footer="beside",
        ),
        Command(
            "list.down", "Article down", "Next article.", ("down", "j"), "cursor(1)", scope="list"
        ),
        Command(
            "list.up", "Article up", "Previous article.", ("up", "k"), "cursor(-1)", scope="list"
        ),
        Command(
            "list.page-down", "List page down", "A page down.", ("pagedown", "ctrl+d"),
            "page(1)", scope="list",
        ),
        Command(
            "list.page-up", "List page up", "A page up.", ("pageup", "ctrl+u"),
            "page(-1)", scope="list",
        ),
        Command(
            "list.first", "First article", "To the first article.", ("home", "g"),
            "first", scope="list",
        ),
        Command(
            "list.last", "Last article", "To the last article.", ("end", "G"),
            "last", scope="list",
        ),
    ),
)  # fmt: skip

PANES = Area(
    "Panes and list",
    (
        Command(
            "pane.next", "Next pane", "Go to the next open article.",
            ("tab",), "screen.next_pane(1)", scope="anywhere",
        ),
        Command(
            "pane.previous", "Previous pane", "Go to the previous open article.",
            ("shift+tab",), "screen.next_pane(-1)", scope="anywhere",
        ),
        *(
            Command(
                f"pane.{number}", f"Pane {number}", f"Go to open article {number}.",
                (str(number),), f"screen.pane({number})", scope="anywhere",
            )
            for number in range(1, 10)
        ),
        Command(
            "pane.list", "The list", "Go to the list of articles.",
            ("0",), "screen.focus_list", scope="anywhere",
        ),
        Command(
            "pane.toggle-list", "Show or hide the list", "Show or hide the list of articles.",
            ("\\",), "screen.toggle_list", scope="anywhere",
        ),
        Command(
            "view.others", "Show or hide others' marks",
            "Show or hide the marks of other annotators; the counts in the list stay.",
            ("O",), "screen.toggle_others", scope="anywhere",
        ),
    ),
)  # fmt: skip

FINDING = Area(
    "Find",
    (
        Command(
            "find.search", "Search",
            "Find text while you type it; capitals count only if you type any. "
            "Nothing typed searches for the last text again.",
            ("/",), "screen.search", footer="search",
        ),
        Command(
            "search.scope", "Search elsewhere",
            "While you type a search: search this article, all articles, or the labels, notes, "
            "annotators and texts of marks.",
            ("tab",), "screen.search_scope", scope="search", footer="where",
        ),
        Command(
            "search.words", "Search for whole words",
            "While you type a search: find it only where it begins and ends with a word, or "
            "anywhere.",
            ("f2", "alt+w"), "screen.search_words", scope="search", footer="words",
        ),
        Command(
            "search.expression", "Search for a regular expression",
            "While you type a search: take it as a regular expression, or as plain text.",
            ("f3", "alt+r"), "screen.search_expression", scope="search", footer="regex",
        ),
        Command("find.next", "Next hit", "Go to the next hit.", ("n",), "screen.next_hit(1)"),
        Command(
            "find.previous", "Previous hit", "Go to the previous hit.", ("N",),
            "screen.next_hit(-1)",
        ),
        Command(
            "find.marks", "List the marks",
            "The marks of this article or of all (tab): type to filter, enter goes there.",
            ("a",), "screen.marks", scope="anywhere",
        ),
    ),
)  # fmt: skip

PROGRAM = Area(
    "Sidemark",
    (
        Command(
            "program.export", "Export", "Write all marks to a file as JSONL.",
            ("ctrl+e",), "screen.export", scope="anywhere",
        ),
        Command(
            "program.help", "Help", "Show every key.",
            ("?",), "screen.help", scope="anywhere", footer="help",
        ),
        Command(
            "program.palette", "Commands", "Find a command by its name.",
            ("ctrl+p",), "app.command_palette", scope="anywhere",
        ),
        Command(
            "program.quit", "Quit", "Leave; everything is saved, a half-typed note is kept.",
            ("ctrl+q",), "app.quit", scope="anywhere",
        ),
    ),
)  # fmt: skip
