"""What a person hands over on the command line: files and streams of bytes → texts and records."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from beritaie.errors import CorpusError, InputError
from beritaie.schema import checks
from beritaie.schema.checks import shown
from beritaie.schema.json_text import loads

Warn = Callable[[str], None]

_HTML = re.compile(r"\s*<(?:!doctype\b|html\b)", re.IGNORECASE)
_HTML_SUFFIXES = (".html", ".htm")
_JSONL_SUFFIXES = (".jsonl", ".ndjson")
_STRINGS = ("title", "outlet")

# First bytes of files that are often taken for text, and what to call them.
_KINDS_OF_BYTES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A record to read, or why it cannot be read.

    `line` counts from 1, None for a whole text; `record` holds `text` and whatever came with it; `fault` is None where
    the record can be read.
    """

    line: int | None
    record: Mapping[str, object]
    fault: InputError | CorpusError | None = None


def is_html(text: str) -> bool:
    """Return whether `text` is a page of HTML."""
    return _HTML.match(text) is not None


def decode(content: bytes, name: str, warn: Warn) -> str:
    """Return the text of a file: UTF-8 without its byte-order mark, else Windows-1252 with a warning.

    Raises `InputError` for PDF, ZIP and other files that are no text.
    """
    for start, kind in _KINDS_OF_BYTES:
        if content.startswith(start):
            raise InputError(f"{name} is {kind}", "save its text as UTF-8 and give that file")
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\0" in content:
            raise InputError(f"{name} is no text (byte {error.start})", "give a text file in UTF-8") from error
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is neither UTF-8 nor Windows-1252 (byte {error.start})", "save it as UTF-8"
        ) from error
    warn(f"{name} is not UTF-8; read as Windows-1252, save it as UTF-8 if characters look wrong")
    return text


def read_items(text: str, name: str, warn: Warn) -> list[Item]:
    """Return what `text` asks to be read: records for a `.jsonl` file, one text otherwise.

    `name` is the file's, or `-` for standard input, which counts as records where every line that is not empty is an
    object with `text`. Raises `InputError` for HTML.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in _JSONL_SUFFIXES:
        return list(_records(text))
    if suffix == ".json":
        raise InputError(f"{name} is JSON, not text", "write one record a line and name the file .jsonl")
    if suffix in _HTML_SUFFIXES or is_html(text):
        raise _html_error("standard input" if name == "-" else name)
    return (_piped_records(text, warn) if name == "-" else []) or [Item(None, {"text": text})]


def _piped_records(text: str, warn: Warn) -> list[Item]:
    """Return the records of standard input where it is made of records, else nothing."""
    items = list(_records(text)) if text.lstrip().startswith("{") else []
    bad = next((item.line for item in items if "text" not in item.record), None)
    if bad is None:
        return items
    if "text" in items[0].record:
        warn(f"standard input is read as one text, for line {bad} is no record; give records as a .jsonl file")
    return []


def _records(text: str) -> Iterator[Item]:
    for line, content in enumerate(text.split("\n"), 1):
        if content.strip():
            yield _record(line, content)


def _record(line: int, content: str) -> Item:
    try:
        record = loads(content)
    except CorpusError as error:
        return Item(line, {}, error)
    if not isinstance(record, dict):
        return Item(line, {}, InputError(f"{shown(record)} is no object", 'write {"id": …, "text": …}'))
    try:
        _check_record(record)
    except InputError as error:
        return Item(line, record, error)
    return Item(line, record)


def _check_record(record: Mapping[str, object]) -> None:
    if "text" not in record:
        raise InputError("key text is missing", "give the article's text")
    text = record["text"]
    if not isinstance(text, str):
        raise InputError(f"text {shown(text)} is no string", "give the article's text")
    if is_html(text):
        raise _html_error("text")
    if record.get("published"):
        checks.iso_day("published", record["published"])
    for key in _STRINGS:
        checks.optional_string(key, record.get(key) or None)
    identity = record.get("id")
    if isinstance(identity, bool) or not isinstance(identity, str | int | None):
        raise InputError(f"id {shown(identity)} is no string", "write the id in quotation marks")


def _html_error(name: str) -> InputError:
    return InputError(f"{name} is HTML", "give the article's text, without the page around it")
