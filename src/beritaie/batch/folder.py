"""The folder of a run: parts, so that a run that was killed can be gone on with, then one file per table."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from beritaie.batch.identity import DuplicateFinder
from beritaie.batch.parts import RECORDS, Part, digest_of, join_parts, table_file, write_part, write_table
from beritaie.batch.reading import Row
from beritaie.batch.results import flag_duplicates
from beritaie.batch.schemas import SCHEMAS
from beritaie.corpus import write_atomically
from beritaie.errors import InputError

MANIFEST = "manifest.json"
PARTS = ".parts"
# Characters of text in a part: what a crash costs at most, a minute or less of one core.
PART_CHARACTERS = 500_000
PART_ROWS = 10_000


class Done(NamedTuple):
    """A part that is committed: the rows from `first` to before `next`, and the digest of the input up to there."""

    folder: Path
    first: int
    next: int
    digest: str


class Folder:
    """Where a run writes. `settings` are what must be the same for a run to be gone on with.

    A part is committed by renaming its folder to `FIRST-NEXT-DIGEST`. Parts come in the order of the rows, so what is
    done is always a beginning of the input, and the digest tells whether the input is still the same. The manifest says
    whether all is done. Raises `InputError` where the folder holds a run and `resume` is false, or one with other
    settings, and `OSError` where it cannot be written.
    """

    def __init__(self, path: str | Path, settings: Mapping[str, object], *, resume: bool) -> None:
        self.path = Path(path)
        self.settings = dict(settings)
        self._chain = blake2b(digest_size=16)
        manifest = self._manifest()
        if manifest is not None and not resume:
            raise InputError(f"{path} holds a run already", "resume it, or give another folder")
        if manifest is not None and manifest["settings"] != self.settings:
            raise InputError(
                f"{path} has a run {_difference(manifest['settings'], self.settings)}", "give another folder"
            )
        there = next((name for name in SCHEMAS if table_file(self.path, name).exists()), None)
        if manifest is None and there is not None:
            raise InputError(f"{path} has a {there}.parquet of no run", "give another folder")
        self.complete = manifest is not None and bool(manifest["complete"])
        if self.complete:
            shutil.rmtree(self.path / PARTS, ignore_errors=True)
            return
        (self.path / PARTS).mkdir(parents=True, exist_ok=True)
        if manifest is None:
            self._write_manifest(complete=False)

    def rest_of(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows that are not done yet. Raises `InputError` where those that are done have changed."""
        digests = {part.next: part.digest for part in self._done()}
        last, seen = max(digests, default=0), 0
        for row in rows:
            if seen < last:
                self._chain.update(digest_of(row))
                seen += 1
                if digests.get(seen, self._chain.hexdigest()) != self._chain.hexdigest():
                    raise InputError(f"the input is not the same up to row {seen}", "start anew in another folder")
            else:
                yield row
        if seen < last:
            raise InputError(f"the input has {seen} rows, and {last} are done", "start anew in another folder")

    def write(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Yield parts as they come, and commit them, some together."""
        first = max((part.next for part in self._done()), default=0)
        waiting: list[Part] = []
        try:
            for part in parts:
                waiting.append(part)
                if _is_enough(waiting):
                    first = self._commit(waiting, first)
                    waiting = []
                yield part
        finally:  # whatever ended the run, what is read is kept
            if waiting:
                self._commit(waiting, first)

    def _commit(self, parts: list[Part], first: int) -> int:
        part = join_parts(parts)
        for digest in part.digests:
            self._chain.update(digest)
        last = first + part.n_rows
        write_part(part, self.path / PARTS / f"{first:012}-{last:012}-{self._chain.hexdigest()}")
        return last

    def finish(self, *, duplicates: bool = True) -> None:
        """Make one file per table of all parts, mark near-duplicates, and say in the manifest that all is done.

        Without `duplicates` no memory is needed to compare articles, and the column `duplicate_of` is null.
        """
        for name, schema in SCHEMAS.items():
            tables = self._tables(name)
            if name == "articles" and duplicates:
                finder = DuplicateFinder()
                tables = (flag_duplicates(table, finder) for table in tables)
            write_table(table_file(self.path, name), tables, schema)
        write_atomically(self.path / RECORDS, self._lines())
        self._write_manifest(complete=True)
        self.complete = True
        shutil.rmtree(self.path / PARTS)

    def _tables(self, name: str) -> Iterator[pa.Table]:
        for part in self._done():
            if table_file(part.folder, name).exists():
                yield pq.read_table(table_file(part.folder, name), schema=SCHEMAS[name])

    def _lines(self) -> Iterator[str]:
        for part in self._done():
            with (part.folder / RECORDS).open(encoding="utf-8", newline="\n") as file:
                yield from file

    def _done(self) -> list[Done]:
        folders = sorted(path for path in (self.path / PARTS).iterdir() if not path.name.startswith("."))
        return [_done_part(folder) for folder in folders]

    def _manifest(self) -> dict[str, Any] | None:
        path = self.path / MANIFEST
        if not path.exists():
            return None
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            return {"settings": manifest["settings"], "complete": manifest["complete"]}
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} is no manifest of a run ({error})", "give another folder") from error

    def _write_manifest(self, *, complete: bool) -> None:
        content = {"complete": complete, "settings": self.settings}
        write_atomically(self.path / MANIFEST, [json.dumps(content, indent=2, ensure_ascii=False) + "\n"])


def _is_enough(parts: list[Part]) -> bool:
    """Return whether parts are worth files of their own."""
    n_characters, n_rows = sum(part.n_characters for part in parts), sum(part.n_rows for part in parts)
    return n_characters >= PART_CHARACTERS or n_rows >= PART_ROWS


def _done_part(folder: Path) -> Done:
    first, following, digest = folder.name.split("-")
    return Done(folder, int(first), int(following), digest)


def _difference(before: Mapping[str, object], now: Mapping[str, object]) -> str:
    names = [name for name in now if before.get(name) != now[name]]
    return " and ".join(f"with {name} {before.get(name)!r}, not {now[name]!r}" for name in names) or "of another kind"
