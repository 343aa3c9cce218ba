"""Numbers of things in words."""


def counted(count: int, thing: str) -> str:
    """A number of things in words: "1 mark", "2 marks", "2 histories"."""
    if count == 1:
        return f"1 {thing}"
    plural = f"{thing[:-1]}ies" if thing.endswith("ry") else f"{thing}s"
    return f"{count:,} {plural}"
