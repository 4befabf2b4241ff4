"""Figures: how much of what, and about which region and time."""

from beritaie.normalise.figures.numbers import parse_number
from beritaie.normalise.figures.resolve import parse_figure, resolve_figures

__all__ = ["parse_figure", "parse_number", "resolve_figures"]
