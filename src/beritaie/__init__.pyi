from .corpus import check_corpus, read_corpus, write_corpus
from .errors import BeritaError, CorpusError, InputError, ModelError
from .extractor import Extractor
from .loading import load
from .normalise.dates import normalise_date
from .normalise.figures import parse_figure
from .normalise.names import strip_titles
from .normalise.regions import link_region
from .normalise.roles import OfficeTable, parse_role
from .schema import (
    LABELS,
    Article,
    DateValue,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    Quote,
    RegionValue,
    RoleValue,
    SpeechValue,
    Unresolved,
    json_schema,
)
from .spacy_component import blank

__version__: str

__all__ = [
    "LABELS",
    "Article",
    "BeritaError",
    "CorpusError",
    "DateValue",
    "Extractor",
    "FigureValue",
    "InputError",
    "Label",
    "Mention",
    "ModelError",
    "OfficeTable",
    "Official",
    "PersonValue",
    "Quote",
    "RegionValue",
    "RoleValue",
    "SpeechValue",
    "Unresolved",
    "__version__",
    "blank",
    "check_corpus",
    "json_schema",
    "link_region",
    "load",
    "normalise_date",
    "parse_figure",
    "parse_role",
    "read_corpus",
    "strip_titles",
    "write_corpus",
]
