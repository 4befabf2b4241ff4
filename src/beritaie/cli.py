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
    from beritaie.errors import BeritaError
    from beritaie.extractor import Extractor
    from beritaie.inputs import Item
    from beritaie.schema import Article

BackendName = Literal["onnx", "torch"]

SOME_FAILED, BAD_INPUT, BAD_MODEL = 1, 2, 3

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
            code = 130
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
    add_completion=False,
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
            help="A text file, a .jsonl file of records with text, or - for standard input: records where every line "
            "that is not empty is a JSON object with text, else one text.",
        ),
    ],
    output_format: Annotated[
        Format | None,
        typer.Option("--format", help="[default: table on a terminal, what --out ends in, else jsonl]"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file, when all is done.")] = None,
    published: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The article's day, for records without one of their own.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="A model folder. [default: the model in the package]")] = None,
    backend: Annotated[BackendName, typer.Option(help="What runs the model; torch needs beritaie[train].")] = "onnx",
    min_score: Annotated[float, typer.Option(min=0.0, max=1.0, help="Leave out mentions below this score.")] = 0.0,
    roles: Annotated[
        Path | None, typer.Option(metavar="TSV", help="Offices of your own: short form, tab, long form, with a head.")
    ] = None,
) -> None:
    """Read articles and print what is in them.

    Records come out in the corpus format with a score on every span, in the order they came in, other keys kept. A
    record that cannot be read is an error line; the others go on.
    """
    from beritaie.errors import ModelError

    items = _items(source, published)
    extractor = _load(model, backend, roles)
    failed: list[int | None] = []

    def fail(item: "Item", error: "BeritaError") -> None:
        failed.append(item.line)
        _say(f"{source}{'' if item.line is None else f':{item.line}'}: {error}")

    single = items[0].line is None
    results: Iterable[Article] = _extracted(items, extractor, published, min_score, fail)
    try:
        if single and not (results := list(results)):
            raise typer.Exit(BAD_INPUT)
        _write(results, _chosen_format(output_format, out), out, single=single)
    except ModelError as error:
        _stop(str(error), BAD_MODEL)
    if failed:
        raise typer.Exit(SOME_FAILED)


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
    extractor: "Extractor",
    published: str | None,
    min_score: float,
    fail: "Callable[[Item, BeritaError], None]",
) -> "Iterator[Article]":
    """Yield the article of each item in order; an item that cannot be read goes to `fail` instead."""
    for start in range(0, len(items), _CHUNK):
        chunk = items[start : start + _CHUNK]
        good = [item for item in chunk if item.fault is None]
        read = dict(zip(map(id, good), _read_chunk(good, extractor, published, min_score), strict=True))
        for item in chunk:
            result = item.fault or read[id(item)]
            if isinstance(result, Exception):
                fail(item, result)
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
    if out is None and form is Format.table:
        _print_tables(articles)
    elif out is None:
        for part in parts:
            typer.echo(part.encode("utf-8"), nl=False)  # whatever the encoding of the terminal or pipe
    else:
        _save(parts, out)


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
}


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
