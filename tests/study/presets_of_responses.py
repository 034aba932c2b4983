"""What whole responses, experiments and launchers promise."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from preset_runs import answers, composed, differing, first, heads, last, pipeline, promises, run

from marosim.mission.unit_decisions import ENGAGE, WORDS, most_allowed
from marosim.response_model import ResponseModel
from marosim.settings import Settings
from marosim.study import executors
from marosim.study.compose import Composed, compose
from marosim.study.faults import StudyError

RWANDA = ("scenario=rwanda_1994",)
SEEDS = (1, 2)


# --- response ----------------------------------------------------------------------------


def arrivals(response: str) -> list[np.ndarray]:
    """Heads in Rwanda by day, day 0 being 6 April 1994; once for each seed."""
    return [
        heads(pipeline(*RWANDA, f"response={response}", "days=120", f"seed={seed}"))
        for seed in SEEDS
    ]


def whole(response: str) -> ResponseModel:
    """Rwanda under a response."""
    return run(*RWANDA, f"response={response}", "population.agents=300", "days=120")


def among_fighters(response: str, *words: str, days: int = 60) -> ResponseModel:
    """The same with all that befalls those who come, whom losses may send home."""
    words = (*RWANDA, f"response={response}", *words)
    return run(*words, "population.agents=300", f"days={days}")


@promises(
    "response",
    "none",
    "No mission: nobody is mandated or deployed. Warning and mediation stay as they were.",
)
def none() -> None:
    model, before = whole("none"), whole("historical")
    assert not heads(model).any() and not model.daily["authorised"].any()
    assert first(model, "alert") == first(before, "alert") < np.inf
    kept = {"early_warning", "local_knowledge", "mediation", "decision_chain"}
    assert not kept & differing(model.settings, before.settings)
    ends = [first(m, "talks_succeeded") for m in (model, before)]
    assert ends[0] == ends[1] == 103  # the ceasefire of July 1994 on the record


@promises("response", "historical", "The response as it was.")
def historical() -> None:
    model = whole("historical")
    days = model.daily.set_index("date")
    assert days["peacekeepers"]["1994-04-06"] == pytest.approx(2186 + 330, abs=2)
    assert days["peacekeepers"]["1994-04-22"] == pytest.approx(444 + 326, abs=2)
    assert days["peacekeepers"]["1994-07-31"] == pytest.approx(930 + 223, abs=2)
    assert days["authorised"]["1994-04-20"] > 4 * days["authorised"]["1994-04-21"]
    assert days["authorised"]["1994-05-17"] > 5500
    assert days["rules_of_engagement"].max() < 0.3


@promises(
    "response",
    "five_thousand",
    "Five thousand well-trained troops with a robust mandate, authorised on the fourth day. "
    "Standby units and airlift bring a third within two weeks and the rest by the sixth week.",
)
def five_thousand() -> None:
    for here in arrivals("five_thousand"):
        assert 0.25 * 5000 <= here[4 + 14] <= 0.4 * 5000
        assert here[4 + 28] < 0.5 * 5000
        # 92.5 % of what is authorised ever comes (Rappa 2016), less or more by contingent
        assert 0.85 * 5000 <= here[4 + 42] <= 5000
    mission = among_fighters("five_thousand")
    assert mission.politics.authorised_day == 4
    assert most_allowed(mission) == ENGAGE
    assert 0.85 * 5000 <= heads(mission)[4 + 42] <= 5000
    usual = among_fighters("five_thousand", "training=standard")
    assert last(mission, "troop_quality") > 1.2 * last(usual, "troop_quality")


@promises(
    "response",
    "five_thousand_in_place",
    "A force of five thousand well-trained troops is authorised on the first day and has landed "
    "within two weeks.",
)
def five_thousand_in_place() -> None:
    for here in arrivals("five_thousand_in_place"):
        assert here[1] == 0 and here[15] >= 0.85 * 5000  # 7 and 21 April
    model = pipeline(*RWANDA, "response=five_thousand_in_place", "days=120", "seed=1")
    assert first(model, "authorisation") == 1
    mission = among_fighters("five_thousand_in_place")
    # all are there at all times, but for contingents that a capital took home after losses
    taken = np.zeros(len(heads(mission)))
    for event in mission.journal.events:
        if event.kind == "contingent_withdrawn":
            taken[event.day :] += event.numbers["persons"]
    assert (heads(mission) + taken >= 0.85 * 5000)[15:].all()
    assert heads(mission)[[15, -1]].min() >= 0.85 * 5000  # and others take their place
    usual = among_fighters("five_thousand_in_place", "training=standard")
    assert last(mission, "troop_quality") > 1.2 * last(usual, "troop_quality")


@promises(
    "response",
    "airlift_after_recognition",
    "A large intervention is authorised once the genocide was recognised from outside, in its "
    "third week. Airlift brings the first units twelve days later and the last after five weeks.",
)
def airlift_after_recognition() -> None:
    model = pipeline(*RWANDA, "response=airlift_after_recognition", "days=120", "seed=1")
    assert 14 <= first(model, "authorisation") <= 20  # day 14 is 20 April, the genocide's 14th
    for here in arrivals("airlift_after_recognition"):
        assert here[14 + 10] == 0 < here[14 + 13] < 2000
        assert 0.5 * 13_500 < here[14 + 28] < 0.8 * 13_500
        assert 0.85 * 13_500 <= here[14 + 35] <= 13_500
    assert heads(among_fighters("airlift_after_recognition"))[-1] >= 0.85 * 13_500


@promises(
    "response",
    "robust_rapid",
    "A fully funded mission with a robust mandate, authorised on the fourth day. A battalion "
    "arrives within two weeks, half the mission within two months and the rest within three.",
)
def robust_rapid() -> None:
    model = pipeline(*RWANDA, "response=robust_rapid", "days=120", "seed=1")
    assert first(model, "authorisation") == 4 and not model.daily["money_missing"].any()
    assert last(model, "rules_of_engagement") == 0.9
    for here in arrivals("robust_rapid"):
        wanted = 13_950  # 12,500 troops, 1,300 police, 150 observers
        assert 600 <= here[4 + 14] < 0.2 * wanted
        assert 0.45 * wanted <= here[4 + 60] < 0.6 * wanted
        assert here[4 + 90] >= 0.85 * wanted
    assert heads(among_fighters("robust_rapid", days=100))[-1] >= 0.85 * wanted


# --- experiment --------------------------------------------------------------------------


@cache
def bundle(name: str) -> Composed:
    """An experiment as it is composed before it is swept over."""
    return compose([f"experiment={name}"], multirun=True)


@cache
def responses(name: str) -> dict[tuple[str, ...], Settings]:
    """The settings of each response of an experiment by the values that it sweeps over."""
    sweep = bundle(name).sweep
    levels = [[part.strip() for part in values.split(",")] for values in sweep.values()]
    found = {}
    for values in itertools.product(*levels):
        words = (f"{key}={value}" for key, value in zip(sweep, values, strict=True))
        found[values] = composed(*based(name), *words).settings
    return found


def based(name: str) -> tuple[str, str]:
    """An experiment with its scenario said aloud, which spares a look for it."""
    return f"scenario={scenario(name)}", f"experiment={name}"


def apart(name: str) -> set[str]:
    """The parts of the settings in which any two responses of an experiment differ."""
    pairs = itertools.combinations(responses(name).values(), 2)
    return set().union(*(differing(one, other) for one, other in pairs))


def scenario(name: str) -> str:
    return bundle(name).study.scenario


def tried(name: str, *words: str, days: int = 60) -> ResponseModel:
    """A short run of one response of an experiment."""
    return run(*based(name), *words, "population.agents=300", f"days={days}")


def decided(name: str, *words: str, days: int = 60) -> ResponseModel:
    """What is decided, paid and sent in one response of an experiment."""
    return pipeline(*based(name), *words, f"days={days}")


SPEED = {"deployment", "rapid_reaction"}
LEARNING = {"early_warning", "local_knowledge"}


@promises(
    "experiment",
    "deployment_speed",
    "The same robust mission arriving slowly, at the usual pace and rapidly.",
)
def deployment_speed() -> None:
    assert apart("deployment_speed") == SPEED
    here = {
        plan: heads(decided("deployment_speed", f"deployment={plan}", days=90))
        for plan in ("slow", "standard", "rapid")
    }
    assert here["slow"].sum() < here["standard"].sum() < here["rapid"].sum()
    assert {s.mandate.name for s in responses("deployment_speed").values()} == {"robust"}


@promises(
    "experiment",
    "five_thousand_troops",
    "Could 5,000 troops have saved Rwanda? Dallaire's and Feil's claim against Kuperman's.",
)
def five_thousand_troops() -> None:
    assert scenario("five_thousand_troops") == "rwanda_1994"
    found = responses("five_thousand_troops")
    assert found["five_thousand",].mandate.ceiling == 5000
    assert found["five_thousand_in_place",].mandate.ceiling == 5000
    assert found["airlift_after_recognition",].mandate.ceiling == 13_500
    for (response,), settings in found.items():  # each is the response that is tested above
        assert settings == composed(*RWANDA, f"response={response}").settings


@promises(
    "experiment",
    "funding_crisis",
    "The liquidity crisis of 2025–26 laid over a mission that protects civilians.",
)
def funding_crisis() -> None:
    assert apart("funding_crisis") == {"funding"}
    paid, short = (
        decided("funding_crisis", f"funding={option}", "authorisation.day=-365", days=400)
        for option in ("full", "crisis")
    )
    assert 0.7 < heads(short)[-1] / heads(paid)[-1] < 0.8  # a quarter of the uniformed
    assert "protect" in paid.settings.mandate.tasks


@promises(
    "experiment",
    "mandate_speed_money",
    "Mandate, speed and money together: what each does and what they do to one another.",
)
def mandate_speed_money() -> None:
    found = responses("mandate_speed_money")
    assert len(found) == 8 and apart("mandate_speed_money") == {"mandate", "funding", *SPEED}
    least, most = ("traditional", "slow", "crisis"), ("robust", "rapid", "full")
    order = list(bundle("mandate_speed_money").sweep)
    parts = {"mandate": {"mandate"}, "deployment": SPEED, "funding": {"funding"}}
    for group, part in parts.items():
        changed = tuple(most[k] if key == group else least[k] for k, key in enumerate(order))
        assert differing(found[least], found[changed]) == part


@promises(
    "experiment",
    "observer_to_robust",
    "One ladder of mandates from observers to robust protection, authorised on the same day.",
)
def observer_to_robust() -> None:
    assert apart("observer_to_robust") == {"mandate"}
    names = [name for (name,) in responses("observer_to_robust")]
    ladder = [decided("observer_to_robust", f"mandate={name}") for name in names]
    assert {first(m, "authorisation") for m in ladder} == {4}
    force = [last(m, "rules_of_engagement") for m in ladder]
    wanted = [last(m, "authorised") for m in ladder]
    assert force == sorted(force) and wanted == sorted(wanted) and len(set(force)) == 5


@promises(
    "experiment",
    "prevention",
    "Units placed on the first alert, before mass violence, against units sent after it began.",
)
def prevention() -> None:
    assert apart("prevention") == SPEED
    table = bundle("prevention").case.timeline
    worst = int(table["day"][table["kind"] == "trigger"].min())
    day = {o: first(tried("prevention", f"deployment={o}", days=120), "first_unit")
           for o in ("none", "preventive", "rapid")}  # fmt: skip
    assert day["preventive"] < worst < day["rapid"]
    assert day["none"] == np.inf


@promises(
    "experiment",
    "rwanda_three_responses",
    "Rwanda 1994 without response, as it was, and with a robust mission that is decided on the "
    "fourth day.",
)
def rwanda_three_responses() -> None:
    assert scenario("rwanda_three_responses") == "rwanda_1994"
    found = responses("rwanda_three_responses")
    assert list(found) == [("none",), ("historical",), ("robust_rapid",)]
    for (response,), settings in found.items():
        assert settings == composed(*RWANDA, f"response={response}").settings


@promises(
    "experiment",
    "safe_areas",
    "The same troops in safe areas or spread, with leave to defend civilians by force and without.",
)
def safe_areas() -> None:
    found = responses("safe_areas")
    assert {s.mandate.ceiling for s in found.values()} == {7600}
    ran = {
        (m, a): tried("safe_areas", f"mandate={m}", f"approach={a}", "authorisation.day=-250")
        for m, a in found
    }
    for (mandate, approach), model in ran.items():
        places = model.daily["places_with_peacekeepers"].max()  # losses may send them home later
        assert (places <= 6) == (approach == "safe_areas")
        assert (most_allowed(model) == ENGAGE) == (mandate == "robust")
    engaged = f"Peacekeepers {WORDS[ENGAGE]}"  # with leave some do, as each unit decides
    by_force = {mandate for (mandate, _), model in ran.items() if engaged in answers(model)}
    assert by_force == {"robust"}
    assert len({round(heads(model)[0]) for model in ran.values()}) == 1


@promises(
    "experiment",
    "seven_approaches",
    "The seven operational approaches of the MARO handbook with the same force.",
)
def seven_approaches() -> None:
    found = responses("seven_approaches")
    assert len(found) == 7 and apart("seven_approaches") == {"approach"}
    here = [heads(decided("seven_approaches", f"approach={name}")) for (name,) in found]
    assert all((here[0] == other).all() for other in here[1:])


@promises(
    "experiment",
    "stabilise_or_build",
    "Splitting the same money between security now and peace later.",
)
def stabilise_or_build() -> None:
    assert apart("stabilise_or_build") == {"stabilise_or_build"}
    key = "stabilise_or_build.build_share"
    split = [
        tried("stabilise_or_build", f"{key}={share}", "authorisation.day=-300", days=95)
        for share in ("0.0", "0.3", "0.8")
    ]
    security = [heads(model)[-1] for model in split]
    peace = [last(model, "recovery") for model in split]
    assert security == sorted(security, reverse=True) and len(set(security)) == 3
    assert peace[0] == 0 < peace[1] and peace[2] > 0


@promises(
    "experiment", "warning_needs_response", "Early warning with and without anybody to act on it."
)
def warning_needs_response() -> None:
    found = responses("warning_needs_response")
    for mandate in ("none", "robust"):
        pair = (found["none", mandate], found["full", mandate])
        assert differing(*pair) == LEARNING
        for warning in ("none", "full"):
            model = tried("warning_needs_response", f"warning={warning}", f"mandate={mandate}")
            assert bool(model.daily["alerts"].any()) == (warning == "full")
            assert bool(heads(model).any()) == (mandate == "robust")


# --- launcher ----------------------------------------------------------------------------


def launched(*words: str, workers: int | None = 2) -> executors.Executor:
    return executors.executor(compose(words).study.launcher, workers, Path("study"))


@promises("launcher", "local", "Runs are computed on the cores of this machine.")
def local() -> None:
    assert isinstance(launched("launcher=local"), executors.LocalExecutor)
    assert isinstance(launched("launcher=local", workers=1), executors.InProcess)


@promises("launcher", "dask", "Runs are computed by a Dask cluster: give launcher.address.")
def dask() -> None:
    with pytest.raises(StudyError, match=r"launcher\.address"):
        launched("launcher=dask")
    with mock.patch("distributed.Client") as client:
        client.return_value.ncores.return_value = {"worker": 3}
        ran = launched("launcher=dask", "launcher.address=tcp://10.0.0.1:8786")
    assert isinstance(ran, executors.DaskExecutor) and ran.cores == 3
    assert client.call_args.args == ("tcp://10.0.0.1:8786",)


@promises("launcher", "slurm", "Runs are computed as jobs of a Slurm cluster, through submitit.")
def slurm() -> None:
    with mock.patch("shutil.which", return_value=None), pytest.raises(StudyError, match="sbatch"):
        launched("launcher=slurm")
    ran = launched("launcher=slurm", "launcher.cluster=local")
    assert isinstance(ran, executors.SlurmExecutor)
