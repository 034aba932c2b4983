"""The folder of a calibration: its plan, its tables, and what is told beside its draws."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from marosim import cases as shelf
from marosim.evidence.digest import digests
from marosim.record.provenance import computing, versions
from marosim.record.whole import whole_file, write_whole
from marosim.shipped import shipped
from marosim.study.calibration_gates import STALENESS, UNKNOWN, Gate, of_age, unfit
from marosim.study.calibration_plan import WAVES, Plan
from marosim.study.calibration_runs import made_by
from marosim.study.calibration_summaries import summaries
from marosim.study.compose import Composed
from marosim.study.faults import StudyError
from marosim.study.posterior_origin import FOR_USE, NOT_FOR_USE, content, origin, outdated
from marosim.study.uncertainty import POSTERIOR

PLAN = "calibration.json"


def claim(plan: Plan, cases: Sequence[Composed], folder: Path) -> None:
    """Write down the plan in the folder, or make sure that the folder holds the same one."""
    note = {
        "plan": json.loads(json.dumps(plan.about(), default=_plain)),
        "words": [
            [
                c.case.name,
                *(w for w in c.overrides if not w.startswith(("output_dir=", "workers="))),
            ]
            for c in cases
        ],
    }
    file = folder / PLAN
    if not file.is_file():
        write_whole(file, json.dumps({**note, "provenance": computing()}, indent=1) + "\n")
        return
    kept = read_json(file)
    if {key: kept.get(key) for key in note} != note:
        raise StudyError(
            f"{folder}: holds a calibration of other settings, cases or draws; choose another "
            "output_dir"
        )


def changes(plan: Plan, folder: Path) -> list[str]:
    """What changed since the runs of a folder were made, in words; empty if nothing did."""
    try:
        now = digests(plan.cases)
    except shelf.CaseError as error:
        return [f"a case is gone ({error})"]
    found = []
    for case, asked in plan.asked.items():
        for wave in WAVES:
            made = made_by(folder, case, wave)
            if made.get("rules") != now["rules"]:
                found.append("the rules changed")
            if made.get("defaults") != now["settings"]:
                found.append("the settings by default changed")
            if made.get("case") != now["cases"][case]:
                found.append(f"{case} changed")
        again = summaries(shelf.load(case), plan.sizes.agents, plan.days)
        if [_key(s) for s in again] != [_key(s) for s in asked]:
            found.append(f"the record of {case} changed")
    return list(dict.fromkeys(found))


def _key(summary: Any) -> tuple[Any, ...]:
    record, width = round(summary.record, 6), round(summary.width, 6)
    return summary.name, summary.use, record, width


def write_origin(
    plan: Plan,
    cases: Sequence[Composed],
    folder: Path,
    gates: Sequence[Gate],
    settings: pd.DataFrame,
    result: str,
) -> None:
    """posterior.json: how and when the draws were made, and whether they may be used."""
    fails = unfit(gates)
    rows = {
        case: sum(summary.use == "fit" for summary in asked) for case, asked in plan.asked.items()
    }
    coverage = next((g for g in gates if g.gate.startswith("coverage of all")), None)
    about = {
        "method": "Gaussian-process emulators, history matching and importance sampling",
        "made": dt.date.today().isoformat(),
        "use": NOT_FOR_USE if fails else FOR_USE,
        "fails": fails,
        "size": "quick, for teaching" if plan.quick else "full",
        "result": result,
        "coverage": f"of 50, 80 and 90 % intervals: {coverage.found}" if coverage else "",
        "not_informed": list(settings.loc[settings["told"] == "not informed", "setting"]),
        "from_prior": list(plan.response),
        "gates": [gate.about() for gate in gates],
        "rows": rows,
        "seed": plan.seed,
        "sizes": plan.about()["sizes"],
        "priors": [[prior.name, prior.low, prior.high] for prior in plan.inputs],
        "cases": [
            [c.case.name, c.case.digest,
             [word for word in c.overrides if not word.startswith("output_dir=")]]
            for c in cases
        ],
        "versions": versions(),
        "digests": digests(plan.cases),
        "files": {name: content(folder / name) for name in ("posterior.csv", "posterior.parquet")},
    }  # fmt: skip
    write_whole(folder / "posterior.json", json.dumps(about, indent=1, default=_plain) + "\n")


def kept_plan(folder: Path) -> Plan:
    """The plan of a calibration that is in a folder."""
    file = folder / PLAN
    if not file.is_file():
        raise StudyError(
            f"{folder}: there is no {PLAN}; expected the folder of a 'marosim calibrate'"
        )
    try:
        return Plan.kept(read_json(file)["plan"])
    except (KeyError, TypeError):
        raise StudyError(f"{file}: expected the plan that 'marosim calibrate' wrote") from None


def read_json(file: Path) -> dict[str, Any]:
    """The named values of a file that marosim wrote."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        raise StudyError(f"{file}: cannot be read as JSON; make it anew") from None


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """A table whole."""
    with whole_file(path) as draft:
        table.to_csv(draft, index=False, float_format="%.9g")


def write_draws(folder: Path, draws: pd.DataFrame, until: str) -> None:
    """The posterior's draws, as csv and parquet, marked as not for use ``until`` they are tried."""
    about = {"use": NOT_FOR_USE, "fails": [until]}
    write_whole(folder / "posterior.json", json.dumps(about) + "\n")
    write_table(folder / "posterior.csv", draws)
    with whole_file(folder / "posterior.parquet") as draft:
        draws.to_parquet(draft, index=False)


def shipped_gates() -> list[Gate]:
    """The gates of the posterior that ships: as recorded when it was made, and its age now."""
    draws = shipped("conf") / POSTERIOR
    about = origin(draws) or {}
    recorded = about.get("gates")
    gates = [Gate(**kept) for kept in recorded] if isinstance(recorded, list) else []
    gates = [kept for kept in gates if kept.gate != STALENESS]
    if not gates:
        gates = [Gate("gates of the shipped posterior", "none recorded", "all of them", UNKNOWN)]
    return [*gates, of_age(outdated(draws))]
