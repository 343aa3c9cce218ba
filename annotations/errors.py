"""The one family of errors that a reader may see: each has a title and says what to do."""


class SidemarkError(Exception):
    """Something a person can understand and act on; `title` names it, `message` says what to do."""

    title = "Sidemark"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class CorpusError(SidemarkError):
    """A folder or file named by the user can't serve as a corpus."""

    title = "Nothing to read"


class EmptyCorpusError(CorpusError):
    """A folder that does not exist, or holds no article."""


class UnreadableArticleError(SidemarkError):
    """One article can't be shown; the others can."""

    title = "Can't read this article"


class StoreError(SidemarkError):
    """Annotations can't be read or kept where they should lie."""

    title = "Annotations"


class EditError(SidemarkError):
    """What was asked for can't be done to this annotation or selection; nothing was changed."""

    title = "Nothing changed"


class SearchError(EditError):
    """What was typed can't be searched for, or nothing was found; the message says why."""


class StillSearchingError(SearchError):
    """It is not known yet where the next hit is."""

    def __init__(self) -> None:
        super().__init__("still searching: try again in a moment")


class ConflictError(StoreError):
    """An annotation is not as it was when the change to it was asked for; nothing was changed."""


class BothKeptError(ConflictError):
    """Another has changed the annotation meanwhile: what was asked for is kept beside that."""


class ExportError(SidemarkError):
    """The output can't be written; what was there before still is."""

    title = "Not exported"


class ExportExistsError(ExportError):
    """There is a file of that name, and it was not said that it may be replaced."""


class DamagedFileError(StoreError):
    """A file of the store is not what it should be; it is left as it is."""


class ImportFailedError(SidemarkError):
    """What is to be imported can't be read at all; nothing was changed."""

    title = "Not imported"
