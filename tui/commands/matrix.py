"""Commands of the matrix, and the one that opens it."""

from tui.commands.command import Area, Command

MATRIX = Area(
    "In the matrix (the keys to undo and redo act there too)",
    (
        Command(
            "matrix.open", "Matrix",
            "What each article says of what others say: a row for each group of marks that are "
            "linked as the same, a column for each article.",
            ("M",), "screen.matrix", scope="anywhere", in_matrix="screen.close",
        ),
        Command(
            "matrix.go", "Open the cell side by side",
            "Go to what the article says, the row's mark beside it. From an empty cell, to what "
            "is most like it there: mark and link it, or come back and confirm that it is silent.",
            ("enter",), "screen.go", scope="matrix",
        ),
        Command(
            "matrix.silent", "Looked, not there",
            "Keep that you have looked for the row in the article and it is not there; again "
            "takes that back.",
            ("s",), "screen.silent", scope="matrix",
        ),
        Command(
            "matrix.words", "Take the cell's words",
            "Let the mark that is told of below lend the row its words.",
            ("w",), "screen.words", scope="matrix",
        ),
        Command(
            "matrix.next", "Next mark of the cell",
            "Tell of the next mark of the cell, where it has several.",
            ("space",), "screen.next", scope="matrix",
        ),
        Command(
            "matrix.linked", "Only what is linked",
            "Leave out claims of open articles that nothing is linked with, or show them again.",
            ("tab",), "screen.linked", scope="matrix",
        ),
        Command(
            "matrix.close", "Close the matrix", "Leave the matrix.",
            ("escape",), "screen.close", scope="matrix",
        ),
        Command(
            "matrix.down", "Matrix row down", "Next row.", ("down", "j"), "rows(1)",
            scope="matrix",
        ),
        Command(
            "matrix.up", "Matrix row up", "Previous row.", ("up", "k"), "rows(-1)",
            scope="matrix",
        ),
        Command(
            "matrix.right", "Matrix column right", "Next article.", ("right", "l"), "columns(1)",
            scope="matrix",
        ),
        Command(
            "matrix.left", "Matrix column left", "Previous article.", ("left", "h"),
            "columns(-1)", scope="matrix",
        ),
        Command(
            "matrix.page-down", "Matrix page down", "A page down.", ("pagedown", "ctrl+d"),
            "page(1)", scope="matrix",
        ),
        Command(
            "matrix.page-up", "Matrix page up", "A page up.", ("pageup", "ctrl+u"),
            "page(-1)", scope="matrix",
        ),
        Command(
            "matrix.first-column", "First column", "To the first article.", ("home",),
            "first_column", scope="matrix",
        ),
        Command(
            "matrix.last-column", "Last column", "To the last article.", ("end",),
            "last_column", scope="matrix",
        ),
        Command(
            "matrix.first", "First row", "To the first row.", ("g",), "first_row",
            scope="matrix",
        ),
        Command(
            "matrix.last", "Last row", "To the last row.", ("G",), "last_row",
            scope="matrix",
        ),
    ),
)  # fmt: skip
