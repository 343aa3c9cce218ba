"""Colours can be told apart and read, and where there are none, marks are still seen."""

from itertools import combinations
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from annotations.labels import LABELS
from tests.colours import EYES, ciede2000, contrast, difference
from tests.screen.driving import drive, text_of
from tui import terminal
from tui.config import Config, ThemeName
from tui.terminal import color_system
from tui.theme import DARK, LANES, LIGHT, OTHER, OUTER_STYLES, PALETTES, Palette, palette_for
from tui.widgets.pane.paint import COUNTERPART, CURRENT, Look, Painter

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3: for text of usual size."""
LEAST_STEP = 1.2
"""How far the luminances of two labels' backgrounds differ, as a contrast ratio."""
LEAST_LANE_STEP = 1.1
"""The same of letters, which have less room beside the contrast that reading takes."""
LEAST_DIFFERENCE = 10.0
"""CIEDE2000 between any two: seen at a glance, where 1 is just to be seen side by side."""

both = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@both
def test_text_can_be_read_on_everything_it_is_painted_on(palette: Palette) -> None:
    pairs = {
        "text": (palette.text, palette.background),
        "dim": (palette.dim, palette.background),
        "warning": (palette.warning, palette.background),
        "selection": (palette.text, palette.selection),
        "counterpart": (palette.text, palette.counterpart),
        "hit": (palette.hit_text, palette.hit),
        "current hit": (palette.hit_text, palette.current_hit),
        "caret": (palette.caret_text, palette.caret),
        "caret elsewhere": (palette.text, palette.caret_elsewhere),
        **{label: (palette.text, color) for label, color in palette.labels.items()},
        **{f"current {label}": (palette.background, c) for label, c in palette.lanes.items()},
    }
    poor = {name: contrast(*pair) for name, pair in pairs.items()}
    assert {name: ratio for name, ratio in poor.items() if ratio < LEAST_CONTRAST} == {}


@both
def test_the_lanes_can_be_read_on_the_background(palette: Palette) -> None:
    for label, color in palette.lanes.items():
        assert contrast(color, palette.background) >= LEAST_CONTRAST, label


def test_differences_are_computed_as_the_standard_says() -> None:
    """Pairs of G. Sharma, W. Wu, E. N. Dalal: The CIEDE2000 Color-Difference Formula (2005)."""
    pairs = [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ]
    for one, other, expected in pairs:
        assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)
        assert ciede2000(other, one) == pytest.approx(expected, abs=1e-4)


def test_red_and_green_of_one_brightness_are_told_apart_by_usual_eyes_only() -> None:
    red, green = "#a95f5f", "#6f8050"
    assert difference(red, green) > 2 * LEAST_DIFFERENCE
    assert difference(red, green, EYES["deuteranopia"]) < LEAST_DIFFERENCE


@both
def test_labels_differ_in_luminance_as_well_as_in_hue(palette: Palette) -> None:
    for one, other in combinations(LABELS, 2):
        pair = (one, other)
        assert contrast(palette.labels[one], palette.labels[other]) >= LEAST_STEP, pair
        assert contrast(palette.lanes[one], palette.lanes[other]) >= LEAST_LANE_STEP, pair


@both
@pytest.mark.parametrize("eyes", EYES)
def test_labels_are_told_apart_by_eyes_that(palette: Palette, eyes: str) -> None:
    """Backgrounds from each other, from what is drawn over them and from none; lanes from each."""
    backgrounds = {
        "background": palette.background,
        "selection": palette.selection,
        "counterpart": palette.counterpart,
        "hit": palette.hit,
        "current hit": palette.current_hit,
        "caret elsewhere": palette.caret_elsewhere,
        **palette.labels,
    }
    for colours in (backgrounds, palette.lanes):
        alike = {
            (one, other): round(apart, 1)
            for one, other in combinations(colours, 2)
            if (apart := difference(colours[one], colours[other], EYES[eyes])) < LEAST_DIFFERENCE
        }
        assert alike == {}


