"""Texts that change while it is known what became of each of their code points."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from annotations.text.sentences import sentence_spans
from annotations.text.span import Span, trim_blanks

NEW = -1
"""The origin of a code point that stands for none of the old text."""
_DOUBT = 30
"""From how many equal code points on it can't be told which of two copies went or came."""
_WORD = re.compile(r"\w+")
_WORDS = tuple(
    re.findall(
        r"\w+",
        "harbour lantern several quietly orchard measure seldom bright copper gather winter"
        " northern ledger mostly signal timber before violin crossing early",
    )
)
_STRAIGHT = str.maketrans("‘’“”–—", "''\"\"--")


class Glyph(NamedTuple):
    """A code point, the offset in the old text of the one it is or replaces, and which of both."""

    character: str
    origin: int
    is_kept: bool


@dataclass
class Draft:
    """A text being changed; `marked` are spans of the old text, in code points."""

    glyphs: list[Glyph]
    marked: Sequence[Span] = ()
    doubtful: set[int] = field(default_factory=set)
    """Old offsets of which nobody could tell, from both texts, what became of them."""

    @classmethod
    def of(cls, text: str, marked: Sequence[Span] = ()) -> "Draft":
        """A draft of a text that has not changed yet."""
        return cls([Glyph(sign, place, True) for place, sign in enumerate(text)], marked)

    @property
    def text(self) -> str:
        """The text as it is now."""
        return "".join(glyph.character for glyph in self.glyphs)

    def replace(self, start: int, end: int, text: str) -> None:
        """Put other words in the place of some: what stands there stands for what stood there."""
        old = self.glyphs[start:end]
        self.glyphs[start:end] = [
            Glyph(sign, old[min(place, len(old) - 1)].origin, False)
            for place, sign in enumerate(text)
        ]

    def insert(self, place: int, text: str) -> None:
        """Put text in that stands for nothing that was there."""
        self.glyphs[place:place] = [Glyph(sign, NEW, False) for sign in text]
        self._doubt(place, place + len(text))

    def delete(self, start: int, end: int) -> None:
        """Take text out."""
        self._doubt(start, end)
        del self.glyphs[start:end]

    def move(self, start: int, end: int, place: int) -> None:
        """Put `[start, end)` before `place`, which lies outside of it."""
        self._doubt(start, end)
        moved = self.glyphs[start:end]
        del self.glyphs[start:end]
        place -= len(moved) if place > start else 0
        self.glyphs[place:place] = moved
        self._doubt(place, place + len(moved))

    def _doubt(self, start: int, end: int) -> None:
        """If another passage could as well have been taken out or put in, doubt those in both."""
        ink = [glyph for glyph in self.glyphs if not glyph.character.isspace()]
        blanks = sum(glyph.character.isspace() for glyph in self.glyphs[:start])
        start -= blanks
        end -= blanks + sum(
            glyph.character.isspace() for glyph in self.glyphs[start + blanks : end]
        )
        right = left = 0
        while end + right < len(ink) and ink[start + right].character == ink[end + right].character:
            right += 1
        while left < start and ink[start - left - 1].character == ink[end - left - 1].character:
            left += 1
        if right >= _DOUBT:
            equal = ink[start : start + right] + ink[end : end + right]
            self.doubtful.update(glyph.origin for glyph in equal)
        if left >= _DOUBT:
            equal = ink[start - left : start] + ink[end - left : end]
            self.doubtful.update(glyph.origin for glyph in equal)


Mutation = Callable[[Draft, random.Random], None]


def _spans(draft: Draft, pattern: str) -> list[Span]:
    return [Span(*found.span()) for found in re.finditer(pattern, draft.text)]


def _paragraphs(draft: Draft) -> list[Span]:
    """What stands between blank lines, of a sentence's length, with the line ends after it."""
    return _spans(draft, r"[^\n](?:[^\n]|\n(?!\n)){59,}\n+")


def _edit_word(draft: Draft, dice: random.Random, word: Span) -> None:
    kind = dice.choice(("replace", "insert", "delete", "misspell"))
    if kind == "replace":
        draft.replace(*word, dice.choice(_WORDS))
    elif kind == "insert":
        draft.insert(word.start, dice.choice(_WORDS) + " ")
    elif kind == "delete":
        draft.delete(word.start, min(len(draft.glyphs), word.end + 1))
    else:
        place = dice.randrange(word.start, word.end)
        draft.replace(place, place + 1, dice.choice("aeiourstn"))


def _edit_words(draft: Draft, dice: random.Random, *, inside: bool) -> None:
    for _ in range(6):
        words = [
            word
            for word in _spans(draft, r"\w+")
            if inside
            is any(
                span.contains(draft.glyphs[place].origin)
                for place in (word.start, word.end - 1)
                for span in draft.marked
            )
        ]
        if words:
            _edit_word(draft, dice, dice.choice(words))


