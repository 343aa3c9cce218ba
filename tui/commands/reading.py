"""Commands that move the caret and select."""

from tui.commands.command import Area, Command, movement

MOVING = Area(
    "Move (shift extends the selection)",
    (
        *movement(
            "next-character",
            "Next character",
            ("right", "l"),
            "move('next_character', {extend})",
            ("shift+right", "L"),
        ),
        *movement(
            "previous-character",
            "Previous character",
            ("left", "h"),
            "move('previous_character', {extend})",
            ("shift+left", "H"),
        ),
        *movement("row-down", "Row down", ("down", "j"), "rows(1, {extend})", ("shift+down", "J")),
        *movement("row-up", "Row up", ("up", "k"), "rows(-1, {extend})", ("shift+up", "K")),
        *movement(
            "next-word",
            "Next word",
            ("w", "ctrl+right"),
            "move('next_word', {extend})",
            ("W", "ctrl+shift+right"),
        ),
        *movement(
            "previous-word",
            "Previous word",
            ("b", "ctrl+left"),
            "move('previous_word', {extend})",
            ("B", "ctrl+shift+left"),
        ),
        *movement("next-sentence", "Next sentence", (")",), "move('next_sentence', {extend})"),
        *movement(
            "previous-sentence", "Previous sentence", ("(",), "move('previous_sentence', {extend})"
        ),
        *movement(
            "next-paragraph",
            "Next paragraph",
            ("}", "ctrl+down"),
            "move('next_paragraph', {extend})",
            ("ctrl+shift+down",),
        ),
        *movement(
            "previous-paragraph",
            "Previous paragraph",
            ("{", "ctrl+up"),
            "move('previous_paragraph', {extend})",
            ("ctrl+shift+up",),
        ),
        *movement(
            "row-start", "Start of the row", ("home",), "row_start({extend})", ("shift+home",)
        ),
        *movement("row-end", "End of the row", ("end",), "row_end({extend})", ("shift+end",)),
        *movement(
            "article-start",
            "Start of the article",
            ("g", "ctrl+home"),
            "move('article_start', {extend})",
            ("ctrl+shift+home",),
        ),
        *movement(
            "article-end",
            "End of the article",
            ("G", "ctrl+end"),
            "move('article_end', {extend})",
            ("ctrl+shift+end",),
        ),
        *movement(
            "page-down", "Page down", ("pagedown",), "pages(1.0, {extend})", ("shift+pagedown",)
        ),
        *movement("page-up", "Page up", ("pageup",), "pages(-1.0, {extend})", ("shift+pageup",)),
        *movement("half-page-down", "Half a page down", ("ctrl+d",), "pages(0.5, {extend})"),
        *movement("half-page-up", "Half a page up", ("ctrl+u",), "pages(-0.5, {extend})"),
    ),
)

SELECTING = Area(
    "Select",
    (
        Command(
            "select.extend", "Start or stop extending",
            "Movements take the caret's end of the selection along, until pressed again.",
            ("v",), "toggle_extending", footer="select",
        ),
        Command(
            "select.other-end", "Move the other end",
            "Put the caret at the other end of the selection.",
            ("o",), "swap_ends",
        ),
        Command(
            "select.sentence", "Select the sentence",
            "Select the sentence at the caret; again takes the next one in.",
            ("s",), "select_unit('sentence')",
        ),
        Command(
            "select.paragraph", "Select the paragraph",
            "Select the paragraph at the caret; again takes the next one in.",
            ("p",), "select_unit('paragraph')",
        ),
        Command(
            "select.quotation", "Select the quotation",
            "Select the quotation at the caret with its marks; again takes the next one in.",
            ('"',), "select_unit('quotation')",
        ),
        Command(
            "select.grow", "Grow the selection",
            "Select the next larger unit: word, quotation, sentence, paragraph, article.",
            ("+",), "grow",
        ),
        Command(
            "select.shrink", "Shrink the selection", "Take the last growing back.", ("-",), "shrink"
        ),
        Command(
            "select.copy", "Copy",
            "Copy the selection, or the current mark's text, to the terminal's clipboard.",
            ("y", "ctrl+c"), "screen.copy",
        ),
        Command(
            "select.drop", "Drop",
            "Drop the selection and the current mark, leave the search or reshaping.",
            ("escape",), "screen.drop",
        ),
    ),
)  # fmt: skip
