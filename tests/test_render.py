import re
from html.parser import HTMLParser
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from rich.console import Console

from beritaie.corpus import read_corpus
from beritaie.marking import lanes, segments
from beritaie.render import article_fragment, article_page, headline_end, mention_table, one_line, visible
from beritaie.schema import (
    Article,
    Label,
    Mention,
    Official,
    PersonValue,
    RoleValue,
    SpeechValue,
)
from strategies import NASTY, articles

VOID = {"meta", "input", "link", "br"}


class Reader(HTMLParser):
    """Reads a page as a browser would: balance of tags, the article's text, ids, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tips: list[str] = []
        self._inside = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_attrs = dict(attrs)
        assert tag not in {"script", "img", "link", "iframe"}
        self.ids += [given_attrs["id"] or ""] if "id" in given_attrs else []
        self.links += [given_attrs["href"] or ""] if "href" in given_attrs else []
        self.tips += [given_attrs["data-tip"] or ""] if "data-tip" in given_attrs else []
        if tag in VOID:
            return
        self.open.append(tag)
        if given_attrs.get("class") == "text":
            self._inside = len(self.open)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if len(self.open) < self._inside:
            self._inside = 0

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data


def article(text: str, *spans: tuple[int, int, str]) -> Article:
    return Article(text, tuple(Mention(s, e, Label(label), text[s:e]) for s, e, label in spans))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles())
def test_any_article_makes_a_sound_page(made: Article) -> None:
    for html in (article_page(made), article_fragment(made)):
        html.encode("utf-8")
        assert "\0" not in html
        reader = Reader(html)
        assert reader.open == []
        assert reader.text == visible(made.text)
        assert len(set(reader.ids)) == len(reader.ids) == len(made.mentions)
        assert {link.removeprefix("#") for link in reader.links} == set(reader.ids)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles())
def test_segments_and_lanes(made: Article) -> None:
    parts = segments(made)
    assert "".join(part.text for part in parts) == made.text
    position = 0
    for part in parts:
        covering = {
            i for i, m in enumerate(made.mentions) if m.start <= position and m.end >= position + len(part.text)
        }
        assert set(part.mentions) == covering
        position += len(part.text)
    heights = lanes(made.mentions)
    for one, height in zip(made.mentions, heights, strict=True):
        for other, other_height in zip(made.mentions, heights, strict=True):
            apart = one is other or one.end <= other.start or other.end <= one.start
            shaded = {one.label, other.label} & {Label.QUOTE, Label.CLAIM}
            assert apart or shaded or height != other_height


def test_spans_that_overlap_without_nesting_share_their_middle() -> None:
    made = article("abcdef", (0, 4, "ORG"), (2, 6, "ROLE"))
    assert [(part.text, part.mentions) for part in segments(made)] == [("ab", (0,)), ("cd", (0, 1)), ("ef", (1,))]
    assert Reader(article_page(made)).tips == ["ORG  abcd", "ORG  abcd\nROLE  cdef", "ROLE  cdef"]


def test_holders_lie_under_what_they_hold() -> None:
    made = article("Ketua Bawaslu OKI Romi", (0, 17, "ROLE"), (6, 17, "ORG"), (14, 17, "REGION"), (18, 22, "PERSON"))
    assert lanes(made.mentions) == [2, 1, 0, 0]


def test_page_is_self_contained_and_escaped() -> None:
    evil = "<script>alert('x')</script> & \"Romi\""
    made = Article(
        evil,
        (Mention(0, len(evil), Label.PERSON, evil, 0.987, PersonValue(evil)),),
        title=evil,
        outlet=evil,
        officials=(Official(evil, (RoleValue(evil, "acting"),)),),
    )
    html = article_page(made)
    assert "<script" not in html
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?:", html)
    assert html.count("<!doctype html>") == 1
    assert "0.99" in html
    assert "<html" not in article_fragment(made)
    assert article_fragment(made) == made._repr_html_()
    assert article_page(made) == html


def test_page_of_several_articles_has_distinct_anchors() -> None:
    same = article("Romi", (0, 4, "PERSON"))
    reader = Reader(article_page([same, same]))
    assert len(set(reader.ids)) == 2
    assert reader.open == []
    assert Reader(article_page([])).open == []


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Romi", 4, "Romi"),
        ("Maradona", 7, "Mar…ona"),
        ("Maradona", 4, "Ma…a"),
        ("a\n b\t\u00a0c", 9, "a b c"),
        ("\x1b[31mred", 9, "␛[31mred"),
        ("a\u202eb", 9, "ab"),
        ("\ud800", 9, "\ufffd"),
    ],
)
def test_one_line(text: str, most: int, shown: str) -> None:
    assert one_line(text, most) == shown


def test_quotes_stand_with_their_speakers_and_offices() -> None:
    text = "Kata Romi <b>. Ujar Asmar. Kata Romi lagi. Kabar burung."
    said = [("Romi <b>", 0.97), ("Asmar", 0.61), ("Romi <b>", None), (None, None)]
    ends = [match.end() for match in re.finditer(r"\.", text)]
    spans = [
        Mention(start, end, Label.CLAIM, text[start:end], None, SpeechValue(name, (0, 4), score, "named", ("<i>",)))
        for start, end, (name, score) in zip([0, *(end + 1 for end in ends)], ends, said, strict=False)
    ]
    cue = Mention(0, 4, Label.CUE, "Kata")
    made = Article(text, (*spans, cue), officials=(Official("Romi <b>", (RoleValue("Camat", "former"),)),))
    html = article_page(made)
    heads = re.findall(r'<div class="who"><b>(.*?)</b>(.*?)</div>', html)
    assert heads.pop(0) == heads[0]  # among the officials, and as a speaker
    assert heads == [
        ("<bdi>Romi &lt;b&gt;</bdi>", "<span><bdi>Camat (former)</bdi></span>"),
        ("<bdi>Asmar</bdi>", ""),
        ("No named source", ""),
    ]
    assert html.count('<small>— <i lang="id">Kata</i>') == 4
    assert html.count("61% sure") == 1
    assert "97% sure" not in html
    assert html.count('<small class="wide">perhaps &lt;i&gt;</small>') == 4


@pytest.mark.parametrize(
    ("text", "title", "headline"),
    [
        ("Bansos Cair\n\nKAYUAGUNG — Bantuan cair.", None, "Bansos Cair"),
        ("Bansos Cair\r\nBantuan cair.", None, "Bansos Cair\r"),
        ("Bansos Cair\n\nBantuan cair.", "Bansos", ""),
        ("Bantuan cair.\nWarga senang.", None, ""),
        ("Bansos Cair\n \n", None, ""),
        ("\nBansos Cair\nBantuan cair.", None, ""),
        ("a" * 200 + "\nBantuan cair.", None, ""),
        ("Bansos Cair", None, ""),
    ],
)
def test_the_headline_of_a_text_without_title(text: str, title: str | None, headline: str) -> None:
    made = Article(text, title=title)
    assert text[: headline_end(made)] == headline
    assert Reader(article_page(made)).text == text
    assert f"<title>{title or headline.strip() or 'beritaie'}</title>" in article_page(made)


def table_text(made: Article, width: int = 200) -> str:
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(mention_table(made))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_table_has_labels_offsets_and_scores() -> None:
    text = "[bold]Romi[/bold] " + "x" * 200
    made = Article(text, (Mention(0, 17, Label.PERSON, text[:17], 0.5), Mention(18, 218, Label.CLAIM, text[18:])))
    shown = table_text(made)
    assert re.search(r"PERSON .*\[bold\]Romi\[/bold\].* 0–17 .* 0\.50", shown)
    assert re.search(r"CLAIM .*x…x+.* 18–218 ", shown)
    assert "value" not in shown
    valued = Article("Romi", (Mention(0, 4, Label.PERSON, "Romi", None, PersonValue("Romi Maradona")),), id="[a]")
    assert "Romi Maradona" in table_text(valued)
    assert "[a]" in table_text(valued)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(articles())
def test_any_article_makes_a_table(made: Article) -> None:
    shown = table_text(made)
    shown.encode("utf-8")
    assert not re.search("[\0\x1b\u202e]", shown)


def test_nasty_characters_are_replaced_one_by_one() -> None:
    assert len(visible(NASTY)) == len(NASTY)
    assert [a for a, b in pairwise("\n\t\r\n") if visible(a) != a] == []


def test_gold_articles_make_pages(data_root: Path) -> None:
    for made in read_corpus(data_root / "corpus" / "dev.jsonl"):
        assert Reader(article_page(made)).text == made.text
