"""The command line: what `sidemark` does with its words."""

import argparse
import os
import sys
from collections.abc import Sequence

from annotations import __version__
from annotations.errors import SidemarkError
from tui.cli import export, screen, stats

COMMANDS = {"export": export, "stats": stats}
"""A first word that is none of these is a path to open."""
PROBLEM, USAGE = 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command the words ask for; returns 0, 1 for a problem, or 2 for wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        arguments = build_parser(words).parse_args(words)
        result: int = arguments.run(arguments)
        sys.stdout.flush()
        return result
    except SidemarkError as error:
        print(f"sidemark: {error.message}", file=sys.stderr)
        return PROBLEM
    except BrokenPipeError:
        # The reader of our output has left; Python must not complain of it again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM
    except KeyboardInterrupt:
        return 130


def build_parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """The parser for these words: a command's own, or the one that opens the screen."""
    if words and words[0] in COMMANDS:
        parser = argparse.ArgumentParser(prog="sidemark", allow_abbrev=False)
        subparsers = parser.add_subparsers(required=True)
        COMMANDS[words[0]].add_parser(subparsers)
        return parser
    return screen.build_parser(COMMANDS, __version__)


if __name__ == "__main__":
    sys.exit(main())
