"""Errors: each message has the value that was refused, what is allowed, and the remedy."""


class BeritaError(Exception):
    """Base of every error that beritaie raises on purpose.

    `what` says what is wrong and `remedy` what to do about it; the message is both, joined by a semicolon.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


class InputError(BeritaError, ValueError):
    """A text, record or option that cannot be used as given."""


class CorpusError(BeritaError, ValueError):
    """A corpus record that breaks the format or the annotation guide."""


class ModelError(BeritaError, RuntimeError):
    """A model folder or weight file that is missing, broken or of another kind."""