async def test_themes_of_textuals_own_show_the_screen(corpus_copy: Path) -> None:
    async with drive(corpus_copy, "000", caret=100, size=(100, 20)) as driver:
        await driver.press("c")
        for theme in ("ansi-light", "ansi-dark", "textual-light", "nord"):
            driver.app.theme = theme
            await driver.press("w", "?", "escape")
            assert driver.palette is (DARK if driver.app.current_theme.dark else LIGHT), theme
            assert driver.painted("claim").startswith("China's Defense"), theme
        await driver.press("t")
        assert driver.palette is LIGHT
        assert driver.painted("claim").startswith("China's Defense")


@both
def test_every_label_has_its_colours_and_its_attribute(palette: Palette) -> None:
    assert set(palette.labels) == set(palette.lanes) == {*LABELS, OTHER}
    assert tuple(LANES) == LABELS
    assert set(OUTER_STYLES) == set(LABELS)
    assert len({str(style) for style in OUTER_STYLES.values()}) == len(LABELS)


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_everything_on_the_screen_can_be_read(corpus_copy: Path, theme: ThemeName) -> None:
    (corpus_copy / "005_bad.txt").write_bytes(b"caf\xe9 is not UTF-8")
    text = text_of(corpus_copy, "000")
    config = Config(theme=theme)
    start = text.index("Monday and Tuesday, said")
    async with drive(corpus_copy, "000", "003", caret=start, config=config) as driver:
        await driver.press("c", "d", "enter", "0", "G")
        poor = {
            (shown.strip(), str(style))
            for strip in driver.strips()
            for shown, style, _ in strip
            if shown.strip(" │▐▌─") and _contrast_of(style or Style()) < LEAST_CONTRAST
        }
        assert poor == set()


def _contrast_of(style: Style) -> float:
    assert style.color is not None
    assert style.bgcolor is not None
    return contrast(style.color.name, style.bgcolor.name)


