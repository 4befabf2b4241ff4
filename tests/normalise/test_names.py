"""Names of persons. The people are invented, but for the public figures whose short names are common knowledge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beritaie.errors import InputError
from beritaie.normalise.names import resolve_names, strip_titles
from beritaie.normalise.names.people import known_names
from beritaie.normalise.names.spelling import covers
from beritaie.normalise.tables import own_table
from beritaie.schema import Label, Mention, PersonValue, Unresolved

BARE = [
    # degrees and honorifics on both sides, with and without dots and commas
    ("H. Ir. Tarmo Wijaya, M.Si.", "Tarmo Wijaya"),
    ("H Reswanto", "Reswanto"),
    ("Sumartono SH MH", "Sumartono"),
    ("Drs.Edi Sagita,MM", "Edi Sagita"),
    ("DRS. H. TARMO WIJAYA, M.SI", "TARMO WIJAYA"),
    ("Prof. Dr. H. Achmad Safri, M.A., Ph.D", "Achmad Safri"),
    ("Dr. (HC) H. Zaini Husin, S.E., M.M.", "Zaini Husin"),
    ("dr. Hj. Ade Yasmin SH", "Ade Yasmin"),
    ("Ayu Larasati, S.Psi., M.Psi., Psikolog", "Ayu Larasati"),
    ("Gerson G.L. Kalau S.H.,M.D.C.", "Gerson G.L. Kalau"),
    ("Edo Noval, S. Kom", "Edo Noval"),
    ("Nurlita Spd. Sd", "Nurlita"),
    ("Made Sila, SIK, SH, MH.", "Made Sila"),
    ("dr. Bustami, Sp.OG., M.M.", "Bustami"),
    ("Ali Mas'un S.Pd.I., M.Pd.I", "Ali Mas'un"),
    ("ustadz Jafar Abdul", "Jafar Abdul"),
    ("Pdt. Yan Peter, S.Th", "Yan Peter"),
    ("Tuan Guru Haji Lalu Gedong", "Lalu Gedong"),
    ("Ny. Sri Hartini", "Sri Hartini"),
    # ranks that came inside
    ("Kombes Pol Budi Hartanto", "Budi Hartanto"),
    ("Jenderal TNI (Purn) Darmo Suseno", "Darmo Suseno"),
    ("Brigjen Pol. Drs. Agus Hadir, S.I.K., M.H.", "Agus Hadir"),
    # near misses: names, initials and titles of nobility stay
    ("Hasan", "Hasan"),
    ("Irianti Sh. Drajat", "Irianti Sh. Drajat"),
    ("Mahfud MD", "Mahfud MD"),
    ("Ferdi SM", "Ferdi SM"),
    ("Renald Ronal S", "Renald Ronal S"),
    ("Jack Ma", "Jack Ma"),
    ("St. Aisyah", "St. Aisyah"),
    ("R. Suprapta", "R. Suprapta"),
    ("I Gusti Ngurah Mayor", "I Gusti Ngurah Mayor"),
    ("Sultan Baktiar", "Sultan Baktiar"),
    ("Gus Tarmo", "Gus Tarmo"),
    ("H.M. Jusron", "M. Jusron"),
    # nothing but titles
    ("Ir", "Ir"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "bare"), BARE)
def test_titles_are_taken_off(name: str, bare: str) -> None:
    assert strip_titles(name) == bare


def mentions_of(text: str, *names: str) -> list[Mention]:
    """Return mentions of `names`, each looked for behind the one before it."""
    mentions, at = [], 0
    for name in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(start, at, Label.PERSON, name))
    return mentions


def names_in(text: str, *names: str) -> list[str | None]:
    """Return the resolved names of the mentions of `names` in `text`."""
    values = resolve_names(text, mentions_of(text, *names))
    return [value.name if isinstance(value, PersonValue) else None for value in values]


def listed(*names: str) -> list[str | None]:
    """Return the resolved names of a text that is a list of `names`."""
    return names_in("; ".join(names), *names)


ONE_PERSON = [
    (["Ir. Tarmo Wijaya, M.Si.", "Tarmo Wijaya", "Tarmo"], "Tarmo Wijaya"),
    (["Tarmo", "Tarmo Wijaya"], "Tarmo Wijaya"),
    (["Azmi Anwar", "Abdul Azmi Anwar", "Anwar"], "Abdul Azmi Anwar"),
    (["M Irwansah", "Mochammad Irwansah"], "Mochammad Irwansah"),
    (["Siti Rahmawati Lubis", "Siti Lubis"], "Siti Rahmawati Lubis"),
    (["Budi Sutejo", "BUDI SUTEJO", "Budi sutejo"], "Budi Sutejo"),
    # slips and loose spellings: the usual one counts
    (["Edy Rahmyadi", "Edy Rahmayadi", "Edy Rahmayadi"], "Edy Rahmayadi"),
    (["Wilhemus Iwan Ulung", "Wilhelmus Iwan Ulung", "Wilhelmus", "Wilhelmus"], "Wilhelmus Iwan Ulung"),
    (["Djoko Soetrisna", "Joko Sutrisna", "Joko"], "Joko Sutrisna"),
    (["Aripuddin", "Arripudin", "Aripuddin"], "Aripuddin"),
    # parts and coined words, also before the name
    (["Zulkarnain Hadi", "Zul"], "Zulkarnain Hadi"),
    (["Bowo", "Wibowo"], "Wibowo"),
    (["Setya Noviandi", "Setnov"], "Setya Noviandi"),
    (["Ahmad Herlambang", "Aher"], "Ahmad Herlambang"),
    (["Tarmo Wijaya", "tarmowijaya"], "Tarmo Wijaya"),
    # familiar words
    (["Abdullah Azmi Anwar", "Mas Anwar"], "Abdullah Azmi Anwar"),
    (["Gus Tarmo", "Gus Tarmo"], "Gus Tarmo"),
    # well-known people, only where the full name stands in the article
    (["Jokowi", "Joko Widodo", "Jokowi"], "Joko Widodo"),
    (["Saifullah Yusuf", "Gus Ipul"], "Saifullah Yusuf"),
    (["JK", "Muhammad Jusuf Kalla"], "Muhammad Jusuf Kalla"),
    (["Jokowi", "Jokowi"], "Jokowi"),
    # inside one mention
    (["Tarmo Wijaya (Gus Mo)", "Gus Mo"], "Tarmo Wijaya"),
    (["Muniri 'Api' Arifuddin", "Api"], "Muniri 'Api' Arifuddin"),
]


@pytest.mark.parametrize(("names", "name"), ONE_PERSON)
def test_mentions_of_one_person_have_one_name(names: list[str], name: str) -> None:
    assert listed(*names) == [name] * len(names)


SEVERAL = [
    (["Tarmo Wijaya", "Sri Wijaya"], ["Tarmo Wijaya", "Sri Wijaya"]),
    (["Budi Santoso", "Budi Sulistyo"], ["Budi Santoso", "Budi Sulistyo"]),
    (["Adi Susanto", "Ade Susanto"], ["Adi Susanto", "Ade Susanto"]),
    (["Dedi Mulyana", "Deddy Mizwan", "Deddy"], ["Dedi Mulyana", "Deddy Mizwan", "Deddy Mizwan"]),
    # the one mentioned last; before all of them the first
    (
        ["Teguh", "Teguh Prakosa", "Teguh Santosa", "Teguh", "Prakosa", "Teguh"],
        ["Teguh Prakosa", "Teguh Prakosa", "Teguh Santosa", "Teguh Santosa", "Teguh Prakosa", "Teguh Prakosa"],
    ),
    # a word as it is goes before a known short name
    (["Ridwan Kamil", "Emil Darmawan", "Emil"], ["Ridwan Kamil", "Emil Darmawan", "Emil Darmawan"]),
    # a well-known husband
    (["Joko Widodo", "Iriana Joko Widodo", "Iriana"], ["Joko Widodo", "Iriana Joko Widodo", "Iriana Joko Widodo"]),
    (["RCD", "Rahmat Cahyo Dirgantara"], ["RCD", "Rahmat Cahyo Dirgantara"]),
]


@pytest.mark.parametrize(("names", "expected"), SEVERAL)
def test_people_who_share_words_stay_apart(names: list[str], expected: list[str]) -> None:
    assert listed(*names) == expected


TICKETS = [
    (["Enda Prasaja", "Yudha Laksana", "Enda-Yudha"], "Enda Prasaja-Yudha Laksana"),
    (["Enda Prasaja - Yudha Laksana", "Enda - Yudha"], "Enda Prasaja - Yudha Laksana"),
    (["Hj. Enda Prasaja - H.Yudha Laksana"], "Enda Prasaja - Yudha Laksana"),
    (["Enda Prasaja", "Enda - Yudha"], "Enda - Yudha"),
    (["Sutarja - Ahmad Saiku", "Sutarja -Saiku"], "Sutarja - Ahmad Saiku"),
    (["Enda (Enda Prasaja)-Yudha Laksana"], "Enda Prasaja-Yudha Laksana"),
    # no tickets
    (["Salim Al-Jufran"], "Salim Al-Jufran"),
    (["Fahdi El - Fauz"], "Fahdi El - Fauz"),
    (["Prayut Chan-ocha"], "Prayut Chan-ocha"),
]


@pytest.mark.parametrize(("names", "name"), TICKETS)
def test_a_ticket_has_the_names_of_both(names: list[str], name: str) -> None:
    assert listed(*names)[-1] == name


SAID_BY_THE_TEXT = [
    ("Tarmo Wijaya (TW) ditahan. TW diam.", ["Tarmo Wijaya", "TW", "TW"], ["Tarmo Wijaya"] * 3),
    ("Haeran alias Deni datang. Deni pulang.", ["Haeran", "Deni", "Deni"], ["Haeran"] * 3),
    ("Gus Mo, sapaan akrab Tarman, hadir.", ["Gus Mo", "Tarman"], ["Tarman"] * 2),
    ('Pius Dadi atau yang biasa disapa "kak Aya" menari.', ["Pius Dadi", "Aya"], ["Pius Dadi"] * 2),
    ("Sari Indah rapat, ujar wanita yang disapa Leni itu.", ["Sari Indah", "Leni"], ["Sari Indah"] * 2),
    ("Maruf Anwar-Rini Dewi (Mahar) unggul. Mahar menang.", ["Maruf Anwar-Rini Dewi", "Mahar", "Mahar"], None),
    # a wife who bears her husband's name
    (
        "Bupati Tarmo Wijaya dan Ketua TP PKK Rini Tarmo Wijaya. Tarmo dan Rini.",
        ["Tarmo Wijaya", "Rini Tarmo Wijaya", "Tarmo", "Rini"],
        ["Tarmo Wijaya", "Rini Tarmo Wijaya", "Tarmo Wijaya", "Rini Tarmo Wijaya"],
    ),
    # near misses: no cue, no bracket around the name alone, a name called by another
    ("Haeran dan Deni datang.", ["Haeran", "Deni"], ["Haeran", "Deni"]),
    ("Haeran (ayah Deni) datang.", ["Haeran", "Deni"], ["Haeran", "Deni"]),
    ("Haeran dipanggil oleh Deni.", ["Haeran", "Deni"], ["Haeran", "Deni"]),
    ("Sari Indah, lalu Tono. Ia disapa Sari.", ["Sari Indah", "Tono", "Sari"], ["Sari Indah", "Tono", "Sari Indah"]),
]


@pytest.mark.parametrize(("text", "names", "expected"), SAID_BY_THE_TEXT)
def test_the_text_says_who_is_who(text: str, names: list[str], expected: list[str] | None) -> None:
    assert names_in(text, *names) == (expected or [names[0]] * len(names))


@pytest.mark.parametrize("name", ["...", "-", "()", "\0", "🙂", "12345", "- -"])
def test_a_mention_without_a_letter_is_unresolved(name: str) -> None:
    assert resolve_names(name, [Mention(0, len(name), Label.PERSON, name)]) == [
        Unresolved("no name in the text of the mention")
    ]


def test_values_follow_the_order_of_the_mentions_and_skip_other_labels() -> None:
    text = "Tarmo Wijaya di Palembang. Tarmo pulang."
    first, second = mentions_of(text, "Tarmo Wijaya", "Tarmo")
    place = Mention(text.index("Palembang"), text.index(".", 20), Label.REGION, "Palembang")
    assert resolve_names(text, [second, place, first]) == [PersonValue("Tarmo Wijaya")] * 2
    assert resolve_names(text, [place]) == []
    assert resolve_names("", []) == []


@pytest.mark.parametrize("junk", [None, 3, b"Tarmo"])
def test_what_is_no_text_is_refused(junk: object) -> None:
    with pytest.raises(InputError, match="give the text"):
        strip_titles(junk)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="give the text"):
        resolve_names(junk, [])  # type: ignore[arg-type]


@given(st.text(min_size=1))
def test_any_text_has_a_value_and_titles_come_off_for_good(text: str) -> None:
    (value,) = resolve_names(text, [Mention(0, len(text), Label.PERSON, text)])
    assert isinstance(value, PersonValue | Unresolved)
    assert strip_titles(text) in text


WORDS = st.sampled_from(["Tarmo", "Wijaya", "Rini", "Dewi", "Tarmow", "Zul", "Zulkarnain", "M", "Gus", "Djoko", "Joko"])
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=12)


@given(NAMES)
def test_a_name_comes_from_the_article_and_is_not_shorter(names: list[str]) -> None:
    found = listed(*names)
    assert set(found) <= set(names)
    for name, value in zip(names, found, strict=True):
        assert value is not None
        assert len(value.split()) >= len([word for word in name.split() if word != "Gus"])


@given(NAMES)
def test_several_words_are_one_person_everywhere(names: list[str]) -> None:
    long = [name for name in names if len(name.split()) > 1 and "Gus" not in name]
    values: dict[str, set[str | None]] = {}
    for name, value in zip(names, listed(*names), strict=True):
        values.setdefault(name, set()).add(value)
    assert all(len(values[name]) == 1 for name in long)


COVERS = [
    ("tarmo wijaya", "tarmo", True),
    ("i gede tarmo wijaya", "gede wijaya", True),
    ("muhammad taufan", "m taufan", True),
    ("siti masita", "siti mashita", True),
    ("edy rahmayadi", "edy rahmyadi", True),
    ("tarmo wijaya", "wijaya tarmo", False),
    ("heru wijaya", "hery wijaya", False),
    ("rahmayadi wibawanta", "rahmyadi wibwanta", False),
    ("tarmo", "tarmo wijaya", False),
]


@pytest.mark.parametrize(("full", "short", "fits"), COVERS)
def test_a_short_form_stands_in_the_full_one(full: str, short: str, *, fits: bool) -> None:
    assert (covers(tuple(full.split()), tuple(short.split())) is not None) is fits


def test_the_tables_have_no_row_twice() -> None:
    for name in ("degrees", "honorifics", "nicknames"):
        rows = own_table(name)
        keys = [row[:2] if name == "nicknames" else row[0] for row in rows]
        assert len(keys) == len(set(keys))
    assert all(len(full) > 0 for names in known_names().values() for full in names)
