"""Colours: how labels, selection and caret look on dark and light backgrounds.

The four label hues differ in luminance as well as in hue, and text on them keeps a contrast of at
least 4.5 : 1 (WCAG 2.2, 1.4.3); a test computes both. Terminals with fewer colours have palettes of
their own, of colours that they have: what is nearest to the usual ones would be one and the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rich.style import Style
from textual import constants

if TYPE_CHECKING:
    from textual.app import App

OTHER = "other"
"""Stands for every label that has no key of its own."""
LANES: Mapping[str, str] = {"claim": "C", "quote": "Q", "date": "D", "error": "E"}
"""The gutter's four lanes, in order, and the letter shown where a span starts."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as rich colour names."""

    text: str
    background: str
    dim: str
    labels: Mapping[str, str]
    """The background of each label in the text."""
    lanes: Mapping[str, str]
    """The colour of each label's letter in the gutter, the list and the status line."""
    selection: str
    counterpart: str
    """The background of what says the same as the passage at the caret in another pane."""
    hit: str
    current_hit: str
    hit_text: str
    """On a hit, the current one too."""
    caret: str
    caret_text: str
    caret_elsewhere: str
    warning: str
    on_labels: Mapping[str, str] = field(default_factory=dict)
    """The text on a label's background, where it is not `text`."""
    on_counterpart: Style = field(default_factory=Style)
    """What a counterpart has besides its colour, where there is none left for it."""
    current: Style = field(default_factory=Style)
    """What the current mark and hit have besides their colours, where colours are few."""


DARK = Palette(
    text="#e0e0e0",
    background="#16181c",
    dim="#80858f",
    labels={
        "claim": "#1b4178",
        "quote": "#215e3f",
        "date": "#6f6216",
        "error": "#5f0e18",
        OTHER: "#393b43",
    },
    lanes={
        "claim": "#6ea8f5",
        "quote": "#6fcf97",
        "date": "#e3c853",
        "error": "#d76777",
        OTHER: "#a9adb8",
    },
    selection="#006a8c",
    counterpart="#1d1d3b",
    hit="#c9a227",
    current_hit="#ffff44",
    hit_text="#101010",
    caret="#f2f2f2",
    caret_text="#101010",
    caret_elsewhere="#585c65",
    warning="#e8a34c",
)
LIGHT = Palette(
    text="#1d1f23",
    background="#fafaf7",
    dim="#6a6f78",
    labels={
        "claim": "#90b8f9",
        "quote": "#9fd9b5",
        "date": "#f4e28c",
        "error": "#e48286",
        OTHER: "#caccd1",
    },
    lanes={
        "claim": "#1c57ad",
        "quote": "#0d724f",
        "date": "#866a00",
        "error": "#a1102e",
        OTHER: "#5a5e68",
    },
    selection="#caddfe",
    counterpart="#ffffd0",
    hit="#e0b52e",
    current_hit="#cc6600",
    hit_text="#101010",
    caret="#1d1f23",
    caret_text="#fafaf7",
    caret_elsewhere="#a0a3a9",
    warning="#9a5a00",
)

OUTER_STYLES: Mapping[str, Style] = {
    "claim": Style(underline=True),
    "quote": Style(italic=True),
    "date": Style(bold=True),
    "error": Style(reverse=True),
}
"""What an outer label adds where another one lies within it, and every label without colours."""
IN_FEW_COLOURS = Style(underline2=True)
"""What a counterpart has where it can't have a colour: no label has a double line below."""

_DARK_256 = replace(
    DARK,
    labels={
        "claim": "#000087",
        "quote": "#005f00",
        "date": "#875f00",
        "error": "#870000",
        OTHER: "#444444",
    },
    counterpart="#303030",
    text="#f4f4f4",
)
_LIGHT_256 = replace(LIGHT, labels={**LIGHT.labels, "date": "#ffff87"}, counterpart="#ffffd7")

# As Rich counts them; a terminal may show others. Of the bright ones there are none as backgrounds
# in the Linux console, which shows the usual ones then.
_BLACK, _RED, _GREEN, _BROWN, _BLUE = "#000000", "#aa0000", "#00aa00", "#aa5500", "#0000aa"
_MAGENTA, _CYAN, _GREY, _DARK_GREY, _WHITE = "#aa00aa", "#00aaaa", "#aaaaaa", "#555555", "#ffffff"
_PINK, _LIME, _YELLOW, _AQUA, _ROSE = "#ff5555", "#55ff55", "#ffff55", "#55ffff", "#ff55ff"
_DARK_16 = Palette(
    text=_WHITE,
    background=_BLACK,
    dim=_GREY,
    labels={"claim": _CYAN, "quote": _GREEN, "date": _BROWN, "error": _RED, OTHER: _MAGENTA},
    lanes={"claim": _AQUA, "quote": _LIME, "date": _YELLOW, "error": _PINK, OTHER: _ROSE},
    selection=_BLUE,
    counterpart=_BLACK,
    on_counterpart=IN_FEW_COLOURS,
    hit=_YELLOW,
    current_hit=_ROSE,
    hit_text=_BLACK,
    caret=_GREY,
    caret_text=_BLACK,
    caret_elsewhere=_BLUE,
    warning=_YELLOW,
    on_labels={"claim": _BLACK, "quote": _BLACK, "date": _BLACK},
    current=Style(bold=True, underline=True),
)
_LIGHT_16 = Palette(
    text=_BLACK,
    background=_WHITE,
    dim=_DARK_GREY,
    labels={"claim": _AQUA, "quote": _LIME, "date": _YELLOW, "error": _PINK, OTHER: _ROSE},
    lanes={"claim": _BLUE, "quote": _GREEN, "date": _BROWN, "error": _RED, OTHER: _MAGENTA},
    selection=_GREY,
    counterpart=_WHITE,
    on_counterpart=IN_FEW_COLOURS,
    hit=_MAGENTA,
    current_hit=_BLUE,
    hit_text=_WHITE,
    caret=_BLACK,
    caret_text=_WHITE,
    caret_elsewhere=_GREY,
    warning=_RED,
    current=Style(bold=True, underline=True),
)
PALETTES: Mapping[str | None, Mapping[str, Palette]] = {
    "truecolor": {"dark": DARK, "light": LIGHT},
    "256": {"dark": _DARK_256, "light": _LIGHT_256},
    "standard": {"dark": _DARK_16, "light": _LIGHT_16},
}
"""The palettes by how many colours a terminal has, and by theme."""


def palette_for(theme: str, color_system: str | None = constants.COLOR_SYSTEM) -> Palette:
    """The palette of a theme, for the colours that the terminal was found to have."""
    return PALETTES.get(color_system, PALETTES["truecolor"])[theme]


def theme_name(name: str) -> str:
    """What Textual knows the dark and the light theme by."""
    return f"sidemark-{name}"


def palette_of(app: "App[object]") -> Palette:
    """The palette that goes with an app's present theme, which need not be one of Sidemark's.

    It is asked for whenever something is painted, so there is none to hand on when it changes.
    """
    return palette_for("dark" if app.current_theme.dark else "light")
