"""When Python looks for garbage: not while the reader waits.

A look at all objects takes 30 ms and more with 10,000 marks open, and several of them a tenth of
the start. So the start does without, and what is open is then left out of every later look.
"""

import gc


def put_off_collecting() -> None:
    """Look for no garbage until `settle_memory`."""
    gc.disable()


def settle_memory() -> None:
    """Look once through all there is, and leave what is still in use out of every later look."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()
