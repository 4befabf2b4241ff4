"""Where an office is: the region of a role and the full name of its institution."""

from collections import Counter
from collections.abc import Sequence

from beritaie.normalise.regions.gazetteer import gazetteer
from beritaie.normalise.roles.mentions import Draft
from beritaie.normalise.roles.titles import Title
from beritaie.schema.article import Mention
from beritaie.schema.values import RegionValue

CODE_LENGTH = {"province": 2, "regency": 5, "city": 5, "district": 8, "village": 13}

# Their names take the region without its kind: Kepolisian Resor Tulang Bawang.
WITHOUT_KIND = ("Kepolisian", "Kejaksaan", "Komando", "Pengadilan", "Pangkalan")

KIND_OF_LEVEL = {"province": "Provinsi", "district": "Kecamatan", "village": "Desa"}


def _fits(code: str, level: str) -> bool:
    """Tell whether an office of `level` may belong to the region `code`."""
    if level in CODE_LENGTH:
        return _level(code) == level
    return level != "national"


def _level(code: str) -> str | None:
    """Return the level of a code, None for a code that the gazetteer does not have."""
    area = gazetteer().at(code)
    return None if area is None else area.level


def regions_of(drafts: Sequence[Draft], titles: Sequence[Title], mentions: Sequence[Mention]) -> list[str | None]:
    """Return the code of each role's region.

    It stands in the role, or in another role of the same title, the last before it or else the first behind; else it is
    the main region of the article, for an office that must have one.
    """
    own = [_own_region(draft.regions, title.level) for draft, title in zip(drafts, titles, strict=True)]
    around = Around(mentions)
    last: dict[str, str] = {}
    first: dict[str, str] = {}
    for title, code in zip(titles, own, strict=True):
        if code is not None:
            first.setdefault(title.text, code)
    codes = []
    for draft, title, code in zip(drafts, titles, own, strict=True):
        if code is None and title.level != "national" and not _is_abroad(draft):
            code = last.get(title.text) or first.get(title.text) or around.main(title.level)
        if code is not None:
            last[title.text] = code
        codes.append(code)
    return codes


def _own_region(values: Sequence[RegionValue], level: str) -> str | None:
    """Return the region that a title names itself, of all that stand in it the first that fits."""
    codes = [value.code for value in values if value.code is not None]
    return next((code for code in codes if _fits(code, level)), None)


def _is_abroad(draft: Draft) -> bool:
    return any(value.code is None and value.name != "Indonesia" for value in draft.regions)


class Around:
    """The regions of an article by level, for offices that name none."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        values = [mention.value for mention in mentions]
        counts = Counter(value.code for value in values if isinstance(value, RegionValue) and value.code is not None)
        self._counts: dict[str, Counter[str]] = {level: Counter() for level in CODE_LENGTH}
        for code, count in counts.items():
            for length in sorted(set(CODE_LENGTH.values())):
                level = _level(code[:length]) if len(code) >= length else None
                if level is not None:
                    self._counts[level][code[:length]] += count

    def main(self, level: str) -> str | None:
        """Return the region of `level` that the article names most, None where it names none or two as often.

        For `local`, that is a regency or city, or a province where the article names neither.
        """
        if level == "local":
            return self._most(self._counts["regency"] + self._counts["city"]) or self._most(self._counts["province"])
        return self._most(self._counts[level]) if level in self._counts else None

    @staticmethod
    def _most(counts: Counter[str]) -> str | None:
        first = counts.most_common(2)
        return None if not first or (len(first) == 2 and first[0][1] == first[1][1]) else first[0][0]


def institution_of(title: Title, code: str | None) -> str | None:
    """Return the long name of the institution: `Dinas Sosial Kabupaten Ogan Komering Ilir`."""
    area = None if code is None else gazetteer().at(code)
    name = title.institution or _ministry(title.text)
    if not name or (area is None and title.level in CODE_LENGTH):
        return None
    if area is None or title.level == "national":
        return name
    if title.level in CODE_LENGTH or name.startswith(WITHOUT_KIND):
        return f"{name} {area.short_name}"
    kind = KIND_OF_LEVEL.get(area.level)
    return f"{name} {area.name if kind is None else f'{kind} {area.name}'}"


def _ministry(title: str) -> str:
    """`Wakil Menteri Sosial` sits in the `Kementerian Sosial`."""
    _, _, name = title.partition("Menteri ")
    return f"Kementerian {name}" if name else ""
