"""Tokens to compare by: words, numbers and initials, with blanks between them or not."""

from annotations.text.patterns import later

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々"
"""Scripts that set no blanks between words: a run of theirs is one token here."""

_TOKEN = later(
    rf"(?V1)(?:\p{{Lu}}\.){{2,}}|[{UNSPACED}]+|\d+(?:[.,]\d+)*|%"
    rf"|[[\p{{L}}\p{{M}}]--[{UNSPACED}]]+(?:['’][[\p{{L}}\p{{M}}]--[{UNSPACED}]]+)*"
)
_UNSPACED_RUN = later(rf"(?V1)[{UNSPACED}]+")


def raw_tokens(text: str) -> list[str]:
    """The tokens of a text as they are written, without the stops of initials and possessives."""
    return [_bare(token) for token in _TOKEN().findall(text)]


def is_unspaced(token: str) -> bool:
    """Whether a token is of a script without blanks between words, and holds several of them."""
    return not token.isascii() and _UNSPACED_RUN().fullmatch(token) is not None


def _bare(token: str) -> str:
    if token.isalpha() and token.isascii():
        return token
    token = token.replace("’", "'")
    if token[-2:] in ("'s", "'S"):
        return token[:-2]
    return token.replace(".", "") if token[0].isalpha() else token
