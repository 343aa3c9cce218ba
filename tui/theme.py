"""Colours: how labels, selection and caret look on dark and light backgrounds.

The four label hues differ in luminance as well as in hue, and text on them keeps a contrast of at
least 4.5 : 1 (WCAG 2.2, 1.4.3); a test computes both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style

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
    hit: str
    hit_text: str
    caret: str
    caret_text: str
    caret_elsewhere: str
    warning: str


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
    hit="#c9a227",
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
    hit="#e0b52e",
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


def theme_name(name: str) -> str:
    """What Textual knows the dark and the light theme by."""
    return f"sidemark-{name}"


def palette_of(app: "App[object]") -> Palette:
    """The palette that goes with an app's present theme, which need not be one of Sidemark's.

    It is asked for whenever something is painted, so there is none to hand on when it changes.
    """
    return DARK if app.current_theme.dark else LIGHT
