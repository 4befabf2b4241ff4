"""What is imported when; each test asks a fresh process."""

import subprocess
import sys

import pytest

SCRIPTS = {
    "beritaie leaves spaCy alone": """
import sys, beritaie
assert not [name for name in sys.modules if name.split(".")[0] in ("spacy", "thinc")]
for name in beritaie.__all__:
    if name != "blank":
        getattr(beritaie, name)
assert not [name for name in sys.modules if name.split(".")[0] in ("spacy", "thinc")]
assert beritaie.blank().lang == "id"
""",
    "the pipe needs no torch": """
import sys
sys.modules["torch"] = sys.modules["transformers"] = None  # importing them raises ImportError
import spacy
nlp = spacy.blank("xx")
nlp.add_pipe("beritaie")
assert nlp("Bupati OKI Asmar Wijaya").ents
""",
    "the pipe imports no torch where it is installed": """
import sys, spacy  # which imports torch by itself, by way of thinc
before = set(sys.modules)
nlp = spacy.blank("xx")
nlp.add_pipe("beritaie")
nlp("Bupati OKI Asmar Wijaya")
assert not [name for name in set(sys.modules) - before if name.split(".")[0] in ("torch", "transformers")]
""",
    "extensions come with the component, not with spaCy": """
import spacy
from spacy.tokens import Doc, Span
spacy.blank("xx")
assert not Doc.has_extension("berita") and not Span.has_extension("value")
import beritaie.spacy_component
assert Doc.has_extension("berita") and Span.has_extension("value")
spacy.blank("xx").add_pipe("beritaie")
spacy.blank("id").add_pipe("beritaie")
""",
    "the first pipe brings the component": """
import spacy
from spacy.tokens import Doc
spacy.blank("xx").add_pipe("beritaie")
assert Doc.has_extension("berita")
""",
    "an extension of someone else is not overwritten": """
import spacy
from spacy.tokens import Doc, Span
from beritaie import InputError
Doc.set_extension("published", default="2024-10-15")
Span.set_extension("value", default=7)
try:
    spacy.blank("xx").add_pipe("beritaie")
except InputError as error:
    assert "span._.value is an extension of someone else" in str(error)
else:
    raise AssertionError
Span.remove_extension("value")
nlp = spacy.blank("xx")
nlp.add_pipe("beritaie")
assert nlp("Bupati OKI")._.berita["published"] == "2024-10-15"
""",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_imports(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPTS[name]], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
