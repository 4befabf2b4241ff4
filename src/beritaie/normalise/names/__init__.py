"""Names of persons: which mentions are one person, and the fullest form of the name."""

from beritaie.normalise.names.honorifics import strip_titles
from beritaie.normalise.names.resolve import resolve_names

__all__ = ["resolve_names", "strip_titles"]
