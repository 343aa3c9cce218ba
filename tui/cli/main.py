"""The command line: what `sidemark` does with its words."""

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence

from annotations import __version__
from annotations.errors import SidemarkError
from tui.cli import screen
from tui.cli.common import Parser
from tui.cli.signals import ending_in_order

COMMANDS = {
    "export": "write the marks for other tools",
    "import": "bring in marks that others have made, or you elsewhere",
    "stats": "count the marks by article and label",
    "matrix": "show what each article says of what others say",
    "date": "tell or give the day an article was written",
    "log": "tell who did what, and when",
    "check": "find marks and files that need you",
}
"""Each is a module beside this one; a first word that is none of these is a path to open."""
_MODULES = {"import": "importing"}
"""Where the module has another name, because Python keeps that word for itself."""
PROBLEM, USAGE, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command the words ask for; returns 0, 1 for a problem, or 2 for wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    if sys.stdout is None:
        _complain("there is no standard output to write to")
        return PROBLEM
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that can't show a character gets its code, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _run(words)
        sys.stdout.flush()
    except SidemarkError as error:
        _complain(error.message)
        return PROBLEM
    except BrokenPipeError:
        _drop_output()
        return PROBLEM
    except OSError as error:
        _complain(f"the output can't be written: {error.strerror}")
        _drop_output()
        return PROBLEM
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _run(words: Sequence[str]) -> int:
    try:
        arguments = build_parser(words).parse_args(words)
    except SystemExit as leaving:
        # argparse leaves by itself after help, version and wrong usage.
        return leaving.code if isinstance(leaving.code, int) else USAGE
    with ending_in_order():
        result: int = arguments.run(arguments)
    return result


def _complain(message: str) -> None:
    from annotations.text.visible import visible_line

    print(f"sidemark: {visible_line(message)}", file=sys.stderr)


def _drop_output() -> None:
    """Python writes what is left when it ends; nobody reads it, or it can't be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these words: a command's own, or the one that opens the screen."""
    if words and words[0] in COMMANDS:
        parser = Parser(prog="sidemark", allow_abbrev=False)
        subparsers = parser.add_subparsers(required=True)
        module = _MODULES.get(words[0], words[0])
        importlib.import_module(f"tui.cli.{module}").add_parser(subparsers)
        return parser
    return screen.build_parser(COMMANDS, __version__)


if __name__ == "__main__":
    sys.exit(main())
