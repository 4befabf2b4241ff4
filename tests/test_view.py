"""`beritaie view` and the page that it writes, seen by a browser."""

import json
import re
import shutil
import subprocess
import webbrowser
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import beritaie
from beritaie.cli import app
from beritaie.errors import InputError
from beritaie.render import article_fragment, article_page
from beritaie.schema import (
    Article,
    FigureValue,
    Label,
    Mention,
    Official,
    PersonValue,
    RegionValue,
    RoleValue,
    SpeechValue,
)

TEXT = (
    "Bawaslu Kota Serang Terima 12 Laporan\n\nKetua Bawaslu Kota Serang Fulan Bahri mengatakan 12 laporan masuk. "
    "“Semua kami periksa,” katanya. “Belum tahu,” kata seseorang."
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")


def mention(words: str, label: Label, value: object = None, after: str = "") -> Mention:
    start = TEXT.index(words, TEXT.index(after))
    return Mention(start, start + len(words), label, words, 0.97, value)


def sample() -> Article:
    cue = mention("katanya", Label.CUE)
    chair = RoleValue("Ketua Badan Pengawas Pemilihan Umum", "definitive", None, "36.73")
    found = (
        mention("Ketua Bawaslu Kota Serang", Label.ROLE, chair),
        mention("Bawaslu Kota Serang", Label.ORG, after="Ketua"),
        mention("Kota Serang", Label.REGION, RegionValue("36.73", "city", "Kota Serang"), after="Ketua"),
        mention("Fulan Bahri", Label.PERSON, PersonValue("Fulan Bahri")),
        mention("12 laporan", Label.FIGURE, FigureValue(12, unit="laporan", kind="violations")),
        mention("12 laporan masuk", Label.CLAIM, SpeechValue("Fulan Bahri", None, 0.62)),
        mention("Semua kami periksa,", Label.QUOTE, SpeechValue("Fulan Bahri", (cue.start, cue.end), 0.99)),
        cue,
        mention("Belum tahu,", Label.QUOTE, SpeechValue(None, candidates=("Fulan Bahri",))),
    )
    return Article(TEXT, found, published="2024-10-16", officials=(Official("Fulan Bahri", (chair,)),))


class FakeExtractor:
    """Finds nothing; refuses texts with `tolak`."""

    def pipe(self, records: Iterable[Mapping[str, Any]], *, min_score: float = 0.0) -> Iterator[Article]:
        for record in records:
            if "tolak" in record["text"]:
                raise InputError("text is refused", "give another")
            yield Article(record["text"], title=record.get("title"), id=record.get("id"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked to open."""
    addresses: list[str] = []

    def note(address: str) -> bool:
        addresses.append(address)
        return "buta" not in address

    monkeypatch.setattr(beritaie, "load", lambda *args, **options: FakeExtractor())
    monkeypatch.setattr(webbrowser, "open", note)
    return addresses


def view(*args: str | Path, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["view", *map(str, args)], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_view_writes_a_page_and_opens_it(opened: list[str], tmp_path: Path) -> None:
    source, page = tmp_path / "berita.txt", tmp_path / "a b.html"
    source.write_text("Kabar hari ini.", encoding="utf-8")
    assert view(source, "--out", page) == (0, f"{page}\n", "")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert opened == [page.as_uri()]
    assert view(source, "--out", page, "--no-open") == (0, f"{page}\n", "")
    assert len(opened) == 1


def test_view_without_out_writes_to_the_temporary_folder(opened: list[str], tmp_path: Path) -> None:
    code, out, _ = view("-", stdin="Kabar hari ini.")
    page = Path(out.strip())
    assert code == 0
    assert page.name == "article.html"
    assert "Kabar hari ini." in page.read_text(encoding="utf-8")
    shutil.rmtree(page.parent)


def test_view_tells_where_the_page_is_when_no_browser_is_there(opened: list[str], tmp_path: Path) -> None:
    page = tmp_path / "buta.html"
    assert view("-", "--out", page, stdin="Kabar.") == (
        0,
        f"{page}\n",
        f"beritaie: no browser was found; open {page}\n",
    )


def test_view_shows_the_records_that_could_be_read(opened: list[str], tmp_path: Path) -> None:
    source, page = tmp_path / "a.jsonl", tmp_path / "a.html"
    source.write_text("\n".join(json.dumps({"text": text}) for text in ("Kabar.", "tolak")), encoding="utf-8")
    code, _, err = view(source, "--out", page)
    assert (code, len(opened)) == (1, 1)
    assert "text is refused" in err
    assert view(tmp_path / "tidak.ada", "--out", tmp_path / "b.html")[0] == 2
    assert not (tmp_path / "b.html").exists()


def test_brat_of_one_text_is_printed_and_of_several_a_folder(opened: list[str], tmp_path: Path) -> None:
    def extract(*args: str | Path, stdin: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["extract", "-", "--format", "brat", *map(str, args)], input=stdin)
        return result.exit_code, result.stdout

    assert extract(stdin="Kabar.") == (0, "")
    several = "\n".join(json.dumps({"id": name, "text": "Kabar."}) for name in "ab")
    assert extract(stdin=several)[0] == 2
    assert extract("--out", tmp_path / "brat", stdin=several) == (0, "")
    names = sorted(path.name for path in (tmp_path / "brat").iterdir())
    assert names == ["a.ann", "a.txt", "annotation.conf", "b.ann", "b.txt"]


def browse(page: Path, *options: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    profile = page.parent / "profile"
    fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
    command = [CHROMIUM, *fixed, "--hide-scrollbars", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)


# What a browser makes of the page, as the page's title.
PROBE = """<script>
const shown = selector => [...document.querySelectorAll(selector)].filter(e => e.getBoundingClientRect().height > 0);
document.title = JSON.stringify({
  fits: document.documentElement.scrollWidth <= innerWidth,
  paper: getComputedStyle(document.querySelector(".beritaie")).backgroundColor,
  marks: shown(".s").length, speakers: shown(".speaker b").map(e => e.innerText),
  officials: shown("aside b").map(e => e.innerText), head: shown(".head").map(e => e.innerText),
  lines: new Set(shown(".s").map(e => getComputedStyle(e).backgroundImage)).size,
});
</script>"""


def probed(page: Path, *options: str) -> dict[str, Any]:
    dom = browse(page, "--dump-dom", *options).stdout
    found = re.search(r"<title>(\{.*?\})</title>", dom)
    assert found is not None
    answer: dict[str, Any] = json.loads(found.group(1).replace("&quot;", '"').replace("&amp;", "&"))
    return answer


@needs_chromium
@pytest.mark.parametrize("whole", [True, False], ids=["page", "notebook"])
@pytest.mark.parametrize("width", [420, 1100])
def test_a_browser_shows_all_of_it(tmp_path: Path, width: int, whole: bool) -> None:
    page = tmp_path / "page.html"
    html = article_page(sample()) if whole else f"<!doctype html><body>{article_fragment(sample())}"
    page.write_text(html + PROBE, encoding="utf-8")
    seen = probed(page, f"--window-size={width},900")
    assert seen["fits"]
    assert seen["speakers"] == ["Fulan Bahri", "No named source"]
    assert seen["officials"] == ["Fulan Bahri"]
    assert seen["head"] == ["Bawaslu Kota Serang Terima 12 Laporan"]
    assert seen["marks"] == len(re.findall('class="s"', html))
    assert seen["lines"] >= 8
    assert seen["paper"] == "rgb(255, 253, 249)"


@needs_chromium
def test_a_browser_that_is_dark_has_a_dark_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(article_page(sample()) + PROBE, encoding="utf-8")
    dark = "--blink-settings=preferredColorScheme=0"
    assert probed(page, dark)["paper"] == "rgb(25, 23, 20)"
    pictures = []
    for name, options in (("light.png", []), ("dark.png", [dark])):
        browse(page, f"--screenshot={tmp_path / name}", "--window-size=1100,900", *options)
        pictures.append((tmp_path / name).read_bytes())
    assert all(picture.startswith(b"\x89PNG") and len(picture) > 20_000 for picture in pictures)
    assert pictures[0] != pictures[1]


@needs_chromium
@pytest.mark.parametrize(("theme", "paper"), [("true", "rgb(255, 253, 249)"), ("false", "rgb(25, 23, 20)")])
def test_a_notebook_has_the_theme_of_jupyter(tmp_path: Path, theme: str, paper: str) -> None:
    page = tmp_path / "page.html"
    body = f'<!doctype html><body data-jp-theme-light="{theme}">{article_fragment(sample())}'
    page.write_text(body + PROBE, encoding="utf-8")
    for options in ([], ["--blink-settings=preferredColorScheme=0"]):
        assert probed(page, *options)["paper"] == paper
