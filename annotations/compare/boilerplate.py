"""Lines of web pages that are no part of a story: what asks to share, to comment, to subscribe."""

import re
from functools import cache

_LONGEST = 160
"""In more code points than this a phrase of these may be part of a story."""

_START = (
    r"leave a (?:comment|reply)|(?:no )?comments?\b(?: \(?\d+\)?)?\W*$|no comments\b"
    r"|\d+ comments?\W*$|share (?:this|on|via)\b"
    r"|related (?:posts?|articles?|stories|news|topics)|read (?:more|also|next)\b|also read\b"
    r"|see also\b|sign up\b|subscribe\b|follow us\b|click here\b|log ?in\b|advertisement\b"
    r"|sponsored\b|source\s*:|sources\s*:|photos?\s*:|image\s*:|image credit|file photo"
    r"|credits?\s*:|tags?\s*:|filed under|posted (?:on|in|by)\b|published (?:on|at|by|in)?\s*:"
    r"|(?:last )?updated\s*:|reporting by\b|(?:additional )?reporting\s*:|writing by\b"
    r"|editing by\b|back to top|skip to\b|most (?:read|popular|viewed)\b|trending\b"
    r"|(?:previous|next) (?:article|post|story)\b|menu\b|no menu items|©|\(c\) ?\d|copyright\b"
    r"|download (?:our|the) app|support our journalism|save my name"
)
_ANYWHERE = (
    r"e-?mail address will not be published|required fields are marked|all rights reserved"
    r"|start the discussion|be the first to comment|(?:our|daily|free|weekly) newsletters?\b"
    r"|(?:privacy policy|terms of (?:use|service))|(?:uses?|accept(?: all)?) cookies"
    r"|(?:follow|join|like|find) us on\b|must be logged in|share post\b|next time i comment"
)


@cache
def _boilerplate() -> re.Pattern[str]:
    """Compiled when it is first asked for."""
    return re.compile(rf"[\W_]*(?:{_START})|.*?(?:{_ANYWHERE})", re.IGNORECASE | re.DOTALL)


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is of the page around a story and not of the story."""
    return len(sentence) <= _LONGEST and _boilerplate().match(sentence) is not None
