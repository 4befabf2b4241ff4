"""The pipe: reads Docs with a model, in batches, and writes what was found into them."""

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example

from beritaie.errors import InputError, ModelError
from beritaie.extractor import Extractor
from beritaie.loading import load
from beritaie.schema import Article, checks
from beritaie.spacy_component.annotate import Layout, annotate, warn_of_expanded
from beritaie.spacy_component.model import (
    VERSIONS_FILE,
    Packed,
    check_versions,
    joined,
    pack,
    parted,
    unpacked,
    versions,
    write_files,
)
from beritaie.spacy_component.scoring import score_docs
from beritaie.tagger.folder import DEFAULT_MODEL, read_settings


class BeritaPipe(Pipe):
    """Reads each Doc into an Article; `Layout` says where it goes.

    Its options are those of the pipeline's config and never change. The model is loaded when the first Doc comes,
    once a process: a model that was loaded before a fork waits for threads that stayed behind. Raises `InputError` for
    options out of range; a model that is missing raises `ModelError` with the first Doc, for `from_disk` may yet
    bring it.
    """

    def __init__(
        self,
        name: str = "beritaie",
        *,
        model: str | None = None,
        min_score: float = 0.0,
        threads: int | None = None,
        layout: Layout | None = None,
    ) -> None:
        if threads is not None and threads < 1:
            raise InputError(f"threads {threads} is out of range", "give 1 or more, or leave it out")
        self.name = name
        self.min_score = checks.score("min_score", min_score)
        self.threads = threads
        self.layout = layout or Layout()
        self.n_spans = self.n_expanded = 0
        self._folder = DEFAULT_MODEL if model is None else Path(model)
        self._packed: Packed | None = None
        self._loaded: dict[int, Extractor] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc."""
        (article,) = self.extractor.pipe([_record(doc)], min_score=self.min_score)
        self._write(doc, article)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Read a stream of Docs, `batch_size` at a time, in order.

        A Doc that cannot be read goes to the error handler alone; the others of its batch come as ever.
        """
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            yield from self._read(batch)

    def _read(self, docs: list[Doc]) -> Iterator[Doc]:
        n_read = 0
        try:
            articles = self.extractor.pipe(map(_record, docs), min_score=self.min_score)
            for doc, article in zip(docs, articles, strict=True):
                self._write(doc, article)
                n_read += 1
                yield doc
        except Exception as error:
            if len(docs) == 1:
                self.get_error_handler()(self.name, self, docs, error)
            else:
                for doc in docs[n_read:]:
                    yield from self._read([doc])

    def _write(self, doc: Doc, article: Article) -> None:
        n_expanded = annotate(doc, article, self.layout)
        if n_expanded and not self.n_expanded:
            warn_of_expanded(n_expanded, len(article.mentions), "a document")
        self.n_spans += len(article.mentions)
        self.n_expanded += n_expanded

    @property
    def extractor(self) -> Extractor:
        """The model of this process. Raises `ModelError` where there is none."""
        process = os.getpid()
        if process not in self._loaded:  # one inherited by a fork stays there unused: freeing it would hang as well
            self._loaded[process] = self._load()
        return self._loaded[process]

    def _load(self) -> Extractor:
        # Workers share the CPUs: with n_process=2, two of them must not start a thread for every CPU each.
        threads = self.threads or (None if parent_process() is None else 1)
        if self._packed is None:
            return load(self._folder, threads=threads)
        with unpacked(self._packed.files) as folder:
            return load(folder, threads=threads)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the model, none while there is no model."""
        try:
            return (self._packed.settings if self._packed else read_settings(self._folder)).labels
        except ModelError:
            return ()

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Return precision, recall and F of `doc.spans` and of `doc.ents`, over all and per label; spans must match."""
        return score_docs(examples, self.layout.spans_key)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model and the release of beritaie into the folder `path`. The options stand in the config."""
        write_files(self._files(), Path(path))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "BeritaPipe":
        """Take the model from the folder `path`, which is not needed afterwards. Raises `ModelError` as `load` does."""
        told = Path(path, VERSIONS_FILE)
        return self._take(pack(Path(path)), told.read_bytes() if told.is_file() else None)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return what `to_disk` writes."""
        return joined(self._files())

    def from_bytes(self, content: bytes, *, exclude: Iterable[str] = ()) -> "BeritaPipe":
        """Take the model from what `to_bytes` returned. Raises `ModelError` for anything else."""
        files = parted(content)
        with unpacked(files) as folder:
            return self._take(pack(folder), files.get(VERSIONS_FILE))

    def _files(self) -> dict[str, bytes]:
        return {**(self._packed or pack(self._folder)).files, VERSIONS_FILE: versions()}

    def _take(self, packed: Packed, told: bytes | None) -> "BeritaPipe":
        if told is not None:
            check_versions(told)
        self._packed = packed
        self._loaded = {}
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        # A folder that the user chose may be missing where the pipe is unpickled; the package's own is there.
        packed = self._packed if self._packed or self._folder == DEFAULT_MODEL else pack(self._folder)
        return BeritaPipe, (self.name,), vars(self) | {"_packed": packed, "_loaded": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)


def _record(doc: Doc) -> Mapping[str, object]:
    """Return what the extractor is asked to read: the text, and what the context or `doc._.published` says of it.

    A context is the user's own: of a mapping, the date counts, and other fields of an article where they are strings.
    """
    context = doc._context if isinstance(doc._context, Mapping) else {}
    head = {key: context[key] for key in ("id", "title", "outlet") if isinstance(context.get(key), str)}
    return {"text": doc.text, "published": context.get("published") or doc._.published, **head}
