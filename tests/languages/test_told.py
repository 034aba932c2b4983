"""What the study says in its tables is told in the language of the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from speaking_faults import ENGLISH, WORDS, english_left

from marosim.cli.told import told
from marosim.languages import speaking

EVIDENCE = Path(__file__).parents[2] / "docs" / "evidence"
COLUMNS = {
    "gates": ("found", "wanted"),
    "validation": ("target", "published", "label", "verdict"),
    "left_out": ("target", "label", "verdict"),
    "ablation": ("scenario", "agrees", "finding"),
    "face": ("finding", "detail"),
    "summaries": ("summary",),
}


def texts() -> Iterator[str]:
    """Everything that the shipped tables say in words."""
    for name, columns in COLUMNS.items():
        table = pd.read_csv(EVIDENCE / f"{name}.csv", dtype=str, keep_default_na=False)
        for column in columns:
            yield from table[column].unique()


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_every_word_of_the_shipped_tables_is_told(language: str) -> None:
    worded = [text for text in texts() if any(map(ENGLISH.fullmatch, WORDS.findall(text)))]
    assert len(worded) > 150
    with speaking(language):
        left = {text: english_left(told(text), text) for text in worded}
    assert {text: pairs for text, pairs in left.items() if pairs} == {}


def test_figures_are_written_as_the_language_does_and_names_stay() -> None:
    with speaking("fr"):
        said = told("48.0%, 78.1% of 128 truths, 1,396 draws effective")
        assert " ".join(said.split()) == "48,0 %, 78,1 % de 128 vérités, 1 396 tirages efficaces"
        assert told("2.8e+02 times the record at 1999-06-30") == "280 fois le bilan au 1999-06-30"
        assert told("0.87 (attacks.ending) to 0.92 (flight.at_1.5)") == (
            "de 0,87 (attacks.ending) à 0,92 (flight.at_1.5)"
        )
        assert told("a word of nobody") == "a word of nobody"
        changed = " ".join(told("the rules changed; rwanda_1994 changed").split())
        assert changed == "changement : les règles ; changement : rwanda_1994"
    assert told("3.2 times the record at 1992-09-30") == "3.2 times the record at 1992-09-30"


def test_gates_are_printed_in_the_language_asked_for(command: Callable[..., Any]) -> None:
    said = " ".join(command("calibrate", "--check", "lang=fr").out.replace("│", " ").split())
    assert "au moins 80 %" in said and "rien n’a changé" in said and "at least" not in said


def test_a_table_of_mechanisms_is_printed_in_the_language_asked_for(
    command: Callable[..., Any], tmp_path: Path
) -> None:
    words = ("scenario=kalvera", "mechanisms=[C1]", "replications=2", "days=30",
             "population.agents=300", f"output_dir={tmp_path / 'made'}")  # fmt: skip
    said = command("ablate", *words, "lang=fr")
    assert said.status == 0, said.err
    plain = " ".join(said.out.replace("│", " ").split())
    assert "Agit-il" in plain and "mécanisme" in plain and "il ne prédit rien" in plain
    assert not any(word in plain for word in ("Does it", "mechanism ", "does not", "expected"))
    columns = pd.read_csv(tmp_path / "made" / "ablation.csv").columns
    assert {"mechanism", "agrees"} <= set(columns)  # files keep the names that notebooks read
