"""Corpora: files of records, read, written and checked line by line."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from beritaie.errors import CorpusError
from beritaie.schema import Article, Label, Mention, PersonValue, SpeechValue, article_from_json, article_to_json
from beritaie.schema.checks import shown
from beritaie.schema.json_text import loads
from beritaie.schema.reading import Report, read_article

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a corpus. `line` counts from 1; `id` is the article's where it can be read."""

    line: int
    id: str | None
    what: str
    remedy: str


def read_corpus(path: str | Path) -> Iterator[Article]:
    """Yield the articles of a corpus in order, one line in memory at a time.

    Raises `CorpusError`, with file and line, at the first record that breaks the format, and `OSError` for a file that
    cannot be read. Rules that hold between spans and between records are the business of `check_corpus`.
    """
    for line, content in _lines(Path(path)):
        try:
            yield article_from_json(_decoded(content))
        except CorpusError as error:
            raise CorpusError(f"{path}:{line}: {error.what}", error.remedy) from error


def write_corpus(path: str | Path, articles: Iterable[Article]) -> None:
    """Write `articles` to `path`, one line each, in UTF-8; the file is there complete or as it was before.

    Raises `OSError` where it cannot be written.
    """
    write_atomically(path, (article_to_json(article) + "\n" for article in articles))


def write_atomically(path: str | Path, parts: Iterable[str]) -> None:
    """Write the text that `parts` make to `path` in UTF-8, by way of a file beside it that then takes its place."""
    target = Path(path)
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.writelines(parts)
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    # The mask can only be read by setting it; mkstemp ignores it and makes files that no one else can read.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def check_corpus(path: str | Path) -> list[Problem]:
    """Return every problem of a corpus in the order of its lines; none means that the file can be trained on.

    Raises `OSError` for a file that cannot be read.
    """
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for line, content in _lines(Path(path)):
        identity, found = _check_line(content, line, first_line)
        problems.extend(Problem(line, identity, what, remedy) for what, remedy in found)
    return problems


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each line that holds something."""
    with path.open("rb") as file:
        for number, content in enumerate(file, 1):
            stripped = (content.removeprefix(_BOM) if number == 1 else content).strip()
            if stripped:
                yield number, stripped


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"byte {error.start} of the line is not UTF-8", "save the file as UTF-8") from error


def _check_line(content: bytes, line: int, first_line: dict[str, int]) -> tuple[str | None, list[tuple[str, str]]]:
    """Return the id of one line and its faults, each with its remedy; notes the id in `first_line`."""
    found: list[tuple[str, str]] = []

    def report(what: str, remedy: str) -> None:
        found.append((what, remedy))

    try:
        record = loads(_decoded(content))
    except CorpusError as error:
        return None, [(error.what, error.remedy)]
    article = read_article(record, report)
    identity = record.get("id") if isinstance(record, dict) else None
    if isinstance(record, dict) and identity is None:
        report("key id is missing", "give every article an id of its own")
    if article is not None:
        _check_guide(article, report)
    if not isinstance(identity, str):
        return None, found
    if first_line.setdefault(identity, line) != line:
        report(f"id {shown(identity)} stands in line {first_line[identity]} too", "give every article an id of its own")
    return identity, found


def _check_guide(article: Article, report: Report) -> None:
    """Report what the annotation guide forbids though the format allows it."""
    for mention in article.mentions:
        if mention.text[0].isspace() or mention.text[-1].isspace():
            report(f"{_named(mention)} has white space at an edge", "move the offset to the first or last character")
    _check_overlaps(article, report)
    _check_cues(article, report)
    _check_officials(article, report)


def _named(mention: Mention) -> str:
    return f"{mention.label} at {mention.start} {shown(mention.text)}"


def _check_overlaps(article: Article, report: Report) -> None:
    last: dict[Label, Mention] = {}
    for mention in article.mentions:
        before = last.get(mention.label)
        if before is not None and mention.start < before.end:
            report(f"{_named(mention)} overlaps {_named(before)}", "keep one of them: spans of one label stay apart")
        if before is None or mention.end > before.end:
            last[mention.label] = mention


def _check_cues(article: Article, report: Report) -> None:
    cues = {(cue.start, cue.end) for cue in article.by_label(Label.CUE)}
    for mention in article.mentions:
        if isinstance(mention.value, SpeechValue) and mention.value.cue and mention.value.cue not in cues:
            report(f"{_named(mention)} has the cue {list(mention.value.cue)}, which is no CUE span", "mark it, or null")


def _check_officials(article: Article, report: Report) -> None:
    names = {mention.value.name for mention in article.mentions if isinstance(mention.value, PersonValue)}
    for official in article.officials or ():
        if official.name not in names:
            report(
                f"official {shown(official.name)} is the name of no PERSON", "write the name that PERSON spans carry"
            )
