"""The command line.

Exit codes: 0 all is well; 1 some records failed, or a corpus has problems; 2 bad usage or unreadable input; 3 the model
folder is missing or broken. Errors are one line on standard error.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from beritaie.batch import Results
    from beritaie.errors import BeritaError
    from beritaie.extractor import Extractor
    from beritaie.inputs import Item
    from beritaie.schema import Article

BackendName = Literal["onnx", "torch"]
EngineName = Literal["local", "ray"]

SOME_FAILED, BAD_INPUT, BAD_MODEL, STOPPED = 1, 2, 3, 130

# Records that go through the model together: enough to fill its windows, few enough to show progress in a pipe.
_CHUNK = 16


class OneLineErrors(TyperGroup):
    """Commands whose usage errors are one line, like every other error."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command; see `TyperGroup.main`."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.Abort:
            code = STOPPED
        except Exception as error:
            # Click's usage errors: typer brings click under one name or another, release by release.
            if not standalone_mode or not hasattr(error, "format_message"):
                raise
            _say(f"{error.format_message().rstrip('.')}; see beritaie --help")
            code = BAD_INPUT
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)


app = typer.Typer(
    cls=OneLineErrors,
    name="beritaie",
    help="Reads Indonesian political news into data.",
    epilog="Exit codes: 0 ok, 1 some records failed, 2 bad usage or unreadable input, 3 model missing or broken.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
corpus_app = typer.Typer(help="Work with annotated corpora.", rich_markup_mode=None)
app.add_typer(corpus_app, name="corpus")


class Format(StrEnum):
    """What `extract` writes."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    html = "html"
    brat = "brat"
    parquet = "parquet"


def _say(message: str) -> None:
    """Write one line to standard error, whatever characters are in it."""
    from beritaie.schema.checks import ascii_surrogates

    typer.echo(f"beritaie: {' '.join(ascii_surrogates(message).split())}", err=True)


def _stop(message: str, code: int) -> NoReturn:
    _say(message)
    raise typer.Exit(code)


def _print_version(wanted: bool) -> None:
    if wanted:
        from beritaie import __version__

        typer.echo(f"beritaie {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def extract(
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH|-",
            help="A .txt, .jsonl, .csv, .parquet or .html file, a folder or pattern of them, or - for standard input: "
            "records where every line that is not empty is a JSON object with text, else one text.",
        ),
    ],
    output_format: Annotated[
        Format | None,
        typer.Option("--format", help="[default: table on a terminal, what --out ends in, else jsonl]"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write to this file, when all is done; a folder gets Parquet tables.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD|COLUMN", help="The day of articles without one of their own, or its column."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="A model folder. [default: the model in the package]")] = None,
    backend: Annotated[BackendName, typer.Option(help="What runs the model; torch needs beritaie[train].")] = "onnx",
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out mentions below this score.")] = 0.0,
    roles: Annotated[
        Path | None, typer.Option(metavar="TSV", help="Offices of your own: short form, tab, long form, with a head.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="COLUMN", help="The column of the text. [default: found]")] = None,
    identity: Annotated[
        str | None, typer.Option("--id", metavar="COLUMN", help="The column of the id. [default: found]")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes for tables. [default: one a core]")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the tables of a run that was stopped.")] = False,
    duplicates: Annotated[bool, typer.Option(help="Mark near-duplicates in the tables; takes 7 KB an article.")] = True,
    engine: Annotated[EngineName, typer.Option(help="What makes the tables; ray needs beritaie[ray].")] = "local",
    address: Annotated[str | None, typer.Option(help="The Ray cluster. [default: a new one on this machine]")] = None,
) -> None:
    """Read articles and print what is in them.

    Records come out in the corpus format with a score on every span, in the order they came in, other keys kept. A
    record that cannot be read is an error line; the others go on.
    """
    from beritaie.errors import BeritaError, ModelError

    failed: list[str] = []

    def fail(place: str, error: "BeritaError") -> None:
        failed.append(place)
        _say(f"{place}: {error}")

    given = {"text": text, "published": published, "id": identity, "workers": workers, "min_score": min_score}
    if resume or engine == "ray" or _wants_tables(output_format, out):
        given |= _model_given(model, backend, roles) | {"duplicates": duplicates}
        _write_tables(source, out, given, resume=resume, ray=address or "local" if engine == "ray" else None)
        return
    single = False
    results: Iterable[Article]
    if _is_batch(source) or text or identity:
        results = _streamed(source, given | _model_given(model, backend, roles), fail)
    else:
        items = _items(source, published)
        results = _extracted(items, source, _load(model, backend, roles), published, min_score, fail)
        single = items[0].line is None
    try:
        if single and not (results := list(results)):
            raise typer.Exit(BAD_INPUT)
        _write(results, _chosen_format(output_format, out), out, single=single)
    except (BeritaError, OSError) as error:
        _stop(_told(error), BAD_MODEL if isinstance(error, ModelError) else BAD_INPUT)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _told(error: Exception) -> str:
    """Return the message of an error; the system's own name the file last, and no remedy."""
    if isinstance(error, OSError):
        return f"{error.filename} cannot be used: {error.strerror or error}; name files and folders that exist"
    return str(error)


def _wants_tables(form: Format | None, out: Path | None) -> bool:
    """Return whether Parquet tables are asked for: by name, or by a folder to write to."""
    return form is Format.parquet or (form is None and out is not None and (out.is_dir() or not out.suffix))


def _is_batch(source: str) -> bool:
    """Return whether `source` is what only batches read: a folder, a pattern, a table, a page."""
    from beritaie.batch import is_many

    return is_many(source)


def _model_given(model: str | None, backend: BackendName, roles: Path | None) -> dict[str, Any]:
    """Return what a batch is told of the model: torch runs in this process, so it is loaded here."""
    return {"model": _load(model, backend, roles)} if backend == "torch" else {"model": model, "roles": roles}


def _write_tables(source: str, out: Path | None, given: dict[str, Any], *, resume: bool, ray: str | None) -> None:
    from beritaie.batch import to_parquet
    from beritaie.errors import BeritaError, ModelError

    if out is None:
        _stop("Parquet tables go to a folder; name it with --out", BAD_INPUT)
    try:
        if ray is None:
            results = to_parquet(source, out, resume=resume, **given)
        else:
            results = _write_with_ray(source, out, given, None if ray == "local" else ray, resume)
    except KeyboardInterrupt:
        _stop(f"stopped; what was read is in {out}, and --resume goes on from there", STOPPED)
    except (BeritaError, OSError) as error:
        _stop(_told(error), BAD_MODEL if isinstance(error, ModelError) else BAD_INPUT)
    n_failed = results.arrow("errors").num_rows
    _say(f"{len(results)} articles in {out}" + (f", {n_failed} failed: see errors.parquet" if n_failed else ""))
    if n_failed:
        raise typer.Exit(SOME_FAILED)


def _write_with_ray(source: str, out: Path, given: dict[str, Any], address: str | None, resume: bool) -> "Results":
    from beritaie.batch import Results
    from beritaie.batch.columns import Columns
    from beritaie.batch.ray import extract_with_ray

    named = ("published", "text", "id")
    columns = Columns.of(**{name: given[name] for name in named})
    rest = {key: value for key, value in given.items() if key not in (*named, "workers", "duplicates")}
    extract_with_ray([source], out, address=address, columns=columns, actors=given["workers"], resume=resume, **rest)
    return Results.read(out)


def _streamed(source: str, given: dict[str, Any], fail: "Callable[[str, BeritaError], None]") -> "Iterator[Article]":
    from beritaie.batch import Failure, stream

    for found in stream(source, **given):
        if isinstance(found, Failure):
            fail(found.place, found.error)
        else:
            yield found


def _items(source: str, published: str | None) -> "list[Item]":
    from beritaie.errors import InputError
    from beritaie.inputs import decode, read_items
    from beritaie.schema.checks import iso_day

    try:
        if published is not None:
            iso_day("--published", published)
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        items = read_items(decode(content, "standard input" if source == "-" else source, _say), source, _say)
    except InputError as error:
        _stop(str(error), BAD_INPUT)
    except OSError as error:
        _stop(f"{source} cannot be read: {error.strerror or error}; give a text or .jsonl file", BAD_INPUT)
    if not items:
        _stop(f"{source} has no records; give one JSON object a line", BAD_INPUT)
    return items


def _load(model: str | None, backend: BackendName, roles: Path | None) -> "Extractor":
    import beritaie
    from beritaie.errors import InputError, ModelError

    try:
        return beritaie.load(model, backend=backend, roles=roles)
    except ModelError as error:
        _stop(str(error), BAD_MODEL)
    except InputError as error:
        _stop(str(error), BAD_INPUT)
    except OSError as error:
        _stop(f"{error.filename} cannot be read: {error.strerror or error}; give a table of offices", BAD_INPUT)


def _extracted(
    items: "Sequence[Item]",
    source: str,
    extractor: "Extractor",
    published: str | None,
    min_score: float,
    fail: "Callable[[str, BeritaError], None]",
) -> "Iterator[Article]":
    """Yield the article of each item in order; an item that cannot be read goes to `fail` instead."""
    for start in range(0, len(items), _CHUNK):
        chunk = items[start : start + _CHUNK]
        good = [item for item in chunk if item.fault is None]
        read = dict(zip(map(id, good), _read_chunk(good, extractor, published, min_score), strict=True))
        for item in chunk:
            result = item.fault or read[id(item)]
            if isinstance(result, Exception):
                fail(source if item.line is None else f"{source}:{item.line}", result)
            else:
                yield _joined(result, item.record)


def _read_chunk(
    items: "Sequence[Item]", extractor: "Extractor", published: str | None, min_score: float
) -> "list[Article | BeritaError]":
    """Return the article of each item, or the error that it raises by itself."""
    from beritaie.errors import BeritaError, InputError

    records = [_given(item.record, published) for item in items]
    try:
        return list(extractor.pipe(records, min_score=min_score))
    except InputError:
        pass  # one of them is to blame: find out which
    found: list[Article | BeritaError] = []
    for record in records:
        try:
            found.extend(extractor.pipe([record], min_score=min_score))
        except InputError as error:
            found.append(error)
    return found


def _given(record: Mapping[str, object], published: str | None) -> dict[str, object]:
    """Return what the extractor needs of a record; the rest joins the result afterwards."""
    texts = {key: str(record[key]) for key in ("id", "title", "outlet") if record.get(key) not in (None, "")}
    return {"text": record["text"], "published": record.get("published") or published or None, **texts}


def _joined(article: "Article", record: Mapping[str, object]) -> "Article":
    """Return `article` with everything else that its record had, but spans and officials: those are the model's now."""
    from dataclasses import replace

    from beritaie.schema.article import RECORD_KEYS

    extra = {key: value for key, value in record.items() if key not in RECORD_KEYS}
    return replace(article, source=record.get("source"), extra=extra)


def _chosen_format(wanted: Format | None, out: Path | None) -> Format:
    if wanted is not None:
        return wanted
    if out is not None:
        return next((form for form in Format if out.suffix.lower() == f".{form}"), Format.jsonl)
    return Format.table if sys.stdout.isatty() else Format.jsonl


def _write(articles: "Iterable[Article]", form: Format, out: Path | None, *, single: bool) -> None:
    parts = _PARTS[form](articles, single)
    if form is Format.brat and (out is not None or not single):
        _save_brat(articles, out)
    elif out is None and form is Format.table:
        _print_tables(articles)
    elif out is None:
        for part in parts:
            typer.echo(part.encode("utf-8"), nl=False)  # whatever the encoding of the terminal or pipe
    else:
        _save(parts, out)


def _save_brat(articles: "Iterable[Article]", out: Path | None) -> None:
    """Write a folder: brat's offsets mean nothing without the text beside them."""
    from beritaie.brat import write_folder

    if out is None:
        _stop("brat needs two files for each article; name a folder with --out", BAD_INPUT)
    try:
        write_folder(articles, out)
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror or error}; name a folder", BAD_INPUT)


