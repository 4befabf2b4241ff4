"""What was found, for people to look at: HTML of articles and a table for terminals."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from beritaie.marking import Segment, lanes, segments
from beritaie.schema import LABELS, LONG_LABELS, Article, Label, Mention, Quote
from beritaie.schema.checks import shortened
from beritaie.wording import describe, office_words, period_words

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup
    from rich.table import Table

# For light pages, for dark pages and for terminals. Hues are spread so that labels that nest (ROLE, ORG, REGION) and
# labels that follow each other (PERSON, CUE, QUOTE) differ most.
COLOURS: dict[Label, tuple[str, str, str]] = {
    Label.PERSON: ("#1d4ed8", "#7aa5ff", "bright_blue"),
    Label.ROLE: ("#b45309", "#f0a13c", "yellow"),
    Label.ORG: ("#15803d", "#5fcf80", "green"),
    Label.REGION: ("#0e7490", "#43c6df", "cyan"),
    Label.DATE: ("#7e22ce", "#c08bff", "magenta"),
    Label.FIGURE: ("#be123c", "#ff7f9d", "bright_red"),
    Label.QUOTE: ("#a16207", "#e2c044", "bright_yellow"),
    Label.CLAIM: ("#475569", "#9fb3cf", "white"),
    Label.CUE: ("#c026d3", "#f28bff", "bright_magenta"),
}

# What the legend calls them.
PLURALS: dict[Label, str] = {
    Label.PERSON: "People",
    Label.ROLE: "Offices",
    Label.ORG: "Institutions",
    Label.REGION: "Places",
    Label.DATE: "Dates",
    Label.FIGURE: "Figures",
    Label.QUOTE: "Quotes",
    Label.CLAIM: "Claims",
    Label.CUE: "Cues",
}

# HTML has no NUL, readers drop other controls, and UTF-8 has no surrogates: each becomes one sign that can be seen.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows; in a table they would reorder the next cell.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

_LINE_ENDS = re.compile(r"([\r\n]+)")

_LINE_PX = 3  # of a page's pixels for an underline and the gap under it
_LONGEST_HEADLINE = 160
_SURE = 0.9  # a speaker below this probability is marked as doubtful


def visible(text: str) -> str:
    """Return `text` with control characters and lone surrogates replaced, one by one, by signs that can be seen."""
    return _UNPRINTABLE.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def article_page(articles: Article | Iterable[Article]) -> str:
    """Return one complete HTML page with one or several articles; it loads nothing from elsewhere."""
    several = (articles,) if isinstance(articles, Article) else tuple(articles)
    return _html(several, page=True)


def article_fragment(article: Article) -> str:
    """Return the HTML of one article to stand inside a page, as notebooks want it; its style reaches nothing else."""
    return _html((article,), page=False)


def _html(articles: Sequence[Article], *, page: bool) -> str:
    html = _template().render(
        articles=[_view(article, place) for place, article in enumerate(articles)],
        page=page,
        title=next((title for title in map(_page_title, articles) if title), "beritaie"),
        labels=LABELS,
        long_labels=LONG_LABELS,
        colours=COLOURS,
        plurals=PLURALS,
        line=_LINE_PX,
    )
    return visible(html)


def _page_title(article: Article) -> str:
    return one_line(article.title or article.text[: headline_end(article)], 100)


def headline_end(article: Article) -> int:
    """Return where the headline ends that the text of an article without title begins with; 0 where there is none.

    A short first line with text behind it is one, unless it ends as a sentence does.
    """
    line, _, rest = article.text.partition("\n")
    fits = 0 < len(line.strip()) <= _LONGEST_HEADLINE and not line.rstrip().endswith((".", ",", ":", ";"))
    return len(line) if fits and rest.strip() and not article.title else 0


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("beritaie"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = _paragraphs
    return environment.get_template("article.html.j2")


def _paragraphs(text: str) -> "Markup":
    """Return `text` with its line ends, one or several, as gaps of one height."""
    from markupsafe import Markup, escape

    gaps = _LINE_ENDS.split(text)
    marked = [
        Markup('<span class="gap">{}</span>').format(part) if odd % 2 else escape(part) for odd, part in enumerate(gaps)
    ]
    return Markup("").join(marked)


def _view(article: Article, place: int) -> dict[str, Any]:
    """Return what the template needs of an article."""
    # Anchors must differ between the outputs of one notebook and stay the same from run to run.
    key = f"b{crc32(f'{article.id} {article.text}'.encode('utf-8', 'surrogatepass')):08x}{place}"
    heights = lanes(article.mentions)
    headline, body = _parts(article, heights)
    offices = {official.name: list(map(office_words, official.roles)) for official in article.officials or ()}
    day = period_words(article.published, weekday=True) if article.published else None
    return {
        "key": key,
        "title": article.title,
        "outlet": article.outlet,
        "byline": [part for part in (day, article.id) if part],
        "headline": headline,
        "parts": body,
        "depth": max(heights, default=0) + 1,
        "counts": {label: len(article.by_label(label)) for label in LABELS},
        "rows": [_row(mention) for mention in article.mentions],
        "officials": offices.items(),
        "speakers": [_speaker(name, said, article, offices) for name, said in _by_speaker(article).items()],
    }


def _parts(article: Article, heights: Sequence[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the parts of the headline that the text begins with, where it has one, and of the rest."""
    tips = [_tip(mention) for mention in article.mentions]
    end = headline_end(article)
    seen: set[int] = set()
    headline: list[dict[str, Any]] = []
    body: list[dict[str, Any]] = []
    position = 0
    for segment in segments(article, also=end):
        begins = [index for index in segment.mentions if index not in seen]
        (headline if position < end else body).append(_part(segment, article, heights, tips, begins))
        seen.update(segment.mentions)
        position += len(segment.text)
    return headline, body


