"""Models that are wrong on purpose must fail where they are wrong, and the record must pass."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from marosim.evidence import composition
from marosim.evidence.months import CONSTANT, NOBODY, Months, Scored, lines, score
from marosim.evidence.tally import Tally
from marosim.evidence.verdict import MISSES, PASSES

RUNS, MONTHS, PEOPLE = 19, 40, 4e6
SKILL = "deaths by month, skill against the best baseline"
LOG = "deaths by month, log score gained on the best baseline"
EVEN = "ranks of the record among runs, chance of such unevenness"


def expected() -> np.ndarray:
    """What the made-up war would cost each month: it flares up and dies down."""
    return np.exp(4.5 + 2.0 * np.sin(np.arange(MONTHS) / 3.0))


def record() -> Months:
    noise = np.random.default_rng(3).normal(0, 0.3, MONTHS)
    deaths = np.rint(expected() * np.exp(noise))
    return Months(deaths, np.full(MONTHS, 30.0), MONTHS // 2, PEOPLE)


def honest() -> np.ndarray:
    """Runs of a model that knows the course of the war, and how far chance bends it."""
    return expected() * np.exp(np.random.default_rng(4).normal(0, 0.3, (RUNS, MONTHS)))


OTHERS = {"a": Months(np.full(20, 50.0), np.full(20, 30.0), 10, 3e6)}


def scored(ensemble: np.ndarray) -> Scored:
    found = score(ensemble, record(), OTHERS)
    assert found is not None
    return found


def verdicts(ensemble: np.ndarray) -> dict[str, str]:
    return {line["target"]: line["verdict"] for line in lines("made_up", scored(ensemble), "x")}


def test_the_record_with_its_own_noise_passes() -> None:
    found = verdicts(honest())
    assert found[SKILL] == PASSES
    assert found[LOG] == PASSES
    assert found[EVEN] == PASSES
    assert MISSES not in found.values()


def constant_guess() -> np.ndarray:
    """The best single number that the early months give, without any width."""
    return np.full((RUNS, MONTHS), np.median(record().deaths[: MONTHS // 2]))


def shuffled() -> np.ndarray:
    return honest()[:, np.random.default_rng(5).permutation(MONTHS)]


DUMMIES = {
    "nobody": lambda: np.zeros((RUNS, MONTHS)),
    "constant": constant_guess,
    "ten times": lambda: honest() * 10,
    "a tenth": lambda: honest() / 10,
    "months shuffled": shuffled,
}


@pytest.mark.parametrize("name", DUMMIES)
def test_dummies_show_no_skill(name: str) -> None:
    found = scored(DUMMIES[name]())
    assert found.skill.skill <= 0.01
    assert verdicts(DUMMIES[name]())[SKILL] != PASSES
    assert verdicts(DUMMIES[name]())[LOG] != PASSES


@pytest.mark.parametrize("name", ["nobody", "constant", "ten times", "a tenth"])
def test_dummies_are_not_calibrated(name: str) -> None:
    found = verdicts(DUMMIES[name]())
    assert found[EVEN] == MISSES
    assert found["months within the 90% band"] == MISSES


def test_a_band_as_wide_as_the_world_covers_all_and_has_no_skill() -> None:
    wide = np.exp(np.random.default_rng(6).normal(4.5, 5.0, (RUNS, MONTHS)))
    found = scored(wide)
    assert found.calibration.coverage[0.9][0] >= 0.9
    assert found.skill.skill < 0
    assert found.calibration.sharpness > 50 * scored(honest()).calibration.sharpness


def test_who_is_sure_and_wrong_pays_more_in_log_score_than_in_crps() -> None:
    sure = expected() * np.exp(np.random.default_rng(7).normal(0.9, 0.01, (RUNS, MONTHS)))
    vague = expected() * np.exp(np.random.default_rng(7).normal(0.9, 0.9, (RUNS, MONTHS)))
    apart = scored(sure).skill.crps - scored(vague).skill.crps
    assert scored(vague).gain.gain - scored(sure).gain.gain > 3 * apart > 0


def test_each_baseline_is_hard_to_beat_where_it_is_right() -> None:
    quiet = Months(np.zeros(MONTHS), np.full(MONTHS, 30.0), MONTHS // 2, PEOPLE)
    nothing = score(honest(), quiet, OTHERS)
    assert nothing is not None
    assert nothing.skill.scores[NOBODY] == 0.0
    assert nothing.skill.skill < 0
    assert nothing.skill.baseline in (NOBODY, CONSTANT, "the last early month goes on")


# ---- composition ----------------------------------------------------------------------------

CASE, START, DAYS = "south_sudan_2013", dt.date(2013, 12, 15), 1080


def power_law(count: int, exponent: float, seed: int) -> np.ndarray:
    """Whole sizes of two and more whose tail has an exponent."""
    luck = np.random.default_rng(seed).random(count)
    return np.floor(1.5 * luck ** (-1 / (exponent - 1)) + 0.5)


def as_recorded(
    *, times: float = 1.0, one_sided: float | None = None, government: float | None = None
) -> Tally:
    """A run like South Sudan's record as UCDP has it, but for what is asked otherwise."""
    rows = composition.targets(CASE).set_index("quantity")
    share = float(rows.loc["share_one_sided_of_civilian_deaths", "value"])
    share = share if one_sided is None else one_sided
    by_state = float(rows.loc["share_of_one_sided_by_government", "value"])
    by_state = by_state if government is None else government
    exponent = float(rows.loc["one_sided_event_size_tail_exponent", "value"])
    sizes = np.minimum(power_law(400, exponent, 8), 400.0) * times
    total = sizes.sum() / share
    # the state's attacks are drawn until they have their share of the dead
    order = np.random.default_rng(9).permutation(len(sizes))
    state = np.zeros(len(sizes), dtype=bool)
    state[order] = sizes[order].cumsum() <= by_state * sizes.sum()
    attacks = pd.DataFrame(
        {
            "day": np.random.default_rng(10).integers(0, DAYS, len(sizes)),
            "role": np.where(state, "government", "rebel"), "persons": sizes,
        }
    )  # fmt: skip
    daily = pd.DataFrame({"killed_one_sided": np.full(DAYS, sizes.sum() / DAYS)})
    daily["deaths_direct"] = total / DAYS
    daily["killed_in_battle"] = daily["deaths_direct"] - daily["killed_one_sided"]
    fighters = float(rows.loc["battle_deaths_fighters", "value"])
    daily["battle_deaths"] = fighters / DAYS * times
    for name in ("peacekeeper_deaths", "displaced_abroad", "displaced_internal", "sheltered"):
        daily[name] = 0.0
    return Tally(START, daily, attacks, pd.DataFrame())


