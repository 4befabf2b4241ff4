"""Regions: the administrative area that a name means."""

from beritaie.normalise.regions.resolve import link_region, resolve_regions

__all__ = ["link_region", "resolve_regions"]
