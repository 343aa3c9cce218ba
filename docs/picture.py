"""Draw docs/sidemark.svg: the program itself, with real marks on two of the articles in seeds/.

Run by `make picture`. It works on a copy, so that nothing is left in seeds/.
"""

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = (126, 34)
KEYS = (
    "enter } c / m o n d a y enter escape escape d / t u e s d a y enter escape escape d } d "
    "/ i n space f o u r enter escape escape v w w w e ( c / n o v e m b e r enter escape escape d "
    "/ C . C . enter escape escape e g "
    "0 j j j space 2 / w e space w i l l enter escape escape q c / 4 space y e a r s enter escape "
    "escape v w w e / o n space t h e space 9 t h enter escape escape c v w w w d "
    "/ h e l d space a enter escape escape c g / w e space w i l l enter escape escape"
)


async def draw(corpus: Path) -> str:
    """Press the keys on a corpus and return the screen as SVG."""
    from annotations.workspace import open_workspace
    from tui.app import SidemarkApp
    from tui.config import Config
    from tui.places import Places

    app = SidemarkApp(open_workspace([corpus], "ana"), Config(), Places())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(0.5)
        await pilot.press(*(_NAMES.get(key, key) for key in KEYS.split()))
        await pilot.pause(0.5)
        picture = app.export_screenshot(title="Sidemark")
    # The picture asks for its font from elsewhere; any monospaced one does.
    return re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)


def main() -> None:
    """Write the picture beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            os.environ[variable] = str(Path(folder, "user"))
        corpus = Path(folder, "seeds")
        shutil.copytree(ROOT / "seeds", corpus, ignore=shutil.ignore_patterns(".*"))
        (ROOT / "docs" / "sidemark.svg").write_text(asyncio.run(draw(corpus)), encoding="utf-8")


_NAMES = {
    "}": "right_curly_bracket",
    ")": "right_parenthesis",
    "/": "slash",
    ".": "full_stop",
    ",": "comma",
    "[": "left_square_bracket",
}

if __name__ == "__main__":
    main()