def edit_outside(draft: Draft, dice: random.Random) -> None:
    """Six words changed, none of them in a marked span."""
    _edit_words(draft, dice, inside=False)


def edit_inside(draft: Draft, dice: random.Random) -> None:
    """Six words of marked spans changed, at their ends too."""
    _edit_words(draft, dice, inside=True)


def rewrap(draft: Draft, dice: random.Random) -> None:
    """Lines broken anew at some width; blank lines stay."""
    width, column = dice.randrange(40, 100), 0
    for place, glyph in enumerate(draft.glyphs):
        column += 1
        if glyph.character == "\n":
            column = 0
        elif glyph.character == " " and column > width:
            draft.glyphs[place] = glyph._replace(character="\n")
            column = 0


def remove_boilerplate(draft: Draft, dice: random.Random) -> None:
    """The short lines taken out: menus, advertisements, labels."""
    for line in reversed(_spans(draft, r"(?m)^[^\n]{1,50}(?:\n+|\Z)")):
        if dice.random() < 0.8:
            draft.delete(*line)


def repeat_paragraphs(draft: Draft, dice: random.Random) -> None:
    """Two paragraphs that are there put in once more, whole or in part, near them or far away."""
    for _ in range(2):
        paragraphs = _paragraphs(draft)
        chosen, before = dice.choice(paragraphs), dice.choice(paragraphs).start
        copy = draft.text[slice(*chosen)]
        if dice.random() < 0.5:
            copy = _sentence(dice) + " " + copy[: len(copy) * 2 // 3].strip() + "\n\n"
        draft.insert(before, copy)


def straighten(draft: Draft, dice: random.Random) -> None:
    """Curly quotes and long dashes made plain, or plain quotes curly."""
    is_curly = any(glyph.character in "‘’“”" for glyph in draft.glyphs)
    signs = _STRAIGHT if is_curly else str.maketrans("'\"-", "’“–")
    for place, glyph in enumerate(draft.glyphs):
        draft.glyphs[place] = glyph._replace(character=glyph.character.translate(signs))


def move_paragraphs(draft: Draft, dice: random.Random) -> None:
    """Two paragraphs put elsewhere."""
    for _ in range(2):
        paragraphs = _paragraphs(draft)
        moved, place = dice.choice(paragraphs), dice.choice(paragraphs).start
        if not moved.start <= place <= moved.end:
            draft.move(*moved, place)


def delete_sentences(draft: Draft, dice: random.Random) -> None:
    """Three sentences taken out, with the blank after each."""
    for _ in range(3):
        sentence = dice.choice(_sentences(draft))
        is_last = sentence.end == len(draft.glyphs)
        draft.delete(sentence.start, sentence.end + (not is_last))


def rewrite_sentences(draft: Draft, dice: random.Random) -> None:
    """Three sentences taken out, each with another put in its place."""
    for _ in range(3):
        sentence = dice.choice(_sentences(draft))
        draft.delete(*sentence)
        draft.insert(sentence.start, _sentence(dice))


def mix(draft: Draft, dice: random.Random) -> None:
    """Three of the other kinds, one after the other."""
    for mutation in dice.sample([one for one in MUTATIONS.values() if one is not mix], 3):
        mutation(draft, dice)


MUTATIONS: dict[str, Mutation] = {
    "edits outside spans": edit_outside,
    "edits inside spans": edit_inside,
    "lines wrapped anew": rewrap,
    "boilerplate removed": remove_boilerplate,
    "paragraphs repeated": repeat_paragraphs,
    "quotes straightened": straighten,
    "paragraphs moved": move_paragraphs,
    "sentences deleted": delete_sentences,
    "sentences rewritten": rewrite_sentences,
    "three of these": mix,
}


def _sentences(draft: Draft) -> list[Span]:
    text = draft.text
    lines = [Span(*line.span()) for line in re.finditer(r"[^\n]+", text)]
    return [
        Span(line.start + sentence.start, line.start + sentence.end)
        for line in lines
        for sentence in sentence_spans(text[slice(*line)])
    ]


def _sentence(dice: random.Random) -> str:
    words = " ".join(dice.choices(_WORDS, k=dice.randrange(6, 20)))
    return words[0].upper() + words[1:] + "."


def marked_spans(text: str, dice: random.Random, count: int) -> list[Span]:
    """Spans as readers mark them: sentences, single words, and runs of two to fifteen words."""
    words = [Span(*word.span()) for word in _WORD.finditer(text)]
    sentences = [span for span in _sentences(Draft.of(text)) if span.length > 1]
    found: set[Span] = set()
    while len(found) < count:
        length = dice.choice((0, 1, 1, 2, 3, 5, 8, 15))
        if not length:
            found.add(dice.choice(sentences))
            continue
        first = dice.randrange(len(words) - length)
        run = Span(words[first].start, words[first + length - 1].end)
        if all(
            "\n" not in text[one.end : two.start] for one, two in pairwise(words[first:][:length])
        ):
            found.add(trim_blanks(text, run))
    return sorted(found)
