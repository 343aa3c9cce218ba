"""Names in English news: words with a capital within a sentence, and what they stand for."""

from collections.abc import Iterator

from annotations.compare.aliases import Aliases
from annotations.compare.moments import MONTHS, WEEKDAYS
from annotations.compare.tokens import raw_tokens
from annotations.compare.words import stop_words
from annotations.text.patterns import later
from annotations.text.sentences import sentence_spans
from annotations.text.span import Span

_CALENDAR = "|".join((*WEEKDAYS, *MONTHS))
_CAPITAL = (
    rf"(?!(?:I|{_CALENDAR})\b)(?:(?:\p{{Lu}}\.){{1,4}}"
    r"|\p{Lu}[\p{L}\p{M}]*(?:['’\-]\p{L}[\p{L}\p{M}]*)*)"
)
_LINK = r"[^\S\n](?:(?:of|de|da|del|van|von|bin|al|el|the)[^\S\n]){0,2}"
_NAME = later(rf"(?V1)(?<![\p{{L}}\p{{N}}]){_CAPITAL}(?:{_LINK}{_CAPITAL})*")
_FIRST_WORD = later(r"\S+\s*")


def names_in(text: str, span: Span, aliases: Aliases) -> Iterator[tuple[Span, str]]:
    """Where names stand in a part of a text, and what stands for each.

    That is the group of an alias, else the last word, by which people are named later on. A word
    that only begins a sentence is taken for a name if the same stands within one.
    """
    part = text[span.start : span.end]
    starts = {sentence.start for sentence in sentence_spans(part)}
    for match in _NAME().finditer(part):
        start, name = match.start(), match[0]
        first = _FIRST_WORD().match(name)
        if start in starts and first and first[0].strip().lower() in stop_words():
            start, name = start + first.end(), name[first.end() :]
        is_alone = start in starts and " " not in name
        if name and not (is_alone and part.count(name) == 1 and not _is_alias(name, aliases)):
            yield Span(span.start + start, span.start + match.end()), _stands_for(name, aliases)


def _is_alias(name: str, aliases: Aliases) -> bool:
    return any(is_name for _, is_name in aliases.merged(raw_tokens(name)))


def _stands_for(name: str, aliases: Aliases) -> str:
    tokens = [*aliases.merged(raw_tokens(name))]
    if len(tokens) == 1 and tokens[0][1]:
        return tokens[0][0][2:]
    return tokens[-1][0].removeprefix("= ") if tokens else name
