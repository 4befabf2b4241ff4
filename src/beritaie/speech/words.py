"""Words of a sentence, and the groups of words that matter in finding who said something."""

import re

from beritaie.normalise.tables import own_table

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[^\w\s]")


def words_of(text: str) -> list[str]:
    """Return the words and marks of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def word_group(name: str) -> frozenset[str]:
    """Return the words of a group of `speech_words.tsv`, in lower case."""
    return frozenset(word for word, group in own_table("speech_words") if group == name)
