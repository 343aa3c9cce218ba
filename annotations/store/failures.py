"""What went wrong on disk, in words for the reader."""

from collections.abc import Iterator
from contextlib import contextmanager

from annotations.errors import StoreError


def reason(error: OSError | StoreError) -> str:
    """Why something failed, in words that name the file if there is one."""
    if isinstance(error, StoreError):
        return error.message
    why = error.strerror or str(error)
    return f"{why}: {error.filename}" if error.filename else why


@contextmanager
def as_store_error(what: str = "") -> Iterator[None]:
    """Raise StoreError, in words that begin with `what`, for an OSError."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what}{reason(error)}") from error