def _save(parts: Iterable[str], out: Path) -> None:
    from beritaie.corpus import write_atomically

    try:
        write_atomically(out, parts)
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror or error}; name a file in a folder that exists", BAD_INPUT)


def _json_parts(articles: "Iterable[Article]", single: bool) -> Iterator[str]:
    """One object for a text, a list for records."""
    from beritaie.schema.json_text import dumps

    records = [article.to_dict() for article in articles]
    yield dumps(records[0] if single else records, indent=2) + "\n"


def _jsonl_parts(articles: "Iterable[Article]", single: bool) -> Iterator[str]:
    for article in articles:
        yield article.to_json() + "\n"


def _html_parts(articles: "Iterable[Article]", single: bool) -> Iterator[str]:
    from beritaie.render import article_page

    yield article_page(articles)


def _brat_parts(articles: "Iterable[Article]", single: bool) -> Iterator[str]:
    from beritaie.brat import annotations

    yield from map(annotations, articles)


def _table_parts(articles: "Iterable[Article]", single: bool) -> Iterator[str]:
    from io import StringIO

    from rich.console import Console

    from beritaie.render import mention_table

    for article in articles:
        console = Console(file=StringIO(), width=160, color_system=None)
        console.print(mention_table(article))
        assert isinstance(console.file, StringIO)
        yield console.file.getvalue()


