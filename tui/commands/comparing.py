"""Commands that compare what is open, and that link what was marked in it."""

from tui.commands.command import Area

COMPARING = Area("Compare", ())

LINKING = Area("Link", ())
