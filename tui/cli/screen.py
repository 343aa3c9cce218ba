"""`sidemark [PATH …]`: open the screen."""

import argparse
import sys
from collections.abc import Mapping

from annotations.errors import SidemarkError
from annotations.text.visible import visible_line
from tui.cli.common import ANNOTATOR_VARIABLE, Parser, add_places, annotator_name, workspace_of
from tui.memory import put_off_collecting
from tui.terminal import prepare_terminal

_EPILOG = """\
commands:
{commands}
  (sidemark COMMAND --help tells more; to open a folder named like one: ./export)

example:
  sidemark seeds            open the articles in seeds/
"""


def build_parser(commands: Mapping[str, str], version: str) -> argparse.ArgumentParser:
    """The parser of the words that open the screen; its help names the other commands."""
    listing = "\n".join(f"  {name:<8}  {summary}" for name, summary in commands.items())
    parser = Parser(
        prog="sidemark",
        usage="sidemark [options] [PATH ...]\n       sidemark COMMAND ...",
        description="Read articles side by side and mark claims, quotes, dates and errors.",
        epilog=_EPILOG.format(commands=listing),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_places(parser)
    parser.add_argument(
        "--annotator", metavar="NAME",
        help=f"who marks (default: ${ANNOTATOR_VARIABLE}, else your login name)",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"sidemark {version}")
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Open the screen and stay until the reader leaves."""
    workspace = workspace_of(arguments, annotator_name(arguments.annotator))
    # Textual draws on standard error.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise SidemarkError("the screen needs a terminal. `sidemark export` and `stats` do not.")
    prepare_terminal()
    put_off_collecting()
    import asyncio

    from tui.app import SidemarkApp
    from tui.choices import load_choices
    from tui.cli.leaving import outlast_terminal, run_until_told
    from tui.commands.registry import keymap_problems
    from tui.config import Config, ConfigError, config_path
    from tui.places import load_places, places_path

    config = Config()
    if config_path().exists():
        from tui.config_file import read_config

        config = read_config(config_path())
    if problems := keymap_problems(config.keys):
        raise ConfigError(f"{config_path()}: keys: {'; '.join(problems)}")
    places = load_places(places_path(workspace.corpus.root, workspace.annotator))
    app = SidemarkApp(workspace, config, places, load_choices())
    outlast_terminal()
    try:
        asyncio.run(run_until_told(app))
    finally:
        unsaved = app.close_store()
        for told in filter(None, (unsaved, app.unexported)):
            print(f"sidemark: {visible_line(told)}", file=sys.stderr)
    if app.reader.failure is not None:
        raise app.reader.failure
    return app.return_code or (1 if unsaved or app.unexported else 0)
