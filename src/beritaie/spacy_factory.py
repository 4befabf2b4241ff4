"""What spaCy finds by the entry point: the factory of the pipe.

spaCy imports every such module into every program that uses it, so this one is light and leaves `doc._` and `span._`
alone: the component, which registers its extensions when it is imported, is imported when a pipe is made.
"""

from typing import TYPE_CHECKING

from spacy.language import Language

from beritaie import __version__
from beritaie.schema import LABELS, LONG_LABELS, Label

if TYPE_CHECKING:
    from beritaie.spacy_component.pipe import BeritaPipe

SPANS_KEY = "beritaie"
# Speech stays out of `doc.ents`: a quotation would hide everyone who is named in it.
ENTITIES = tuple(str(label) for label in LABELS if label not in (*LONG_LABELS, Label.CUE))

# The weights of the scores in the final score of `spacy train`; None for what is no number.
_SCORE_WEIGHTS = {
    f"spans_{SPANS_KEY}_f": 1.0,
    f"spans_{SPANS_KEY}_p": 0.0,
    f"spans_{SPANS_KEY}_r": 0.0,
    f"spans_{SPANS_KEY}_per_type": None,
    "ents_f": 0.0,
    "ents_p": 0.0,
    "ents_r": 0.0,
    "ents_per_type": None,
}

_ASSIGNS = [
    "doc.ents",
    "token.ent_iob",
    "token.ent_type",
    "token.ent_id",
    "token.ent_kb_id",
    "doc.spans",
    "doc._.berita",
    "doc._.quotes",
    "doc._.officials",
    "span._.value",
    "span._.score",
]
_DEFAULTS = {
    "model": None,
    "min_score": 0.0,
    "threads": None,
    "spans_key": SPANS_KEY,
    "ents": list(ENTITIES),
    "overwrite_ents": False,
}


@Language.factory("beritaie", assigns=_ASSIGNS, default_config=_DEFAULTS, default_score_weights=_SCORE_WEIGHTS)
def make_pipe(
    nlp: Language,
    name: str,
    model: str | None,
    min_score: float,
    threads: int | None,
    spans_key: str,
    ents: list[str],
    overwrite_ents: bool,
) -> "BeritaPipe":
    """Make the pipe of `nlp.add_pipe("beritaie", config={…})`.

    `model`: a model folder, the model in the package where None; `min_score`: mentions scored lower are left out (0 to
    1); `threads`: a process, where None one in workers of `n_process` and all CPUs elsewhere; `spans_key`, `ents`,
    `overwrite_ents`: see `Layout`. Raises `InputError` for options out of range.
    """
    from beritaie.spacy_component import BeritaPipe, Layout

    _require_release(nlp)
    layout = Layout(spans_key, tuple(ents), overwrite_ents)
    return BeritaPipe(name, model=model, min_score=min_score, threads=threads, layout=layout)


def _require_release(nlp: Language) -> None:
    """Note beritaie among the requirements of the pipeline, for `spacy package` does not find it by itself."""
    requirements = nlp.meta.setdefault("requirements", [])
    if not any(requirement.startswith("beritaie") for requirement in requirements):
        major, minor = __version__.split(".")[:2]
        requirements.append(f"beritaie>={__version__},<{major}.{int(minor) + 1}.0")
