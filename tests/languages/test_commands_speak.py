"""What commands print is in the language that was asked for; keys and tables stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_studies import on_disk

import marosim
from marosim.brief.search_words import SearchWords
from marosim.languages import _p, speaking
from marosim.record import write_run
from marosim.study.intervals import Interval
from marosim.study.search_outcome import Against
from marosim.study.sensitivity import draw
from marosim.study.study import Study
from marosim.view.style import new_axes

LUCK = np.array([90e3, 130e3, 110e3, 160e3, 75e3, 120e3, 100e3, 140e3])
OPTIONS = [{"mandate": m} for m in ("none", "observer", "robust")]
ENGLISH = re.compile(
    r"(?<![\w=.])(the|than|of|with|are|is|and|for|fewer|more|cannot|runs?|only|best|never)(?![\w=])"
)
COMMANDS = {
    "compare": ("--no-figures", "--chance", "deaths_direct>100000"),
    "recommend": ("budget_usd=2.5e6", "consent=0.2"),
    "explain": (),
}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    noise = np.random.default_rng(1).normal(0, 3e3, (2, 8))
    deaths = [LUCK, LUCK - 2e3 + noise[0], LUCK - 40e3 + noise[1]]
    return on_disk(tmp_path_factory.mktemp("study") / "study", OPTIONS, deaths)


def english(text: str) -> list[str]:
    """The English words of what a command printed, less paths."""
    return [word for line in text.splitlines() if "/" not in line for word in ENGLISH.findall(line)]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
@pytest.mark.parametrize("name", list(COMMANDS))
def test_no_english_is_left(
    name: str, language: str, study: Study, command: Callable[..., Any]
) -> None:
    said = command(name, str(study.folder), *COMMANDS[name], f"lang={language}")
    assert said.status == 0, said.err
    assert english(said.out) == []
    plain = command(name, str(study.folder), *COMMANDS[name])
    assert len(english(plain.out)) > 10
    assert len(said.out.split()) > 0.5 * len(plain.out.split())


def test_a_sentence_that_is_not_wrapped_is_found(
    study: Study, command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from marosim.view import price

    monkeypatch.setattr(price, "trade_offs", lambda *_words: ["No option is best on both."])
    assert english(command("compare", str(study.folder), "--no-figures", "lang=fr").out)


@pytest.mark.parametrize(("name", "table"), [("compare", "compare.csv"),
                                             ("recommend", "recommend.csv"),
                                             ("explain", "explain.csv")])  # fmt: skip
def test_the_language_changes_no_table(
    name: str, table: str, study: Study, command: Callable[..., Any]
) -> None:
    written = []
    for words in ((), ("lang=ar", "numerals=arab")):
        assert command(name, str(study.folder), *COMMANDS[name], *words).status == 0
        written.append((Path(study.folder) / table).read_bytes())
    assert written[0] == written[1]


def test_faults_of_limits_are_told_in_the_language(
    study: Study, command: Callable[..., Any]
) -> None:
    said = command("recommend", str(study.folder), "consent=2", "lang=fr")
    assert said.status == 2 and "nombre attendu de 0 à 1" in said.err


class Found:
    """What a search came to, made up."""

    trials, pairs, too_few, recorded = 12, 8, False, "historical"
    aims, found = ["deaths_direct", "consent"], ["found_1"]

    def __init__(self, better: int) -> None:
        self.better = better

    def rows(self) -> list[Against]:
        change = Interval(-300.0 * self.better, -400.0, 400.0 - 500 * self.better)
        return [Against("found_1", aim, 1e3, change, -700.0, self.better) for aim in self.aims]

    def words(self, _name: str) -> str:
        return "mandate=robust"

    def sign(self, _aim: str) -> int:
        return 1


@pytest.mark.parametrize("better", [-1, 0, 1])
@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_search_is_told_in_the_language(language: str, better: int) -> None:
    with speaking(language):
        said = SearchWords(Found(better)).all()
    assert len(said) >= 5 and english("\n".join(said)) == []
    assert len(english("\n".join(SearchWords(Found(better)).all()))) > 10


def test_what_describe_says_of_one_thing_speaks(command: Callable[..., Any]) -> None:
    metric = command("describe", "metric", "deaths_direct", "lang=fr").out
    assert "Civils tués (deaths_direct)" in metric
    assert "somme sur les jours" in metric and "Moins vaut mieux." in metric
    option = command("describe", "option", "mandate=robust", "lang=es").out
    english = command("describe", "option", "mandate=robust").out
    assert option.splitlines()[0] != english.splitlines()[0]
    assert option.splitlines()[1:] == english.splitlines()[1:]
    assert "par défaut" in command("describe", "setting", "mandate.ceiling", "lang=fr").out


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_the_whole_model_is_described_in_the_language(command: Callable[..., Any], language: str):
    from marosim.core.setting import rows
    from marosim.day import the_day
    from marosim.settings import Settings

    told = " ".join(command("describe", f"lang={language}").out.split())
    english = [kind.rule.split(". ")[0] for kind in the_day() if len(kind.rule) > 60]
    assert len(english) > 50 and not [rule for rule in english if rule in told]
    words = [row.meaning for row in rows(Settings()) if len(row.meaning) > 20]
    assert not [word for word in words if word in told]
    assert "mandate.ceiling" in told and "Gurr 1970" in told  # names and sources stay
    rules = [kind.rule for kind in the_day()]
    with speaking(language):
        for context, own in (("mechanism", rules), ("meaning of a setting", words)):
            said = {_p(context, text) for text in own}
            assert len(said) >= 0.97 * len(set(own)), "different texts are said in the same words"


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_the_figure_of_a_sensitivity_speaks(method: str) -> None:
    table = pd.DataFrame({"setting": ["attacks.rate", "flight.fear"], "mu_star": [5e3, 1e3],
                          "mu_star_interval": [500.0, 300.0], "total": [0.6, 0.2],
                          "total_interval": [0.1, 0.1]})  # fmt: skip
    table.attrs = {"method": method, "metric": "deaths_direct"}
    with speaking("fr"):
        axes = draw(table, new_axes())
    said = {axes.get_title(loc="left"), axes.get_xlabel()}
    assert "Civils tués\u00a0: attacks.rate le fait le plus bouger" in said
    label = "effet absolu moyen sur la plage" if method == "morris" else "part de la variance"
    assert any(text.startswith(label) for text in said)


def test_a_chance_of_less_than_one_keeps_its_decimals(
    study: Study, command: Callable[..., Any]
) -> None:
    said = command("compare", str(study.folder), "--no-figures", "--chance", "consent>0.25",
                   "lang=fr")  # fmt: skip
    assert "0,25" in said.out and " 25 " not in said.out, said.err


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of a few days, of which fewer than ten people die a day."""
    model = marosim.model("kalvera", days=20, population__agents=300).run()
    folder = tmp_path_factory.mktemp("run") / "one"
    write_run(folder, model, duration_s=0.1)
    return folder


