"""Figures: what a FIGURE says, how much of what, and about which region and time."""

import re
from collections.abc import Sequence
from dataclasses import replace

from beritaie.errors import InputError
from beritaie.normalise.figures.amounts import Amount, hedged_after, hedged_before, read_amount
from beritaie.normalise.figures.context import (
    MONEY,
    PERCENT,
    Earlier,
    bare_unit,
    is_money,
    kind_in_context,
)
from beritaie.normalise.figures.place import Surroundings
from beritaie.normalise.figures.units import Unit, read_unit
from beritaie.schema import FigureValue, Label, Mention, Unresolved
from beritaie.schema.checks import shown

# How much of the text on either side of a FIGURE is read, in code points.
CONTEXT = 1200

# No FIGURE is longer than this, in code points; what follows is not read.
LONGEST = 400

_PERCENT = re.compile(r"[\s(\[]{0,3}(?:%|(?:persen|prosen|percent)(?:nya)?(?![a-z]))", re.IGNORECASE)


def parse_figure(text: str, *, before: str = "", after: str = "") -> FigureValue | Unresolved:
    """Return the value of the figure `text`, or why it has none.

    `before` and `after` are what stands around it: the hedge (`sekitar`), what a bare number counts, and whether people
    are voters or receive aid. Region and date are not read here, see `resolve_figures`. Raises `InputError` for what is
    no string.
    """
    for name, given in (("text", text), ("before", before), ("after", after)):
        if not isinstance(given, str):
            raise InputError(f"{name} {shown(given)} is not a string", f"give {name} in quotation marks")
    return _figure(text, before[-CONTEXT:], after[:CONTEXT], ())


def resolve_figures(text: str, mentions: Sequence[Mention]) -> list[FigureValue | Unresolved]:
    """Return a value for each FIGURE of `mentions`, in their order.

    REGION and DATE mentions carry their values already: where the clause of a figure has one of them, the figure is
    about it. A bare number counts what a figure before it counts.
    """
    surroundings = Surroundings(text, mentions)
    values: list[FigureValue | Unresolved] = []
    earlier: list[Earlier] = []
    for figure in (mention for mention in mentions if mention.label is Label.FIGURE):
        start, end = figure.start, figure.end
        near = [one for one in earlier[-8:] if 0 <= start - one.end <= CONTEXT]
        value = _figure(figure.text, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], near, start)
        if isinstance(value, FigureValue):
            region, date = surroundings.of(figure)
            value = replace(value, region=region, date=date)
            earlier.append(Earlier.of(value, end))
        values.append(value)
    return values


def _figure(text: str, before: str, after: str, earlier: Sequence[Earlier], start: int = 0) -> FigureValue | Unresolved:
    """Return the value of one figure; `start` and the ends of `earlier` figures are offsets of the same text."""
    text = text[:LONGEST]
    amount = read_amount(text)
    if amount is None:
        return Unresolved(f"no number that can be read in {shown(text)}")
    unit = _unit(amount, before, after, [(one, start - one.end) for one in earlier])
    if unit and _other_unit(amount.inner, unit):
        return Unresolved(f"the ends of the range in {shown(text)} have different units")
    if "," in text and not amount.scaled and not (unit and unit.measure):
        amount = read_amount(text, whole=True) or amount
    approximate = amount.approximate or hedged_before(before) or hedged_after(after)
    exact = amount.low == amount.high
    return FigureValue(
        value=amount.low if exact else None,
        low=None if exact else amount.low,
        high=None if exact else amount.high,
        approximate=approximate,
        unit=unit.name if unit else None,
        kind=unit.kind if unit else "other",
    )


def _other_unit(inner: str, unit: Unit) -> bool:
    found = PERCENT if _PERCENT.match(inner) else read_unit(inner)
    return found is not None and found.name != unit.name


def _unit(amount: Amount, before: str, after: str, earlier: Sequence[tuple[Earlier, int]]) -> Unit | None:
    if _PERCENT.match(amount.noun):
        return PERCENT
    if amount.currency:
        return Unit(amount.currency, "money")
    unit = read_unit(amount.noun)
    if unit is not None:
        return kind_in_context(unit, before, after)
    if is_money(amount.high, scaled=amount.scaled, before=before, after=after):
        return MONEY
    return bare_unit(amount.high, before, after, earlier)
