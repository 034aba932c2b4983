"""The settings of C5, violence against civilians."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import MechanismSettings, setting


@dataclass
class AttackSettings(MechanismSettings):
    """C5: one-sided attacks as episodes that grow until they stop."""

    hazard: float = setting(
        0.01,
        "attacks begun a day by a fully hostile, unopposed force",
        unit="1/day",
        low=0.0001,
        high=2,
    )
    selective_weight: float = setting(
        1.0,
        "violence under dominant but incomplete control",
        low=0,
        high=5,
        source="Kalyvas 2006",
    )
    indiscriminate_weight: float = setting(
        0.8, "violence where control is fragmented", low=0, high=5, source="Kalyvas 2006"
    )
    extermination_weight: float = setting(
        30.0, "violence under control when leaders mean to destroy", low=0, high=50
    )
    half_fighters: float = setting(
        80.0,
        "fighters present at which the hazard is as stated; it grows with the logarithm of their "
        "number. As many stop half of those who pass a roadblock",
        unit="fighters",
        low=1,
        high=5000,
    )
    half_people: float = setting(
        1500.0,
        "people of the target community at which opportunity is one half",
        unit="persons",
        low=1,
        high=100_000,
    )
    allied_share: float = setting(
        0.5, "share of allied fighters present who take part", low=0, high=1
    )
    at_once: int = setting(
        8,
        "attacks that an organisation can run at one place at a time",
        unit="attacks",
        low=1,
        high=50,
    )
    sated_weight: float = setting(
        0.5,
        "hazard of ending added once most victims are gone, relative to the usual one",
        low=0,
        high=5,
    )
    first_perpetrators: float = setting(
        2.0, "fewest who begin an attack", unit="persons", low=1, high=1000
    )
    gang_exponent: float = setting(
        1.5,
        "exponent of the tail of how many begin an attack",
        low=0.5,
        high=10,
        source="Bohorquez et al. 2009: groups of insurgents have a tail with exponent 2.5 in "
        "their density",
    )
    growth: float = setting(1.5, "growth of an attack a day", unit="1/day", low=0.01, high=10)
    ending: float = setting(
        2.5,
        "hazard that an attack ends, relative to growth, without any hostility: the exponent of "
        "the tail of sizes",
        low=0.1,
        high=10,
        source="assumed; Reed & Hughes 2002 for the law; set on the calibration rows of sizes in "
        "targets.csv",
    )
    hostility_lengthens: float = setting(
        0.82, "share of that hazard that full hostility takes away", low=0, high=1
    )
    ending_least: float = setting(0.45, "the least that the hazard can be", low=0.05, high=5)
    company: float = setting(
        120.0,
        "most who take part at once in an attack that nobody ordered",
        unit="persons",
        low=5,
        high=5000,
        source="assumed; a company",
    )
    crowd_share: float = setting(
        0.03,
        "share of an organisation's own community at the place who join in under its orders to "
        "destroy",
        low=0,
        high=0.5,
        source="Straus 2006: some 200,000 perpetrators among the Hutu of Rwanda",
    )
    killed_per_perpetrator: float = setting(
        1.0,
        "people killed by a perpetrator a day while victims are in reach",
        unit="1/day",
        low=0.01,
        high=5,
    )
    deterred_start: float = setting(
        0.1,
        "share of deterrence that keeps raiders from attacking at all; the rest keeps them from "
        "killing when they do",
        low=0,
        high=1,
        source="fitted to Ruggeri, Dorussen & Gizelis 2017 (local violence begins hardly less "
        "often near peacekeepers); Fjelde, Hultman & Nilsson 2019 (fewer attacks that kill five)",
    )
    reach_share: float = setting(
        0.15,
        "share of the people targeted at a place within reach a day, where they have not gathered",
        unit="1/day",
        low=0.001,
        high=1,
    )
    gathered_share: float = setting(
        0.7,
        "share of a community in the greatest fear who gather at churches, schools and hills, all "
        "of them within reach",
        low=0,
        high=1,
        source="assumed; Des Forges 1999, Straus 2006 on gathering sites in Rwanda",
    )
    massacre_rate: float = setting(
        5.0,
        "killed by each of those beyond a company who surround a gathering, relative to others",
        low=1,
        high=100,
        source="assumed; Des Forges 1999: thousands killed within a day or two by some hundreds",
    )
    refuge_pull: float = setting(
        3.0,
        "reach among people gathered in an undefended refuge relative to elsewhere",
        low=0,
        high=20,
        source="assumed; killings at gathering sites, Des Forges 1999",
    )
    roadblock_hazard: float = setting(
        0.33,
        "hazard of people passing ground held by those who mean to destroy them",
        unit="1/day",
        low=0,
        high=5,
        source="assumed; Des Forges 1999 on roadblocks",
    )
    impunity_weight: float = setting(1.0, "hazard added by full impunity", low=0, high=10)
    watched_restraint: float = setting(
        0.15,
        "share of the hazard that moves elsewhere from where outsiders watch",
        low=0,
        high=1,
        source="assumed; Kuperman 2000 (killing slowed where outsiders watched); Hultman, "
        "Kathman & Shannon 2013 (observers alone do not lower the total)",
    )
    ceasefire_restraint: float = setting(
        0.6, "share of the hazard removed by a full ceasefire", low=0, high=1
    )
