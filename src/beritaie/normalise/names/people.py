"""Which names of an article are one person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from beritaie.normalise.names.forms import Form, clipped, coined, heard, said, words_of
from beritaie.normalise.names.spelling import covers, slips
from beritaie.normalise.tables import own_table

# More people with one word in common than any article has; it bounds the work on junk.
MOST_CANDIDATES = 64

# What a person may be called in one word, from the surest to the loosest, and whether that is still the name itself.
TIERS = ((said, True), (heard, True), (clipped, False), (coined, False))

Words = tuple[str, ...]


@dataclass(slots=True)
class Person:
    """Somebody in the article.

    `form`: the first and longest form; `own`: the words by which shorter forms are known, for a wife who bears her
    husband's name those before it; `calls`: what the person may be called, by tier; `seen`: the forms in the text.
    """

    form: Form
    own: Words
    calls: tuple[dict[str, None], ...] = field(default_factory=lambda: tuple({} for _ in TIERS))
    seen: Counter[Form] = field(default_factory=Counter)

    def learn(self, words: Words) -> None:
        """Let the person be called by `words` too."""
        for calls, (calls_of, _) in zip(self.calls, TIERS, strict=True):
            calls.update(dict.fromkeys(calls_of(words)))


class People:
    """The people of an article, found from all of its forms, then asked for each of them in the order of the text.

    A name of several words is one person wherever it stands. A name of one word is the person whom it fits and who was
    mentioned last, else the first who will be; the tiers of `TIERS` are tried one after the other.

    `forms`: all forms in the order of the text; `aliases`: pairs that the text gives to one person; `nicknames`: pairs
    of a form and a nickname that may belong to it, if to nobody else; `wives`: forms that the text says are a spouse's.
    """

    def __init__(
        self,
        forms: Iterable[Form],
        aliases: Iterable[tuple[Form, Form]] = (),
        nicknames: Iterable[tuple[Form, Form]] = (),
        wives: frozenset[Form] = frozenset(),
    ) -> None:
        self.persons: list[Person] = []
        self.by_name: dict[Words, int] = {}
        self.by_alias: dict[Words, int] = {}
        self.by_slip: dict[str, list[int]] = {}
        self.recent: tuple[dict[str, int], ...] = tuple({} for _ in TIERS)
        counts = Counter(forms)
        distinct = list(counts)
        longest_first = sorted(distinct, key=lambda form: length(form, counts[form]), reverse=True)
        husbands = {form.words for form in distinct if len(form.words) > 1}
        for form in longest_first:
            if len(form.words) > 1:
                self._settle(form, own_words(form, husbands, form in wives))
        self._settle_known(distinct)
        for one, other in aliases:
            self._join(*fuller_first(one, other))
        for form, nickname in nicknames:
            if self._lookup(nickname)[0] is None:
                self._join(form, nickname)
        for form in longest_first:
            self._look_up_or_found(form)
        self._forget_order(distinct)

    def find(self, form: Form) -> int:
        """Return the number of the person that `form` means here, and count the mention."""
        number, is_name = self._look_up_or_found(form)
        if is_name:
            self.persons[number].seen[form] += 1
        self._mention(number)
        return number

    def name(self, number: int) -> str:
        """Return the fullest form of the person's name."""
        person = self.persons[number]
        uses = Counter[str]()
        for form, count in person.seen.items():
            for word in form.words:
                uses[word] += count
        return max(person.seen, key=lambda form: fullness(form, uses), default=person.form).name

    def _lookup(self, form: Form) -> tuple[int | None, bool]:
        """Return the person of `form`, None where it is nobody's, and whether it is the name, no nickname."""
        if form.spoken in self.by_alias:
            return self.by_alias[form.spoken], False
        if form.words in self.by_name:
            return self.by_name[form.words], True
        if len(form.words) == 1:
            for recent, (calls_of, is_name) in zip(self.recent, TIERS, strict=True):
                asked = slips(form.words[0]) if calls_of is heard else form.words
                for call in asked:
                    if call in recent:
                        return recent[call], is_name
        return None, False

    def _look_up_or_found(self, form: Form) -> tuple[int, bool]:
        number, is_name = self._lookup(form)
        return (self._found(form, form.words), True) if number is None else (number, is_name)

    def _found(self, form: Form, own: Words) -> int:
        number = len(self.persons)
        self.persons.append(Person(form, own))
        self.by_name[form.words] = number
        for word in own:
            for key in slips(word):
                self.by_slip.setdefault(key, []).append(number)
        self.persons[number].learn(own)
        self._mention(number)
        return number

    def _settle(self, form: Form, own: Words) -> None:
        """Give a name of several words to the person whose longer name, or other spelling, has all of them."""
        number = self._covering(own)
        if number is None:
            self._found(form, own)
        else:
            self.by_name[form.words] = number

    def _covering(self, words: Words) -> int | None:
        fits = ((covers(self.persons[number].own, words), number) for number in self._sharing(words))
        return min(((fit, number) for fit, number in fits if fit is not None), default=(0, None))[1]

    def _sharing(self, words: Words) -> list[int]:
        """Return the persons who may have all of `words`: those who have the rarest."""
        having = []
        for word in words:
            if len(word) > 1:
                keys = (*slips(word), word[0])  # an initial may stand for it
                having.append({number for key in keys for number in self.by_slip.get(key, ())[:MOST_CANDIDATES]})
        return sorted(min(having, key=len, default=()))

    def _settle_known(self, forms: Iterable[Form]) -> None:
        """Give well-known short names to their owners, where the article has these by their full names."""
        for form in forms:
            if len(form.words) > 1 or form.words[0] not in self.recent[0]:
                owners = map(self._owner, known_names().get(form.spoken, ()))
                owner = next((number for number in owners if number is not None), None)
                if owner is not None:
                    self.by_alias[form.spoken] = owner

    def _owner(self, full: Words) -> int | None:
        """Return the person who has a well-known full name, or several words of it."""
        number = self._covering(full)
        if number is not None:
            return number
        having = dict.fromkeys(n for word in full for n in self.by_slip.get(slips(word)[0], ())[:MOST_CANDIDATES])
        return next((n for n in having if covers(full, self.persons[n].own) is not None), None)

    def _join(self, form: Form, other: Form) -> None:
        """Take `other` as another name of the person with `form`."""
        number, _ = self._look_up_or_found(form)
        if other.spoken != form.spoken:
            self.by_alias[other.spoken] = number
            self.persons[number].learn(other.words)

    def _mention(self, number: int) -> None:
        for recent, calls in zip(self.recent, self.persons[number].calls, strict=True):
            recent.update(dict.fromkeys(calls, number))

    def _forget_order(self, forms: list[Form]) -> None:
        """Make the first mentioned the most recent, as they are before the text begins."""
        numbers = [self.by_name[form.words] for form in forms if form.words in self.by_name]
        for recent in self.recent:
            recent.clear()
        for number in reversed(numbers):
            self._mention(number)


