"""Hypothesis strategies for whole articles: any text, any spans, any values."""

from datetime import date

from hypothesis import strategies as st

from beritaie.schema import (
    KINDS,
    LABELS,
    LEVELS,
    STATUSES,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
)
from beritaie.schema.reading import READ_AS_NULL

# NUL, lone surrogates, right-to-left marks, an emoji of two code points, line ends, and what HTML and JSON quote.
NASTY = "\0\x1b\ud800\udfff\u202e\u2066\u200f👩\u200d\r\n\t\u2028\u0085\ufeff\uffff<>&\"'\\{}[]%"

any_text = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(NASTY)), max_size=60)
names = any_text.filter(lambda text: text.strip())
codes = st.sampled_from(["16", "16.02", "16.02.01", "16.02.01.2001"])
numbers = st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=2))
roles = st.builds(RoleValue, names, st.sampled_from(STATUSES), st.none() | names, st.none() | codes)
periods = st.dates(min_value=date(1900, 1, 1)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}", f"{day:%Y-%m-%d}/9999-12-31"])
)
unresolved = st.just(Unresolved(READ_AS_NULL))


@st.composite
def figures(draw: st.DrawFn) -> FigureValue:
    low, high = sorted([draw(numbers), draw(numbers)])
    amount = draw(st.sampled_from([{"value": low}, {"low": low, "high": high}]))
    unit = draw(st.none() | names)
    about = {"region": draw(st.none() | codes), "date": draw(st.none() | periods)}
    return FigureValue(**amount, approximate=draw(st.booleans()), unit=unit, kind=draw(st.sampled_from(KINDS)), **about)


@st.composite
def speeches(draw: st.DrawFn, length: int) -> SpeechValue:
    start = draw(st.integers(0, length - 1))
    cue = draw(st.none() | st.integers(start + 1, length).map(lambda end: (start, end)))
    score = draw(st.none() | st.integers(0, 10_000).map(lambda n: n / 10_000))
    return SpeechValue(draw(st.none() | names), cue, score)


def values(label: Label, length: int) -> st.SearchStrategy[object]:
    """Values that a mention of `label` in a text of `length` characters may have."""
    by_label = {
        Label.PERSON: st.builds(PersonValue, names) | unresolved,
        Label.ROLE: roles | unresolved,
        Label.REGION: st.builds(RegionValue, st.none() | codes, st.sampled_from(LEVELS), st.none() | names)
        | unresolved,
        Label.DATE: st.builds(DateValue, periods, st.none() | names) | unresolved,
        Label.FIGURE: figures() | unresolved,
        Label.QUOTE: speeches(length),
        Label.CLAIM: speeches(length),
    }
    return st.none() | by_label.get(label, st.none())


@st.composite
def mentions(draw: st.DrawFn, text: str) -> Mention:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    label = draw(st.sampled_from(LABELS))
    score = draw(st.none() | st.integers(0, 10_000).map(lambda n: n / 10_000))
    return Mention(start, end, label, text[start:end], score, draw(values(label, len(text))))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(any_text)
    found = draw(st.lists(mentions(text), max_size=8)) if text else []
    officials = st.lists(st.builds(Official, names, st.lists(roles, min_size=1, max_size=3).map(tuple)), max_size=2)
    return Article(
        text=text,
        mentions=tuple(found),
        id=draw(st.none() | any_text),
        title=draw(st.none() | any_text),
        published=draw(st.none() | st.dates().map(lambda day: day.isoformat())),
        outlet=draw(st.none() | any_text),
        source=draw(json_values),
        officials=draw(st.none() | officials.map(tuple)),
        extra=draw(st.dictionaries(any_text.map(lambda key: f"x{key}"), json_values, max_size=2)),
    )