@pytest.mark.parametrize(("language", "mark"), [("en", "."), ("fr", ","), ("es", ",")])
def test_the_chain_tells_as_many_deaths_in_every_language(
    run: Path, command: Callable[..., Any], language: str, mark: str
) -> None:
    said = command("explain", str(run), f"lang={language}").out
    chain = pd.read_csv(run / "explain.csv")
    fractions = [v for v in chain["deaths_before"].dropna() if 1 < v < 90 and v % 1]
    assert fractions, "no number of this run has decimals"
    for value in fractions:
        told = f"{value:.1f}" if value >= 10 else f"{value:.3g}"
        assert f" {told.replace('.', mark)} " in said


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_chain_is_printed_to_its_last_column(
    run: Path, command: Callable[..., Any], language: str
) -> None:
    said = command("explain", str(run), f"lang={language}").out
    table = [line for line in said.splitlines() if line[:1] in "┏┃┡│└"]
    assert len(table) > 10 and {line[-1] for line in table} <= set("┓┃┩│┘")


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_units_of_a_run_and_the_time_it_took_are_in_the_language(
    command: Callable[..., Any], language: str
) -> None:
    words = ("run", "scenario=kalvera", "days=3", "population.agents=100", "output_dir=it")
    said = command(*words, f"lang={language}")
    assert said.status == 0, said.err
    cells = [[cell.strip() for cell in line.split("│")] for line in said.out.splitlines()]
    units = {row[3] for row in cells if len(row) == 7 and row[5]} - {""}
    assert len(units) > 5
    assert not units & {"persons", "fighters", "returns", "dyads", "days", "attacks", "battles"}
    took = r"\d,\d\u00a0s\." if language != "ar" else r"\d\.\d ثانية\."
    assert re.search(took, said.out)


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_where_options_are_found_is_told_in_the_language(
    command: Callable[..., Any], language: str
) -> None:
    assert "which is not there" in (plain := command("run", "--info").out)
    assert len(english(plain)) > 2
    said = command("run", "--info", f"lang={language}").out
    assert english(said) == [] and "./conf" in said and "mandate: " in said
    assert "which is not there" not in said


def test_a_table_of_many_responses_names_its_baseline_in_words(
    tmp_path: Path, command: Callable[..., Any]
) -> None:
    options = [{"mandate": m, "deployment": d} for m in ("none", "robust")
               for d in ("slow", "rapid", "crisis")]  # fmt: skip
    many = on_disk(tmp_path / "many", options, [LUCK - 3e3 * n for n in range(6)])
    said = command("compare", str(many.folder), "--no-figures", "lang=fr").out
    title = next(line for line in said.splitlines() if line.startswith("deaths_direct"))
    assert "personnes, par rapport à aucun mandat, déploiement lent" in title