async def test_without_colours_marks_selection_and_caret_are_seen(
    corpus_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = text_of(corpus_copy, "000")
    async with drive(corpus_copy, "000", caret=text.index("report following")) as driver:

        def looking(**attributes: bool) -> str:
            return "".join(
                cell.character
                for row in driver.pane_cells()
                for cell in row
                if all(bool(getattr(cell.style, name)) is so for name, so in attributes.items())
            )

        colours = {
            (color.name, color.triplet.red, color.triplet.green, color.triplet.blue)
            for strip in driver.strips()
            for _, style, _ in strip
            if style is not None
            for color in (style.color, style.bgcolor)
            if color is not None and color.triplet is not None
        }
        assert all(red == green == blue for _, red, green, blue in colours)
        assert looking(reverse=True) == "r", "the caret"
        await driver.press("c")
        assert looking(underline=True).startswith("China's Defense Ministry")
        assert driver.lanes_by_text() != {}
        await driver.press("g", "W", "W")
        assert looking(reverse=True).startswith("Beijing's clear ")
        row = driver.pane_cells()[0]
        selected, caret = row[len("Beijing's clear")], row[len("Beijing's clear ")]
        assert caret.style != selected.style, "where the selection ends is seen"


# -- terminals with fewer colours

# As Rich counts them, which is as VGA has them, and as xterm shows them.
VGA = """
    #000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa
    #555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff
"""
XTERM = """
    #000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5
    #7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff
"""
LEAST_CONTRAST_OF_16 = 3.0
"""For what is bold or large (1.4.3); of some pairs of eight colours none has more."""
fewer = pytest.mark.parametrize("theme", ["dark", "light"])


def written(color: str, system: ColorSystem) -> Color:
    """The colour that is written to a terminal in place of another."""
    return Color.parse(color).downgrade(system)


@fewer
def test_what_a_terminal_of_256_colours_shows_can_be_read_and_told_apart(theme: str) -> None:
    palette = PALETTES["256"][theme]

    def seen(color: str) -> str:
        return written(color, ColorSystem.EIGHT_BIT).get_truecolor().hex

    text = seen(palette.text)
    others = (palette.selection, palette.counterpart, palette.background)
    for color in (*palette.labels.values(), *others):
        assert contrast(text, seen(color)) >= LEAST_CONTRAST, color
    assert len({seen(color) for color in (*palette.labels.values(), *others)}) == 8
    for one, other in combinations(LABELS, 2):
        ratio = contrast(seen(palette.labels[one]), seen(palette.labels[other]))
        assert ratio >= LEAST_STEP, (one, other)


@fewer
@pytest.mark.parametrize("shown", [VGA, XTERM], ids=["VGA", "xterm"])
def test_what_a_terminal_of_16_colours_shows_can_be_read(theme: str, shown: str) -> None:
    palette = PALETTES["standard"][theme]

    def seen(color: str) -> str:
        ansi = written(color, ColorSystem.STANDARD)
        assert ansi.number is not None
        assert VGA.split()[ansi.number] == color, "it is one of the terminal's own"
        return shown.split()[ansi.number]

    pairs = {
        "text": (palette.text, palette.background),
        "dim": (palette.dim, palette.background),
        "selection": (palette.text, palette.selection),
        "hit": (palette.hit_text, palette.hit),
        "current hit": (palette.hit_text, palette.current_hit),
        "caret": (palette.caret_text, palette.caret),
        "caret elsewhere": (palette.text, palette.caret_elsewhere),
        **{
            label: (palette.on_labels.get(label, palette.text), color)
            for label, color in palette.labels.items()
        },
    }
    poor = {name: contrast(*map(seen, pair)) for name, pair in pairs.items()}
    assert {name: ratio for name, ratio in poor.items() if ratio < LEAST_CONTRAST_OF_16} == {}


@fewer
def test_in_16_colours_labels_selection_and_caret_are_told_apart(theme: str) -> None:
    palette = PALETTES["standard"][theme]
    backgrounds = [palette.background, *palette.labels.values(), palette.selection, palette.caret]
    # The Linux console shows bright backgrounds as the usual ones.
    shown = [(written(color, ColorSystem.STANDARD).number or 0) % 8 for color in backgrounds]
    assert len(set(shown)) >= len(backgrounds) - 2
    assert len(set(shown[1 : 1 + len(LABELS)])) == len(LABELS)
    painter = Painter(palette, Style(color=palette.text, bgcolor=palette.background))
    plain, marked = (painter.style(Look(marks=frozenset(it))) for it in ((), (COUNTERPART,)))
    assert str(plain) != str(marked)
    looks = {str(painter.style(Look(label))) for label in (*LABELS, OTHER)}
    looks |= {
        str(painter.style(Look(label, marks=frozenset({CURRENT})))) for label in (*LABELS, OTHER)
    }
    assert len(looks) == 2 * len(palette.labels)


def test_the_usual_colours_are_those_of_terminals_that_have_them() -> None:
    assert palette_for("dark", "truecolor") is DARK
    assert palette_for("light", "auto") is LIGHT, "what nothing is known of has them"
    assert palette_for("light", "standard") is PALETTES["standard"]["light"]


@pytest.mark.parametrize(
    ("environment", "system"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "no-such-256color"}, "256"),
        ({"TERM": "no-such"}, "standard"),
        ({"TERM": "linux"}, "standard"),
        ({"TERM": "vt100"}, ""),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, ""),
        ({}, ""),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, ""),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
        ({"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.tty"}, "standard"),
        ({"TERM": "screen", "COLORTERM": "truecolor", "STY": "1.tty", "TMUX": "x"}, "truecolor"),
    ],
)
def test_how_many_colours_there_are_is_told_by_the_environment(
    environment: dict[str, str], system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A process is told by terminfo of one terminal only.
    terminfo = {"xterm-256color": 256, "linux": 8, "screen": 8, "vt100": -1}
    monkeypatch.setattr(terminal, "_terminfo_colors", terminfo.get)
    assert color_system(environment) == system
