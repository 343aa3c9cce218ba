"""Draw the pictures in docs/: the program itself, used on the five articles in seeds/.

Run by `make picture`. It works on copies, so that nothing is left in seeds/.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import SidemarkApp

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_WAIT_SECONDS = 0.05


class Scene(NamedTuple):
    """What is pressed from where the last scene ended, and the picture drawn then."""

    name: str
    """Empty where none is drawn."""
    keys: str
    """Keys between blanks; what stands in ⟨⟩ is searched for, from the caret on."""


class Story(NamedTuple):
    """One run of the program."""

    size: tuple[int, int]
    """Columns and rows."""
    scenes: tuple[Scene, ...]


MARKING = Story(
    (126, 34),
    (
        Scene(
            "sidemark",
            "enter } c ⟨monday⟩ d ⟨tuesday⟩ d } d ⟨in four⟩ v w w w e ( c ⟨november⟩ d ⟨C.C.⟩ e g "
            "0 j j j space 2 ⟨we will⟩ q c ⟨4 years⟩ v w w e ⟨on the 9th⟩ c v w w w d "
            "⟨held a⟩ c g ⟨we will⟩",
        ),
    ),
)

COMPARING = Story(
    (126, 36),
    (
        Scene("comparing-list", "j j j @ 2 0 2 4 - 0 1 - 1 0 enter"),
        Scene("comparing-follow", "g enter 0 j j j space 1 f ⟨china's defense ministry, p⟩"),
        Scene("comparing-only-here", "f ! ⟨relations between⟩"),
        Scene("", "! f g ⟨china's defense ministry, p⟩"),
        Scene("", "i s ⟨after a long⟩ i s ⟨the chinese delegation⟩ i s"),
        Scene("comparing-differences", "⟨the 2023 annual⟩ D"),
        Scene("", "i d D D"),
        # 001 in place of 003.
        Scene("", "0 j j j space k k space 1 ⟨china's defense ministry, p⟩ i s"),
        Scene("", "⟨the chinese delegation⟩ i s ⟨following the recent⟩ i s"),
        # 003 in place of 000.
        Scene("", "0 space j j j space 1 ⟨additionally, china⟩ i s"),
        Scene("", "⟨the chinese side also⟩ i s ⟨reiterated⟩ i s"),
        # 004 in place of 001.
        Scene("", "0 space j j j space 1 ⟨china's strict⟩ i s"),
        # All five.
        Scene("", "f 0 space g enter 0 j space j space j space j space 1"),
        Scene("comparing-matrix", "M j l s k l"),
    ),
)


async def draw(story: Story, corpus: Path) -> dict[str, str]:
    """Press the keys on a corpus; the screens as SVG, by the names of the pictures."""
    from annotations.workspace import open_workspace
    from tui.app import SidemarkApp
    from tui.config import Config
    from tui.places import Places

    app, pictures = SidemarkApp(open_workspace([corpus], "ana"), Config(), Places()), {}
    async with app.run_test(size=story.size) as pilot:
        await settled(app, pilot)
        for name, keys in story.scenes:
            for found in re.findall(r"⟨.*?⟩|\S+", keys):
                words = found[1:-1] if len(found) > 1 and found[0] == "⟨" else ""
                for key in ["/", *words, "enter", "escape"] if words else [found]:
                    await pilot.press(_NAMES.get(key, key))
                await settled(app, pilot)
            if name:
                picture = app.export_screenshot(title="Sidemark")
                # It asks for its font from elsewhere; any monospaced one does.
                pictures[name] = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    return pictures


async def settled(app: SidemarkApp, pilot: Pilot[None]) -> None:
    """Return when nothing is compared any more."""
    await pilot.pause(_WAIT_SECONDS)
    while app.reader.is_comparing or app.reader.is_telling_apart or app.reader.is_shading:
        await pilot.pause(_WAIT_SECONDS)


def main() -> None:
    """Write the pictures beside this script."""
    for story in (MARKING, COMPARING):
        with tempfile.TemporaryDirectory() as folder:
            for variable in ("STATE", "CONFIG", "DATA", "CACHE"):
                os.environ[f"XDG_{variable}_HOME"] = str(Path(folder, "user"))
            corpus = Path(folder, "seeds")
            shutil.copytree(ROOT / "seeds", corpus, ignore=shutil.ignore_patterns(".*"))
            for name, picture in asyncio.run(draw(story, corpus)).items():
                (DOCS / f"{name}.svg").write_text(picture, encoding="utf-8")


_NAMES = {
    " ": "space",
    "}": "right_curly_bracket",
    ")": "right_parenthesis",
    "/": "slash",
    ".": "full_stop",
    ",": "comma",
    "'": "apostrophe",
    "-": "minus",
    "@": "at",
    "!": "exclamation_mark",
}

if __name__ == "__main__":
    main()