def _print_tables(articles: "Iterable[Article]") -> None:
    from rich.console import Console

    from beritaie.render import mention_table

    console = Console()
    for article in articles:
        console.print(mention_table(article))


_PARTS: "Mapping[Format, Callable[[Iterable[Article], bool], Iterator[str]]]" = {
    Format.table: _table_parts,
    Format.json: _json_parts,
    Format.jsonl: _jsonl_parts,
    Format.html: _html_parts,
    Format.brat: _brat_parts,
}


@app.command()
def view(
    article: Annotated[str, typer.Argument(metavar="PATH|-", help="What `extract` reads.")],
    out: Annotated[
        Path | None, typer.Option(help="The page to write. [default: a file in the temporary folder]")
    ] = None,
    opening: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The article's day.")] = None,
    model: Annotated[str | None, typer.Option(help="A model folder. [default: the model in the package]")] = None,
) -> None:
    """Read articles into one HTML page, and open it.

    The page stands alone: it loads nothing. Its path is printed.
    """
    target = out or _page_for(article)
    failed: typer.Exit | None = None
    try:
        extract(article, output_format=Format.html, out=target, published=published, model=model)
    except typer.Exit as stop:
        if stop.exit_code != SOME_FAILED:
            if out is None:
                target.parent.rmdir()
            raise
        failed = stop
    typer.echo(str(target))
    if opening:
        import webbrowser

        if not webbrowser.open(target.resolve().as_uri()):
            _say(f"no browser was found; open {target}")
    if failed:
        raise failed


def _page_for(source: str) -> Path:
    from tempfile import mkdtemp

    return Path(mkdtemp(prefix="beritaie-")) / f"{Path(source).stem if source != '-' else 'article'}.html"


@corpus_app.command()
def check(files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Corpora in JSON lines.")]) -> None:
    """Print every problem of annotated corpora, one a line: FILE:LINE: what; remedy."""
    from beritaie.corpus import check_corpus
    from beritaie.schema.checks import ascii_surrogates

    found, unreadable = 0, False
    for file in files:
        try:
            problems = check_corpus(file)
        except OSError as error:
            _say(f"{file} cannot be read: {error.strerror or error}; give a .jsonl file")
            unreadable = True
            continue
        found += len(problems)
        for problem in problems:
            typer.echo(ascii_surrogates(f"{file}:{problem.line}: {problem.what}; {problem.remedy}"))
    if unreadable or found:
        raise typer.Exit(BAD_INPUT if unreadable else SOME_FAILED)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from beritaie.schema import json_schema
    from beritaie.schema.json_text import dumps

    typer.echo(dumps(json_schema(), indent=2))


if __name__ == "__main__":
    app()