def _part(
    segment: Segment, article: Article, heights: Sequence[int], tips: Sequence[str], begins: Sequence[int]
) -> dict[str, Any]:
    """Return a segment for the template: its text, its anchors, and its lines and shades from the top layer down."""
    mentions = [(article.mentions[index].label, heights[index]) for index in segment.mentions]
    return {
        "text": segment.text,
        "marked": bool(mentions),
        "tip": "\n".join(tips[index] for index in segment.mentions),
        "anchors": begins,
        "lines": [(label, height) for label, height in mentions if label not in LONG_LABELS],
        "shades": [label for label, _ in mentions if label in LONG_LABELS],
    }


def _by_speaker(article: Article) -> dict[str | None, list[Quote]]:
    """Return what each speaker said, speakers in the order of their first words, those without a name last."""
    groups: dict[str | None, list[Quote]] = {}
    for quote in article.quotes:
        groups.setdefault(quote.speaker, []).append(quote)
    unnamed = groups.pop(None, [])
    return groups | ({None: unnamed} if unnamed else {})


def _speaker(
    name: str | None, said: Sequence[Quote], article: Article, offices: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    places = {mention: index for index, mention in enumerate(article.mentions)}
    return {
        "name": name,
        "offices": offices.get(name, ()) if name else (),
        "said": [_saying(quote, places[quote.mention]) for quote in said],
    }


def _saying(quote: Quote, index: int) -> dict[str, Any]:
    doubt = quote.speaker_score if quote.speaker and quote.speaker_score is not None else 1.0
    return {
        "index": index,
        "label": quote.kind,
        "text": " ".join(quote.text.split()),
        "cue": quote.cue.text if quote.cue else None,
        "doubt": f"{doubt:.0%} sure" if doubt < _SURE else None,
        "perhaps": quote.candidates,
        "reason": quote.reason or "",
    }


def _tip(mention: Mention) -> str:
    head = "  ".join(part for part in (str(mention.label), one_line(mention.text, 60), _score(mention)) if part)
    value = one_line(describe(mention.value), 200)
    return f"{head}\n→ {value}" if value else head


def _row(mention: Mention) -> dict[str, Any]:
    return {
        "label": mention.label,
        "text": mention.text,
        "short": one_line(mention.text, 160),
        "start": mention.start,
        "end": mention.end,
        "score": _score(mention),
        "value": describe(mention.value),
    }


def _score(mention: Mention) -> str:
    return "" if mention.score is None else f"{mention.score:.2f}"


def one_line(text: str, most: int) -> str:
    """Return `text` on one line for display, white space joined, cut in the middle beyond `most` characters."""
    return shortened(visible(_TURNING.sub("", " ".join(text.split()))), most)


def mention_table(article: Article, *, most: int = 72) -> "Table":
    """Return a table of the mentions for `rich`; texts of more than `most` characters are cut in the middle.

    The columns are label, text, offsets and score, and value where a mention has one.
    """
    from rich.table import Table
    from rich.text import Text

    valued = any(mention.value is not None for mention in article.mentions)
    table = Table(title=_table_title(article), title_justify="left", header_style="bold")
    table.add_column("label", no_wrap=True)
    table.add_column("text", overflow="fold", ratio=None)
    table.add_column("offsets", justify="right", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    if valued:
        table.add_column("value", overflow="fold")
    for mention in article.mentions:
        style = COLOURS[mention.label][2]
        cells = [Text(mention.label, style=f"bold {style}"), Text(one_line(mention.text, most), style=style)]
        cells += [Text(f"{mention.start}–{mention.end}", style="dim"), Text(_score(mention))]
        table.add_row(*cells, *([Text(one_line(describe(mention.value), most))] if valued else []))
    return table


def _table_title(article: Article) -> str | None:
    from rich.markup import escape

    parts = [part for part in (article.id, article.title) if part]
    return escape(one_line(" · ".join(parts), 100)) if parts else None
