"""Many articles at once: whatever holds them in, tables out.

from beritaie import batch

results = batch.extract("news.csv")
results.quotes  # a pandas frame
"""

from typing import TYPE_CHECKING, Any

from beritaie.batch.engine import extract, stream, to_parquet
from beritaie.batch.reading import Failure, is_many

if TYPE_CHECKING:
    from beritaie.batch.ray import RayExtractor
    from beritaie.batch.results import Results

__all__ = ["Failure", "RayExtractor", "Results", "extract", "is_many", "stream", "to_parquet"]


def __getattr__(name: str) -> Any:
    """Import what needs Ray or Arrow when it is asked for."""
    if name == "RayExtractor":
        from beritaie.batch.ray import RayExtractor

        return RayExtractor
    if name == "Results":
        from beritaie.batch.results import Results

        return Results
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