def composed(run: Tally) -> dict[str, bool]:
    """Whether each quantity of the case lies in its accepted range."""
    return {
        row["quantity"]: row["accept_low"] <= row["simulated"] <= row["accept_high"]
        for row in composition.compare(CASE, [run])
    }


WHO, HOW = "share_of_one_sided_by_government", "share_one_sided_of_civilian_deaths"
TAIL = "one_sided_event_size_tail_exponent"


def test_the_record_composes_as_itself() -> None:
    found = composed(as_recorded())
    assert found[WHO] and found[HOW] and found[TAIL]


def test_right_totals_for_the_wrong_reasons_fail() -> None:
    crossfire = as_recorded(one_sided=0.15)
    assert not composed(crossfire)[HOW]
    assert composed(crossfire)[WHO]
    turned = as_recorded(government=0.05)
    assert not composed(turned)[WHO]
    assert composed(turned)[HOW]


def test_even_attacks_have_no_tail_of_the_record() -> None:
    run = as_recorded()
    same = run.attacks.assign(persons=np.random.default_rng(2).poisson(9, len(run.attacks)) + 1.0)
    even = Tally(run.start, run.daily, same, run.metrics)
    assert not composed(even)[TAIL]


@pytest.mark.parametrize("times", [0.1, 10.0])
def test_ten_times_and_a_tenth_fail_in_level(times: float) -> None:
    assert not composed(as_recorded(times=times))["battle_deaths_fighters"]


def test_nobody_has_no_composition() -> None:
    run = as_recorded()
    nobody = Tally(run.start, run.daily * 0.0, run.attacks.iloc[:0], run.metrics)
    found = composed(nobody)
    assert not found["battle_deaths_fighters"]
    assert not found["one_sided_events"]
    assert WHO not in found and HOW not in found
