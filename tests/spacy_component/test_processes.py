"""Workers. Each test runs in a process of its own, with a deadline, for what is feared is that it hangs."""

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

# The parent reads first, so that workers made by a fork inherit a session whose threads they do not have.
SCRIPT = """
import multiprocessing, os, sys
import spacy
from spacy.language import Language

@Language.factory("witness")
class Witness:
    def __init__(self, nlp, name):
        self.nlp = nlp

    def __call__(self, doc):
        session = self.nlp.get_pipe("beritaie").extractor.tagger.backend._session
        doc.user_data["process"] = os.getpid()
        doc.user_data["threads"] = session.get_session_options().intra_op_num_threads
        return doc

def handler(name, pipe, docs, error):
    print("bad:", docs[0].text, flush=True)

def told(docs):
    return [
        (n, doc._.berita, doc._.published, doc.spans["beritaie"].attrs,
         [(e.text, e.label_, e.kb_id_, e.id_, e._.score, e._.value) for e in [*doc.ents, *doc.spans["beritaie"]]])
        for doc, n in docs
    ]

def main():
    multiprocessing.set_start_method(sys.argv[1])
    nlp = spacy.blank("xx")
    nlp.add_pipe("beritaie")
    nlp.add_pipe("witness")
    nlp.set_error_handler(handler)
    texts = [f"Bupati OKI Asmar Wijaya menyerahkan {n} paket bantuan, kata Camat Belitang Romi." for n in range(24)]
    pairs = [(text, {"published": "2024-13-01" if n == 7 else "2024-10-15", "n": n}) for n, text in enumerate(texts)]

    def read(**options):
        return [(doc, context["n"]) for doc, context in nlp.pipe(pairs, as_tuples=True, **options)]

    alone = read() if sys.argv[2] == "read" else []
    docs = read(n_process=2, batch_size=4)
    alone = alone or read()
    assert [n for _, n in docs] == [n for n in range(24) if n != 7]
    assert told(docs) == told(alone)
    workers = {doc.user_data["process"] for doc, _ in docs}
    assert len(workers) == 2 and os.getpid() not in workers
    assert {doc.user_data["threads"] for doc, _ in docs} == {1}

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize("parent", ["read", "fresh"])
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_two_workers(method: str, parent: str, tmp_path: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this system")
    script = tmp_path / "workers.py"
    script.write_text(SCRIPT, "utf-8")
    done = subprocess.run([sys.executable, script, method, parent], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("bad: ") == 2  # once by a worker, once by the parent
