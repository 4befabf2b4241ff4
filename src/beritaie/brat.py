"""brat's standoff format: an article as the text file and the `.ann` file that the annotation tool brat reads.

Spans are T lines with the labels of the guide, cues R lines, region codes N lines, closed choices (a role's status, a
figure's kind) A lines, and the whole value of a mention is a note in JSON. Offsets are code points, as brat's are.
Source: https://brat.nlplab.org/standoff.html.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from beritaie.schema import KINDS, LABELS, LONG_LABELS, STATUSES, Article, FigureValue, Label, Mention, RegionValue
from beritaie.schema.checks import replace_surrogates
from beritaie.schema.json_text import dumps
from beritaie.schema.values import RoleValue, SpeechValue, Unresolved

# The resource of region codes, as `tools.conf` of a brat server would name it.
REGION_CODES = "Kemendagri"

# A span in brat stands on one line of its text; one that runs over several is written as a fragment for each.
_LINE = re.compile(r"[^\r\n]*[^\s]")
# Whatever some reader takes for the end of a line, and the halves of characters that no file can hold.
_BREAKING = re.compile("[\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_NOT_IN_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 100


def annotations(article: Article) -> str:
    """Return the `.ann` file of an article: lines in the order of its mentions, each with what is said of it."""
    cues = {(m.start, m.end): f"T{n}" for n, m in enumerate(article.mentions, 1) if m.label is Label.CUE}
    numbers = {kind: count(1) for kind in "ANR#"}
    lines = []
    for place, mention in enumerate(article.mentions, 1):
        lines.append(f"T{place}\t{mention.label} {_fragments(mention)}\t{_one_line(mention.text)}")
        lines += [f"{kind}{next(numbers[kind])}\t{rest}" for kind, rest in _said_of(mention, f"T{place}", cues)]
    return "".join(f"{line}\n" for line in lines)


def plain_text(article: Article) -> str:
    """Return the `.txt` file that belongs to the annotations: the text, what no file can hold replaced one by one."""
    return replace_surrogates(article.text)


def configuration() -> str:
    """Return the `annotation.conf` that a folder of these files needs: labels, relations and choices."""
    quotes = "|".join(LONG_LABELS)
    return "\n".join(
        [
            "[entities]",
            *LABELS,
            "[relations]",
            f"Cue Arg1:{quotes}, Arg2:{Label.CUE}",
            "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
            "[events]",
            "[attributes]",
            f"Status Arg:{Label.ROLE}, Value:{'|'.join(STATUSES)}",
            f"Kind Arg:{Label.FIGURE}, Value:{'|'.join(KINDS)}",
            f"Approximate Arg:{Label.FIGURE}",
            f"Unresolved Arg:{'|'.join(label for label in LABELS if label not in LONG_LABELS)}",
            "",
        ]
    )


def write_folder(articles: Iterable[Article], folder: str | Path) -> int:
    """Write a `.txt` and an `.ann` for each article, and `annotation.conf`; return the number of articles.

    Files are named after the article's id, else its place. Raises `OSError` where the folder cannot be written.
    """
    from beritaie.corpus import write_atomically

    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    write_atomically(target / "annotation.conf", [configuration()])
    taken: set[str] = set()
    for place, article in enumerate(articles, 1):
        name = _free_name(article.id, place, taken)
        write_atomically(target / f"{name}.txt", [plain_text(article)])
        write_atomically(target / f"{name}.ann", [annotations(article)])
    return len(taken)


def _free_name(identity: str | None, place: int, taken: set[str]) -> str:
    """Return a file's name that none in `taken` is like, also where upper and lower case are one, and take it."""
    wanted = _NOT_IN_NAME.sub("_", identity or "").strip("._")[:_LONGEST_NAME] or f"{place:06}"
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in count(1))
    name = next(name for name in names if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _fragments(mention: Mention) -> str:
    places = [(mention.start + line.start(), mention.start + line.end()) for line in _lines(mention.text)]
    return ";".join(f"{start} {end}" for start, end in places or [(mention.start, mention.end)])


def _one_line(text: str) -> str:
    joined = " ".join(line.group() for line in _lines(text)) or " "
    return replace_surrogates(_BREAKING.sub(" ", joined))


def _lines(text: str) -> Iterator[re.Match[str]]:
    return _LINE.finditer(text)


def _said_of(mention: Mention, name: str, cues: Mapping[tuple[int, int], str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the rest of each line about a mention."""
    match mention.value:
        case RoleValue(status=status):
            yield "A", f"Status {name} {status}"
        case RegionValue(code=str(code), name=region):
            yield "N", f"Reference {name} {REGION_CODES}:{code}\t{_one_line(region or code)}"
        case FigureValue(kind=kind, approximate=approximate):
            yield "A", f"Kind {name} {kind}"
            if approximate:
                yield "A", f"Approximate {name}"
        case SpeechValue(cue=(start, end)) if (start, end) in cues:
            yield "R", f"Cue Arg1:{name} Arg2:{cues[start, end]}"
        case Unresolved():
            yield "A", f"Unresolved {name}"
    if mention.value is not None and not isinstance(mention.value, Unresolved):
        yield "#", f"AnnotatorNotes {name}\t{_one_line(dumps(mention.value.to_fields()))}"
