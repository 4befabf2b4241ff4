"""Who said what and who holds which office, for a whole article."""

from dataclasses import replace

from beritaie.normalise.article import with_values
from beritaie.schema import LONG_LABELS, Article, SpeechValue
from beritaie.speech.offices import find_officials, holders
from beritaie.speech.speakers import attribute


def attribute_speech(article: Article, *, min_score: float = 0.0) -> Article:
    """Return `article` with its officials, and with a speaker on every QUOTE and CLAIM, whatever they had before.

    The other mentions have their values. A speaker scored under `min_score` is left out, and stays a candidate.
    """
    text, mentions = article.text, article.mentions
    held = holders(text, mentions)
    speech = [_sure(value, min_score) for value in attribute(text, mentions, held)]
    officials = find_officials(text, mentions, held)
    return replace(article, mentions=with_values(mentions, frozenset(LONG_LABELS), speech), officials=officials)


def _sure(value: SpeechValue, min_score: float) -> SpeechValue:
    if value.speaker is None or value.speaker_score is None or value.speaker_score >= min_score:
        return value
    reason = f"{value.reason}, scored {value.speaker_score:.2f}: under {min_score}"
    return replace(value, speaker=None, reason=reason, candidates=(value.speaker, *value.candidates))
