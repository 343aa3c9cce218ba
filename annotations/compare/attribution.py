"""Who says what a sentence says: `according to the ministry`, `, police said on Friday`.

Two sentences that only quote the same speaker do not say the same.
"""

import re

from annotations.text.patterns import later
from annotations.text.span import Span

_VERB = re.compile("said|say|told|tell|add|note|wrote|report|state|announce|according")
_SAYING = (
    r"(?:said|says|say|told|tells|added|adds|noted|wrote|reported|reports|stated|announced"
    r"|according\s+to)"
)
_CLAUSE = r"[^,.;:!?\"“”«»\n]"
_NO_CLAUSE = r"(?!\s+(?:that|he|she|it|they|we|there|his|her|its|their)\b)"
_NAME = rf"(?:(?!\band\b){_CLAUSE}|(?<=\b(?:\p{{Lu}}|Mr|Ms|Mrs|Dr|Gen|Sen|Rep|Gov|Lt|Col)\.?)\.)"
_ATTRIBUTION = later(
    rf"(?V1)(?:,|(?<=[\"”’])|^)\s*(?:as\s+)?according\s+to\s+{_NAME}{{2,80}}"
    rf"|[,\"”]\s*(?:{_NAME}{{2,70}}?\s)?{_SAYING}\b{_NO_CLAUSE}{_NAME}{{0,70}}(?=[.!?]?[\"”]?\s*$)"
    rf"|[\"”]\s*(?:{_CLAUSE}{{2,90}}?\s){_SAYING}\b{_NO_CLAUSE}{_NAME}{{0,70}}(?=[.!?]?\s*$)"
    rf"|^(?:{_NAME}{{2,70}}?\s)(?:said|says|told\s+\w+|added|noted|reported|stated)\s+that\b"
    rf"|^(?:{_NAME}{{2,70}}?\s)(?:said|says|added)(?:\s+on\s+\w+|\s+in\s+a\s+statement)?,?\s*(?=[\"“‘])"
)


def attributions(sentence: str) -> tuple[Span, ...]:
    """The parts of a sentence that only say who said the rest, in code points of it."""
    # Few sentences have any, and to look for one closely takes as long as all else of a sentence.
    if not _VERB.search(sentence):
        return ()
    return tuple(Span(*match.span()) for match in _ATTRIBUTION().finditer(sentence))
