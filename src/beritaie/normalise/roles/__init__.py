"""Offices: the long title, the status, the institution and the region of a role."""

from beritaie.normalise.roles.offices import OfficeTable
from beritaie.normalise.roles.resolve import parse_role, resolve_roles

__all__ = ["OfficeTable", "parse_role", "resolve_roles"]
