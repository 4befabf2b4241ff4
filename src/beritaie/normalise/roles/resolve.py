"""Offices: the long title, the status, the institution and the region of a role."""

from collections.abc import Sequence

from beritaie.errors import InputError
from beritaie.normalise.regions.names import areas_of, read_name
from beritaie.normalise.regions.resolve import link_region
from beritaie.normalise.roles.completion import Completion
from beritaie.normalise.roles.mentions import Draft, People, Row, day_of
from beritaie.normalise.roles.offices import SMALL, OfficeTable, split_words
from beritaie.normalise.roles.places import institution_of, regions_of
from beritaie.normalise.roles.status import stated, statuses_of
from beritaie.normalise.roles.titles import Title, read_title
from beritaie.schema import checks
from beritaie.schema.article import Mention
from beritaie.schema.checks import shown
from beritaie.schema.labels import Label
from beritaie.schema.values import RegionValue, RoleValue, Unresolved

# A region's name has no more words than this.
REGION_WORDS = 5


def parse_role(text: str, *, region: str | None = None, table: OfficeTable | None = None) -> RoleValue | Unresolved:
    """Return the office that one title names: `Plt Kadinsos OKI` is an acting `Kepala Dinas Sosial` of 16.02.

    `region`: the code of the region that is meant where the title names none. Raises `InputError` for what is no text
    and for a malformed code.
    """
    _check_text(text)
    checks.region_code("region", region)
    table = _table(table)
    title = read_title(text, table)
    if title is None or not title.head:
        return Unresolved(f"no known office in {shown(text)}")
    if title.level == "national":
        return _value(title, stated(title), None)
    start, code = _region_in(text, title.level, region, table)
    if code is not None:
        title = read_title(text, table, [(start, len(text))]) or title
    return _value(title, stated(title), code or region)


def _region_in(text: str, level: str, near: str | None, table: OfficeTable) -> tuple[int, str | None]:
    """Return the start and the code of the region that a title ends with, the code None where it ends with none."""
    words = split_words(text)
    for at in range(max(1, len(words) - REGION_WORDS), len(words)):
        _, entry = table.find(words, at)
        if words[at].key in SMALL or (entry and entry[0].kind != "word"):
            continue
        start = words[at].start
        if not areas_of(read_name(text[start:])):  # saves the search for misspelt names, which words of titles resemble
            continue
        value = link_region(text[start:], before=text[:start], near=() if near is None else (near,))
        if isinstance(value, RegionValue) and value.code is not None and _may_end(value, level):
            return start, value.code
    return len(text), None


def _may_end(value: RegionValue, level: str) -> bool:
    """A district or village is meant only where the office is of one; other words of titles are names of villages."""
    return value.level == level or value.level in ("province", "regency", "city")


def resolve_roles(
    text: str, mentions: Sequence[Mention], *, table: OfficeTable | None = None
) -> list[RoleValue | Unresolved]:
    """Return a value for each ROLE of `mentions`, in their order.

    REGIONs inside roles, and those elsewhere, carry their values; so do PERSONs. A short mention takes what it leaves
    out from a fuller one, and its region from the article. Raises `InputError` for what is no text.
    """
    _check_text(text)
    table, people = _table(table), People(text, mentions)
    regions, orgs = Row(mentions, Label.REGION), Row(mentions, Label.ORG)
    roles = [mention for mention in mentions if mention.label is Label.ROLE]
    order = sorted(range(len(roles)), key=lambda at: roles[at].start)
    drafts = [_draft(roles[at], regions.inside(roles[at]), orgs.inside(roles[at]), people, table) for at in order]
    values = dict(zip(order, _values(text, drafts, mentions, table), strict=True))
    return [values[at] for at in range(len(roles))]


def _values(
    text: str, drafts: Sequence[Draft], mentions: Sequence[Mention], table: OfficeTable
) -> list[RoleValue | Unresolved]:
    completion = Completion(text, drafts, mentions, table)
    titles = [completion.title(draft) for draft in drafts]
    statuses = statuses_of(text, drafts, day_of(mentions))
    codes = regions_of(drafts, titles, mentions)
    return [_value(*row) for row in zip(titles, statuses, codes, strict=True)]


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise InputError(f"text {shown(text)} is no string", "give the text as str")


def _table(table: OfficeTable | None) -> OfficeTable:
    if table is not None and not isinstance(table, OfficeTable):
        raise InputError(f"table {shown(table)} is no OfficeTable", "give OfficeTable(...) or OfficeTable.read(path)")
    return OfficeTable.own() if table is None else table


def _draft(
    role: Mention, regions: Sequence[Mention], orgs: Sequence[Mention], people: People, table: OfficeTable
) -> Draft:
    spans = [(region.start - role.start, region.end - role.start) for region in regions]
    title = read_title(role.text, table, spans, frozenset(org.start - role.start for org in orgs))
    values = tuple(region.value for region in regions if isinstance(region.value, RegionValue))
    return Draft(role, title or Title("", open=True), people.beside(role), values)


def _value(title: Title, status: str, code: str | None) -> RoleValue | Unresolved:
    if not title.text:
        return Unresolved("the article does not say which office is meant")
    return RoleValue(title.text, status, institution_of(title, code), code)
