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
            "view.zoom", "Zoom",
            "Show the current pane alone, the others as tabs; again, as before.",
            ("z",), "screen.zoom", scope="anywhere",
        ),
        Command(
            "view.wider", "Wider", "Make the pane, or in the list the list, wider.",
            (";",), "screen.widen(1)", scope="anywhere",
        ),
        Command(
            "view.narrower", "Narrower", "Make the pane, or in the list the list, narrower.",
            (",",), "screen.widen(-1)", scope="anywhere",
        ),
        Command(
            "view.link", "Link scrolling",
            "Scroll the panes together, each to the same part of its article, or each alone.",
            ("&",), "screen.toggle_link", scope="anywhere",
        ),
        Command(
            "view.focus", "Focus mode", "Show only text and status line, or all again.",
            ("Z",), "screen.toggle_focus_mode", scope="anywhere",
        ),
        Command(
            "view.theme", "Dark or light", "Change between the dark and the light theme.",
            ("t",), "screen.toggle_theme", scope="anywhere",
        ),
        Command(
            "view.others", "Show or hide others' marks",
            "Show or hide the marks of other annotators; the counts in the list stay.",
            ("O",), "screen.toggle_others", scope="anywhere",
        ),
        Command(
            "view.brackets", "Marks in the text",
            "Write where marks begin and end in the text, as ⟨c word⟩, or leave it as it is.",
            ("V",), "screen.toggle_brackets", scope="anywhere",
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
            "The marks of this article or of all: type to filter, go to one, or go down into the "
            "list to change many.",
            ("a",), "screen.marks", scope="anywhere",
        ),
    ),
)  # fmt: skip

MARKS = Area(
    "In the list of marks (the keys to label, delete, undo and redo act there too)",
    (
        Command(
            "marks.go", "Go to the mark", "Go to the mark the list points to.",
            ("enter",), "screen.go", scope="marks",
        ),
        Command(
            "marks.choose", "Choose the mark",
            "Choose the mark, or no longer, and go down: what is chosen is deleted or relabelled "
            "in one step, as far as it is shown.",
            ("space",), "screen.choose", scope="marks",
        ),
        Command(
            "marks.choose-all", "Choose all marks",
            "Choose all marks that are shown; again, none.",
            ("*",), "screen.choose_all", scope="marks",
        ),
        Command(
            "marks.filter", "Filter the marks",
            'Type what marks must have, and -what not: words, "a phrase", '
            "label: by: in: (article) status: note: text: before a word; link:same is linked so, "
            "link: in any way; no:note has no note, no:link no link.",
            ("/",), "screen.filter", scope="marks",
        ),
        Command(
            "marks.widen", "This article or all", "Change between this article and all.",
            ("tab",), "screen.widen", scope="marks",
        ),
        Command(
            "marks.close", "Close the list of marks", "Leave the list.",
            ("escape",), "screen.close", scope="marks",
        ),
        Command(
            "marks.down", "Mark down", "Next mark of the list.", ("down", "j"), "cursor(1)",
            scope="marks",
        ),
        Command(
            "marks.up", "Mark up", "Previous mark of the list.", ("up", "k"), "cursor(-1)",
            scope="marks",
        ),
        Command(
            "marks.page-down", "Marks page down", "A page down.", ("pagedown", "ctrl+d"),
            "page(1)", scope="marks",
        ),
        Command(
            "marks.page-up", "Marks page up", "A page up.", ("pageup", "ctrl+u"),
            "page(-1)", scope="marks",
        ),
        Command(
            "marks.first", "First mark", "To the first mark.", ("home", "g"),
            "first", scope="marks",
        ),
        Command(
            "marks.last", "Last mark", "To the last mark.", ("end", "G"), "last", scope="marks",
        ),
    ),
)  # fmt: skip

PROGRAM = Area(
    "Sidemark",
    (
        Command(
            "program.export", "Export",
            "Write all marks to a file or folder, in a format you choose.",
            ("ctrl+e",), "screen.export", scope="anywhere",
        ),
        Command(
            "program.help", "Help", "Show every key.",
            ("?",), "screen.help", scope="anywhere", footer="help", in_marks="screen.help",
            in_matrix="screen.help",
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