def length(form: Form, count: int) -> tuple[int, int]:
    """Return the key by which longer names are greater: by words, then by use, one word by its letters."""
    return len(form.words), count if len(form.words) > 1 else len(form.words[0])


def own_words(form: Form, husbands: set[Words], is_wife: bool) -> Words:
    """Return the words of a name that are no husband's: `iriana` of Iriana Joko Widodo.

    The husband is in `husbands`, and either well known or the text says that the name is a spouse's.
    """
    for first in range(1, len(form.words) - 1):
        husband = form.words[first:]
        if husband in husbands and (is_wife or husband in full_names()):
            return form.words[:first]
    return form.words


def fuller_first(one: Form, other: Form) -> tuple[Form, Form]:
    """Return both, the one with more words first, then one that is not familiar or initials, then `one`."""
    return (one, other) if weight(one) >= weight(other) else (other, one)


def weight(form: Form) -> tuple[int, bool]:
    """Return how full a name is beside another name of the same person."""
    return len(form.words), not (form.name.isupper() and len(form.name) <= 4) and form.words == form.spoken


def fullness(form: Form, uses: Counter[str]) -> tuple[int, int, bool, int, bool]:
    """Return the key by which the fullest form of a name is the greatest.

    Words count first, then words that are no initials; then a spelling that is well known, that is usual in the
    article, and at last one that is not all capitals.
    """
    letters = sum(len(word) > 1 for word in form.words)
    usual = sum(uses[word] for word in form.words)
    return len(form.words), letters, form.words in full_names(), usual, not form.name.isupper()


@cache
def known_names() -> dict[Words, tuple[Words, ...]]:
    """Return the full names that a well-known short name may stand for, by its words."""
    names: dict[Words, tuple[Words, ...]] = {}
    for short, full in own_table("nicknames"):
        names[words_of(short)] = (*names.get(words_of(short), ()), words_of(full))
    return names


@cache
def full_names() -> frozenset[Words]:
    """Return all full names of the table of nicknames."""
    return frozenset(full for names in known_names().values() for full in names)
