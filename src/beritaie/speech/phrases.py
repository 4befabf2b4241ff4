"""What stands between a role and the person who holds it: one pattern for each way to say so.

The patterns match the whole gap between two mentions (`Link.gap`), from which places and days are left out, in upper
and lower case alike.
"""

import re

from beritaie.normalise.tables import own_table

# Branches of service and parts of a rank (`Ajun Komisaris Besar`), of which the table has the most usual whole.
_RANK_WORDS = (
    "pol|polisi|tni|ad|al|au|inf|arh|arm|kav|czi|cba|cpl|cpm|chb|laut|pas|mar"
    "|ajun|komisaris|besar|inspektur|brigadir|letnan|sersan|madya|muda"
)
_ADDRESS = "|".join([*(re.escape(word) for word, _, _ in own_table("honorifics")), "sosok", _RANK_WORDS])
# Polite words, ranks and degrees before a name, none or many.
_TITLES = rf"(?:(?:{_ADDRESS})\b\.?\s*|\((?:purn|p|pol)\.?\)\s*)*"

_STATE = r"(?:setempat|saat ini|saat itu|kala itu|non-?\s?aktif|terpilih|petahana|sebelumnya|lainnya|yang baru|baru)"
_PLAIN = r"[^,.;:\"“”\n]"
# What may describe an office behind its mention: `Bupati setempat`, `Calon Gubernur nomor urut dua`. Twice at most, so
# that a long row of such words costs no time.
_DESCRIBED = (
    rf"(?:\s+{_STATE}\b|\s*\([^()]*\)|,? yang\b{_PLAIN}{{0,60}}(?=,)"
    rf"|\s+(?:nomor urut|periode|tahun|masa bakti|kubu|versi|dari|era|pada|di)\b{_PLAIN}{{0,60}}(?=[,\s])){{0,2}}"
)
_DESCRIBED_SHORTLY = (
    rf"(?:\s+{_STATE}\b|\s+nomor urut \w+|\s+(?:periode|tahun)\s[\s\d–-]*"
    rf"|\s+dari (?:fraksi|dapil|daerah pemilihan|partai)\b{_PLAIN}{{0,40}})?"
)
_AND = r"(?:\s*,?\s*\b(?:dan|serta|maupun)\b\s*|\s*[-–&]\s*)"
_DEGREES = r"(?:\s*,\s*[a-z]{1,4}\.[\w.]{0,8})*"


def _gap(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# From a role to the person behind it, the surest first.
TOUCHING = _gap(rf"{_DESCRIBED_SHORTLY}[ ]*{_TITLES}")
NAMED = _gap(
    rf"{_DESCRIBED}[\s,]*(?:\(|yaitu|yakni|adalah|ialah|(?:yang )?dijabat(?: oleh)?|bernama|berinisial|atas nama"
    rf"|(?:yang )?(?:lekat |akrab |biasa )?(?:disapa|dipanggil))\s*{_TITLES}"
)
BEHIND_COMMA = _gap(rf"{_DESCRIBED}\s*,[\s,]*{_TITLES}")

# From a person to the role behind it.
AS = _gap(
    r"[^.;\n\"“”]*?(?<!menyamar )(?<!mengaku )(?<!masa )\b(?:sebagai|selaku|menjabat|menjadi|jadi|jabat"
    r"|jabatan(?:nya)?|posisi|kursi|merupakan|yang juga|sekaligus|merangkap|adalah|ialah"
    r"|yang (?:kini|sekarang|saat ini|saat itu|kala itu|dulu|dulunya|sebelumnya|pernah|masih))"
    r"[\s,]*(?:(?:\w+ ){1,4}(?:dan|serta|sekaligus) )?"
)
OPEN = _gap(r"[\s,]*\(\s*")
DIRECT = _gap(r" +")
BEFORE_COMMA = _gap(rf"(?:\)|\s*\([^()]*\))?{_DEGREES}\s*,\s*")

# From a role to the next role, of one person or of two, and from a person to the next in a list or by another name.
JOINT = _gap(
    rf"(?:\s+{_STATE}\b)?\s*(?:/|,?\s*\b(?:sekaligus|merangkap|(?:yang|dan|serta)? ?juga)"
    r"(?:\s+menjabat)?(?:\s+(?:sebagai|selaku))?)\s*"
)
AND = _gap(_AND)
LISTED = _gap(rf"(?:\s*\([^()]*\)|\))?(?:{_AND}|\s*,\s*){_TITLES}")
ALIAS = _gap(r"\s*(?:\(|\balias\b|\batau\b)[^()\n.]{0,20}")

# Before a role whose person is another than the one behind its comma: `mewakili Bupati, Budi hadir`.
RELATIVE = re.compile(
    r"\b(?:putr[ai]|anak|istri|suami|adik|kakak|menantu|ayah|ibunda|keponakan|cucu|mewakili|utusan|ajudan)(?:\s+\w+)?\s+$"
)
# Before the second role of two, of which only this one is a mention: `Bupati dan Wakil Bupati OKI`.
COUPLED = re.compile(
    r"\b(?:gubernur|bupati|wali ?kota|presiden|ketua|wakil ketua(?: \w+)?|sekretaris|kepala(?: \w+){1,3})"
    r"(?:\s+(?:dan|serta)\s+|\s*[-–/&]\s*)$",
    re.IGNORECASE,
)


def fits(gap: str | None, *patterns: re.Pattern[str]) -> bool:
    """Whether one of `patterns` is all that stands between two mentions."""
    return gap is not None and any(pattern.fullmatch(gap) for pattern in patterns)
