"""The posterior that ships: draws that a study can use without a file of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import marosim
from marosim.core.setting import rows
from marosim.evidence.digest import digests, rules_digest
from marosim.settings import Settings
from marosim.shipped import shipped
from marosim.study.faults import StudyError
from marosim.study.options import StudyOptions
from marosim.study.posterior_origin import outdated
from marosim.study.uncertainty import POSTERIOR, Uncertainty


def test_draws_lie_within_the_bounds_of_their_settings() -> None:
    known = {row.name: row for row in rows(Settings())}
    draws = pd.read_csv(shipped("conf") / POSTERIOR)
    assert len(draws) >= 100
    for name in draws:
        row = known[name.partition("@")[0]]
        low, high = row.low, row.high
        assert low is not None and high is not None, name
        assert draws[name].between(low, high).all(), name


def test_its_origin_names_cases_rows_and_seed_and_no_folder() -> None:
    about = json.loads((shipped("conf") / "posterior.json").read_text(encoding="utf-8"))
    assert {"method", "made", "rows", "seed", "sizes", "gates", "result"} <= set(about)
    assert len(about["cases"]) == 6
    assert "output_dir" not in json.dumps(about["cases"])


def test_a_study_draws_from_it_without_a_file(tmp_path: Path) -> None:
    study = marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=3, days=4,
        uncertainty="stale_posterior", population__agents=100, workers=1, progress=False,
        output_dir=str(tmp_path / "study"),
    )  # fmt: skip
    drawn = study.runs.pivot(
        index="replication", columns="response", values="uncertain.attacks.hazard"
    )
    assert drawn.nunique().min() > 1, "replications differ"
    assert (drawn.nunique(axis=1) == 1).all(), "responses share a replication's draws"


def copied(folder: Path, **digest: str) -> Path:
    """Draws with an origin that fits what runs now, but for what is given."""
    about = {"digests": {**digests(["kalvera"]), **digest}, "cases": [["kalvera", "", []]]}
    (folder / "posterior.json").write_text(json.dumps(about), encoding="utf-8")
    path = folder / "posterior.csv"
    path.write_text("attacks.hazard\n0.02\n0.03\n", encoding="utf-8")
    return path


def test_fresh_draws_are_taken_and_stale_ones_refused_unless_asked_for(tmp_path: Path) -> None:
    path = copied(tmp_path)
    asked = StudyOptions(uncertainty="posterior", posterior=str(path))
    assert Uncertainty(asked).draw(Settings(), 0)
    for changed in ({"rules": "x"}, {"settings": "x"}, {"cases": {"kalvera": "x"}}):
        copied(tmp_path, **changed)  # type: ignore[arg-type]
        with pytest.raises(StudyError, match=r"stale .*changed.*marosim calibrate.*stale_post"):
            Uncertainty(asked)
        old = StudyOptions(uncertainty="stale_posterior", posterior=str(path))
        assert Uncertainty(old).draw(Settings(), 0)


def test_draws_whose_rules_were_not_recorded_are_stale(tmp_path: Path) -> None:
    path = copied(tmp_path)
    (tmp_path / "posterior.json").write_text("{}", encoding="utf-8")
    with pytest.raises(StudyError, match="not recorded"):
        Uncertainty(StudyOptions(uncertainty="posterior", posterior=str(path)))


def test_the_digest_of_rules_follows_a_rule_and_no_page(tmp_path: Path) -> None:
    root = Path(marosim.__file__).parent
    copy = tmp_path / "marosim"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert rules_digest(copy) == rules_digest(root)
    (copy / "cli" / "new.py").write_text("A = 1\n", encoding="utf-8")
    assert rules_digest(copy) == rules_digest(root)
    with (copy / "armed" / "attacks.py").open("a", encoding="utf-8") as file:
        file.write("# another rule\n")
    assert rules_digest(copy) != rules_digest(root)


def test_describe_says_what_the_draws_are(command: Callable[..., Any]) -> None:
    said = " ".join(command("describe").out.split())
    about = json.loads((shipped("conf") / "posterior.json").read_text(encoding="utf-8"))
    for text in (about["result"], "rwanda_1994", about["coverage"]):
        assert text in said
    if outdated(shipped("conf") / POSTERIOR):
        assert "Stale:" in said
    assert ("Not for use" in said) == bool(about["fails"])
