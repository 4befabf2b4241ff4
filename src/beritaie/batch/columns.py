"""Which column of the input is what, and what a cell of it says."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from beritaie.errors import InputError
from beritaie.inputs import is_html
from beritaie.normalise.dates import normalise_date
from beritaie.schema import DateValue
from beritaie.schema.article import RECORD_KEYS
from beritaie.schema.checks import iso_day, shown

# Names under which scrapers and corpora keep a field, the surest first; case, spaces and hyphens do not matter.
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "teks", "content", "isi", "isi_berita", "konten", "body", "article_body", "article_text"),
        *("maintext", "full_text", "artikel", "article", "berita"),
    ),
    "published": (
        *("published", "published_at", "publish_date", "date_publish", "publication_date", "pubdate", "date_published"),
        *("date", "tanggal", "tanggal_terbit", "tgl_terbit", "tgl", "waktu", "datetime", "timestamp"),
    ),
    "id": ("id", "article_id", "id_artikel", "id_berita", "doc_id", "docid", "uuid", "guid", "url", "link", "tautan"),
    "title": ("title", "judul", "judul_berita", "headline"),
    "outlet": ("outlet", "media", "publisher", "nama_media", "situs", "site", "sitename", "domain", "sumber"),
}

_GAP = re.compile(r"[\s\-]+")
_CLOCK = re.compile(
    r"[T\s,|]*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:WIB|WITA|WIT|Z|UTC|GMT|[+-]\d{2}:?\d{2})?\s*$"
)
_WEEKDAY = re.compile(r"^[^\W\d]+,\s*")
_NO_DATE = ("", "-", "null", "none", "nan", "nat")
# What an earlier extraction or annotation said of the text is not input.
_IGNORED = ("schema", "spans", "officials")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that the caller names, None where they are to be found, and a day for articles without one."""

    text: str | None = None
    published: str | None = None
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    day: str | None = None

    @classmethod
    def of(cls, published: str | date | None = None, **names: str | None) -> "Columns":
        """Return the columns for what a caller gives: `published` is a column, or a day that holds for all articles.

        Raises `InputError` for what is neither.
        """
        for name, given in names.items():
            if given is not None and not isinstance(given, str):
                raise InputError(f"{name}={shown(given)} is no name of a column", f"give {name} as a string")
        if isinstance(published, date):
            return cls(day=published.isoformat()[:10], **names)
        if isinstance(published, str) and published[:4].isdigit():
            return cls(day=iso_day("published", published), **names)
        return cls(published=published, **names)

    def found_in(self, there: Iterable[str], name: str) -> dict[str, str]:
        """Return the column of each field that the columns `there` of the source `name` have.

        Raises `InputError`, with the list of columns, where one that was given is not there, and where none is text.
        """
        columns = list(there)
        folded: dict[str, str] = {}
        for one in columns:
            folded.setdefault(_GAP.sub("_", str(one).strip().casefold()), one)
        found: dict[str, str] = {}
        for field, known in KNOWN_NAMES.items():
            given: str | None = getattr(self, field)
            if given and given not in columns:
                raise InputError(f"{name} has no column {shown(given)}", f"its columns are {_listed(columns)}")
            column: str | None = given or next((folded[one] for one in known if one in folded), None)
            if column and (given or column not in found.values()):
                found[field] = column
        if "text" not in found:
            raise InputError(f"{name} has no column that is known to be text", f"give text=, one of {_listed(columns)}")
        return found


def _listed(columns: list[str]) -> str:
    names = ", ".join(map(str, columns[:30])) or "none"
    return f"{names}, … ({len(columns)} in all)" if len(columns) > 30 else names


def record_of(raw: Mapping[Any, object], found: Mapping[str, str], day: str | None) -> dict[str, object]:
    """Return what the extractor takes for a row: its fields, and its other columns as JSON.

    Raises `InputError` for a text that is missing, empty or HTML, and a date that cannot be read.
    """
    fields = {field: plain(raw.get(column)) for field, column in found.items()}
    record: dict[str, object] = {"text": _text(fields.pop("text", None), found["text"])}
    record["published"] = _published(fields.pop("published", None)) or day
    record |= {field: str(value) for field, value in fields.items() if value not in (None, "")}
    taken = set(found.values())
    for key, value in raw.items():
        if key not in taken and key not in _IGNORED and (cell := plain(value)) is not None:
            name = f"{key}_input" if key in RECORD_KEYS and key != "source" else str(key)
            record[name] = cell
    return record


def _text(value: object, column: str) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError(f"{column} is empty", "give the article's text")
    if not isinstance(value, str):
        raise InputError(f"{column} {shown(value)} is no string", "give the article's text")
    if is_html(value):
        raise InputError(f"{column} is HTML", "save the page as an .html file, or give its text")
    return value


def _published(value: object) -> str | None:
    """Return the day of a cell: ISO 8601 with or without a time, or written as Indonesians write dates."""
    if value is None or str(value).strip().casefold() in _NO_DATE:
        return None
    written = str(value).strip()
    try:
        return date.fromisoformat(written[:10]).isoformat()
    except ValueError:
        pass
    read = normalise_date(_WEEKDAY.sub("", _CLOCK.sub("", written)))
    if not isinstance(read, DateValue) or len(read.iso) != len("2024-10-15"):
        raise InputError(f"date {shown(value)} cannot be read", "write it as YYYY-MM-DD, or leave it empty")
    return read.iso


def plain(value: Any) -> object:
    """Return a cell as JSON has it: None for NaN and NaT, ISO 8601 for times, lists for arrays, else a string."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else _finite(value)
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, date | datetime):
        return None if str(value) == "NaT" else value.isoformat()
    if hasattr(value, "tolist"):  # arrays and scalars of numpy
        return plain(value.tolist())
    return None if str(value) in ("<NA>", "NaT") else str(value)


def _finite(value: float) -> object:
    return value if math.isfinite(value) else str(value)


def id_of(raw: object, found: Mapping[str, str] | None) -> str | None:
    """Return the id of a row that may be broken, None where it has none."""
    if not isinstance(raw, Mapping) or not found or "id" not in found:
        return None
    value = plain(raw.get(found["id"]))
    return None if value in (None, "") else str(value)
