"""What was found, for people to look at: HTML of articles and a table for terminals."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

from beritaie.schema import (
    LABELS,
    LONG_LABELS,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Value,
)
from beritaie.schema.checks import shortened

if TYPE_CHECKING:
    from jinja2 import Template
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
    Label.CLAIM: ("#57534e", "#b5aca4", "white"),
    Label.CUE: ("#c026d3", "#f28bff", "bright_magenta"),
}

# HTML has no NUL, readers drop other controls, and UTF-8 has no surrogates: each becomes one sign that can be seen.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows; in a table they would reorder the next cell.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

_LINE_PX = 3  # of a page's pixels for an underline and the gap under it


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text with the same mentions over all its characters; `mentions` are indices into the article's."""

    text: str
    mentions: tuple[int, ...]


def visible(text: str) -> str:
    """Return `text` with control characters and lone surrogates replaced, one by one, by signs that can be seen."""
    return _UNPRINTABLE.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def segments(article: Article) -> list[Segment]:
    """Return the text cut at every start and end of a mention, so that spans may overlap without nesting."""
    cuts = {0, len(article.text)}
    starting: dict[int, list[int]] = {}
    for index, mention in enumerate(article.mentions):
        cuts |= {mention.start, mention.end}
        starting.setdefault(mention.start, []).append(index)
    found: list[Segment] = []
    active: list[int] = []
    points = sorted(cuts)
    for start, end in pairwise(points):
        active = [index for index in active if article.mentions[index].end > start] + starting.get(start, [])
        found.append(Segment(article.text[start:end], tuple(active)))
    return found


def lanes(mentions: Sequence[Mention]) -> list[int]:
    """Return the height of each mention's underline: 0 is next to the text, holders lie under what they hold.

    QUOTE and CLAIM are shaded, not underlined, and have lane 0.
    """
    taken: list[list[Mention]] = []
    heights = [0] * len(mentions)
    shortest_first = sorted(
        range(len(mentions)), key=lambda i: (mentions[i].end - mentions[i].start, mentions[i].order)
    )
    for index in shortest_first:
        mention = mentions[index]
        if mention.label in LONG_LABELS:
            continue
        lane = 1 + max((k for k, row in enumerate(taken) if any(_meet(mention, other) for other in row)), default=-1)
        if lane == len(taken):
            taken.append([])
        taken[lane].append(mention)
        heights[index] = lane
    return heights


def _meet(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def describe(value: Value | None) -> str:
    """Return a value in one line for people; nothing for None."""
    match value:
        case None:
            return ""
        case PersonValue(name):
            return name
        case RoleValue(title, status, institution, region):
            return " · ".join(part for part in (title, status, institution, region) if part)
        case RegionValue(code, level, name):
            return " · ".join(part for part in (name, level, code) if part)
        case DateValue(iso, warning):
            return f"{iso} · {warning}" if warning else iso
        case FigureValue():
            return _describe_figure(value)
        case SpeechValue(speaker):
            names = [f"by {speaker}" if speaker else "by no named source", *(f"{name}?" for name in value.candidates)]
            return " · ".join([*names, value.reason] if value.reason else names)
        case _:
            return " · ".join([f"unresolved: {value.reason}", *(f"{describe(c)}?" for c in value.candidates)])


def _describe_figure(figure: FigureValue) -> str:
    amount = str(figure.value) if figure.low is None else f"{figure.low} to {figure.high}"
    sign = "≈ " if figure.approximate else ""
    unit = f" {figure.unit}" if figure.unit else ""
    return " · ".join(part for part in (f"{sign}{amount}{unit}", figure.kind, figure.region, figure.date) if part)


def article_page(articles: Article | Iterable[Article]) -> str:
    """Return one complete HTML page with one or several articles; it loads nothing from elsewhere."""
    several = (articles,) if isinstance(articles, Article) else tuple(articles)
    return _html(several, page=True)


def article_fragment(article: Article) -> str:
    """Return the HTML of one article to stand inside a page, as notebooks want it; its style reaches nothing else."""
    return _html((article,), page=False)


def _html(articles: Sequence[Article], *, page: bool) -> str:
    views = [_view(article, place) for place, article in enumerate(articles)]
    title = next((view["title"] for view in views if view["title"]), "beritaie")
    html = _template().render(articles=views, page=page, title=title, labels=LABELS, colours=COLOURS, line=_LINE_PX)
    return visible(html)


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
    return environment.get_template("article.html.j2")


def _view(article: Article, place: int) -> dict[str, Any]:
    """Return what the template needs of an article."""
    # Anchors must differ between the outputs of one notebook and stay the same from run to run.
    key = f"b{crc32(f'{article.id} {article.text}'.encode('utf-8', 'surrogatepass')):08x}{place}"
    heights = lanes(article.mentions)
    tips = [_tip(mention) for mention in article.mentions]
    seen: set[int] = set()
    parts = []
    for segment in segments(article):
        parts.append(_part(segment, article, heights, tips, [i for i in segment.mentions if i not in seen]))
        seen.update(segment.mentions)
    return {
        "key": key,
        "title": article.title,
        "byline": [part for part in (article.outlet, article.published, article.id) if part],
        "parts": parts,
        "depth": max(heights, default=0) + 1,
        "counts": {label: len(article.by_label(label)) for label in LABELS},
        "rows": [_row(mention) for mention in article.mentions],
        "officials": [(official.name, [describe(r) for r in official.roles]) for official in article.officials or ()],
    }


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


def _tip(mention: Mention) -> str:
    parts = (str(mention.label), one_line(mention.text, 60), _score(mention), describe(mention.value))
    return "  ".join(part for part in parts if part)


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
