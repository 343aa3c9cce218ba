"""The labels."""

LABELS = ("claim", "quote", "date", "error")
"""The labels with a key of their own; a record may hold any other."""
