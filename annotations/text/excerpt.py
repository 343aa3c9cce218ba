"""A long text told in a few words."""


def excerpt(text: str, length: int = 40) -> str:
    """A text on one line in quotation marks, at most `length` code points of it."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= length else f"“{line[: length - 1].rstrip()}…”"
