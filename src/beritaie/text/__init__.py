"""Characters: words and the windows that sentences allow."""

from beritaie.text.words import Gap, Word, split_words

__all__ = ["Gap", "Word", "split_words"]
