"""What is written bit by bit, as one text may be as large as many articles."""

from collections.abc import Iterable, Iterator
from itertools import islice

_TOGETHER = 4096


def in_pieces(bits: Iterable[bytes]) -> Iterator[bytes]:
    """Bits as short as a token, put together to pieces that are worth writing."""
    coming = iter(bits)
    while together := list(islice(coming, _TOGETHER)):
        yield b"".join(together)
