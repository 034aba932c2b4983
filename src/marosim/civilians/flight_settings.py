"""The settings of C9, flight."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import MechanismSettings, setting

JOINT = "assumed; near the median of the joint calibration of five cases, conf/posterior.csv"


TOWNS, OWN_PEOPLE, NEAREST = "towns", "own_people", "nearest"


@dataclass
class FlightSettings(MechanismSettings):
    """C9: fear, the decision to leave, the choice of a destination, the way, return."""

    heads_for: str = setting(
        TOWNS,
        "what draws people who flee beside safety and nearness: large places; places where many "
        "of their own community live; or nothing else",
        choices=(TOWNS, OWN_PEOPLE, NEAREST),
        variant=True,
        source="assumed; Suleimenova, Bell & Groen 2017 for large places, Czaika & Kis-Katos 2009 "
        "and Moore & Shellman 2007 for networks, Adhikari 2013 for safety alone",
    )
    violence_weight: float = setting(1.0, "fear from killings seen at the place", low=0, high=10)
    others_weight: float = setting(
        0.5,
        "fear from killings of members of other communities, relative to one's own, for "
        "people whom the perpetrators are as hostile to",
        low=0,
        high=1,
    )
    heard_weight: float = setting(
        0.5, "fear from killings heard of along routes, relative to seen", low=0, high=5
    )
    heard_reach_km: float = setting(
        60.0, "distance over which news of violence fades by a factor e", unit="km", low=5, high=500
    )
    battle_weight: float = setting(
        1.2,
        "fear from fighters killed nearby relative to civilians killed",
        low=0,
        high=5,
        source=JOINT,
    )
    half_fear_rate: float = setting(
        8.0,
        "killed per 10,000 people and day at which fear reaches one half",
        unit="1/10,000/day",
        low=0.05,
        high=100,
        source=JOINT,
    )
    fear_power: float = setting(
        0.8, "how steeply fear grows with the rate of killing (Hill exponent)", low=0.2, high=4
    )
    threat_weight: float = setting(
        0.15, "fear from hostile fighters nearby before they attack", low=0, high=1
    )
    half_threat: float = setting(
        200.0,
        "hostile fighters (weighted by intent) who cause half of that fear",
        unit="fighters",
        low=1,
        high=10_000,
    )
    advance_weight: float = setting(
        0.75,
        "fear when those from whom a community expects the worst have taken all of the "
        "ground nearby",
        low=0,
        high=1,
        source=f"{JOINT}; Des Forges 1999 and UNHCR 2000 on flight ahead of an advancing enemy",
    )
    advance_haste: float = setting(
        1.8,
        "how much more readily people leave ahead of such an advance than under any other fear: "
        "together, with those who flee already",
        low=1,
        high=50,
        source=f"{JOINT}; UNHCR 2000, chapter 10: 250,000 crossed at Rusumo within two days, over "
        "a million into Goma within four",
    )
    advance_reach_km: float = setting(
        25.0, "distance over which ground counts as near", unit="km", low=2, high=200
    )
    advance_days: float = setting(
        60.0,
        "days in which people grow used to who holds the ground nearby by a factor e",
        unit="days",
        low=5,
        high=720,
    )
    memory_days: float = setting(
        10.0,
        "days in which a place's violence fades from attention by a factor e",
        unit="days",
        low=1,
        high=120,
    )
    fading_days: float = setting(
        45.0, "days in which a person's own fear fades by a factor e", unit="days", low=2, high=365
    )
    leave_chance_highest: float = setting(
        0.06,
        "daily chance of leaving under the greatest fear with least attachment",
        unit="1/day",
        low=0.001,
        high=1.0,
        source="assumed; set on the calibration rows of displacement in Sierra Leone, Liberia "
        "and South Sudan together; Flee 3 has 1.0 in a conflict place (Suleimenova, Bell & Groen "
        "2017)",
    )
    fear_middle: float = setting(
        0.63, "fear at which half of the highest chance is reached", low=0.05, high=0.95
    )
    fear_slope: float = setting(
        12.0, "steepness of the decision in fear (logistic)", low=1, high=60
    )
    attachment_weight: float = setting(
        0.9,
        "how far attachment to home raises the fear needed to leave",
        low=0,
        high=1,
        source=JOINT,
    )
    roadblocks_stop: float = setting(
        5.0,
        "how strongly roadblocks of those who mean to destroy a community keep its people from "
        "leaving where they hold all roads (exponential)",
        low=0,
        high=20,
        source="assumed; Des Forges 1999 on barriers that let no Tutsi pass; set on the "
        "calibration rows of civilians killed in Rwanda",
    )
    displaced_restless: float = setting(
        0.5, "how much more readily the displaced move on than those at home", low=0.1, high=10
    )
    protection_calms: float = setting(
        0.5, "share of flight averted where protection is fully felt", low=0, high=1
    )
    distance_power: float = setting(
        1.3,
        "fall of a destination's weight with road distance (power)",
        low=0,
        high=4,
        source="assumed; gravity models of displacement (e.g. Davenport, Moore & Poe 2003)",
    )
    distance_offset_km: float = setting(
        20.0, "distance below which nearness matters no more", unit="km", low=1, high=300
    )
    danger_aversion: float = setting(
        2.5,
        "fall of a destination's weight with fear there and with its being held by the feared "
        "(exponential)",
        low=0,
        high=20,
    )
    conflict_place_weight: float = setting(
        0.316,
        "weight of a destination where violence is under way",
        low=0.01,
        high=1,
        source="Flee 3 default (Suleimenova, Bell & Groen 2017)",
    )
    size_power: float = setting(
        0.3, "growth of a destination's weight with its people (power)", low=0, high=1
    )
    own_community_pull: float = setting(
        1.0, "added weight of a destination by its share of one's own community", low=0, high=10
    )
    abroad_pull: float = setting(
        0.8, "weight of a place across an open border relative to a town inside", low=0, high=50
    )
    camp_pull: float = setting(3.0, "weight of a camp relative to a town", low=0, high=50)
    vehicle_share: float = setting(0.1, "share of people who flee by vehicle", low=0, high=1)
    gather_chance: float = setting(
        0.3,
        "daily chance of seeking a protection site at the place under full fear",
        unit="1/day",
        low=0,
        high=1,
        source="assumed; UNMISS 2013: some 20,000 at two bases in Juba within four days",
    )
    return_chance: float = setting(
        0.01,
        "daily chance of going home once it seems safe",
        unit="1/day",
        low=0,
        high=0.5,
        source=JOINT,
    )
    return_in_war: float = setting(
        0.25,
        "chance of going home while war goes on in the country, relative to peace",
        low=0,
        high=1,
        source="assumed; UNHCR database 2025: returns follow settlements, and Somalia's displaced "
        "of 2007 to 2011 stayed away (calibration rows)",
    )
    return_fear: float = setting(0.15, "fear at home below which people return", low=0, high=1)
