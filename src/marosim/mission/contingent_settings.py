"""Settings of the deployment of contingents, from pledge to sector."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.core.setting import MechanismSettings, setting

PLANS = ("none", "historical", "slow", "standard", "rapid", "preventive")


@dataclass
class DeploymentSettings(MechanismSettings):
    """A1: contingents from pledge to sector."""

    plan: str = setting(
        "historical",
        "name of the preset; none sends nobody, historical follows the record of strengths",
        choices=PLANS,
        source="by design",
    )
    battalion: int = setting(
        850,
        "persons of a contingent of troops",
        unit="persons",
        low=50,
        high=2000,
        source="United Nations Infantry Battalion Manual 2012",
    )
    police_contingent: int = setting(
        140,
        "officers of a contingent of police",
        unit="persons",
        low=5,
        high=1000,
        source="a formed police unit of the United Nations",
    )
    observer_contingent: int = setting(
        50, "persons of a group of military observers", unit="persons", low=2, high=500
    )
    police_unit: int = setting(35, "officers of a unit on the map", unit="persons", low=1, high=200)
    observer_team: int = setting(
        12, "military observers of a team on the map", unit="persons", low=1, high=100
    )
    smallest_unit: int = setting(
        120, "persons of the smallest unit that stands alone", unit="persons", low=5, high=850
    )
    most_units: int = setting(
        60, "units into which all troops split at most", unit="units", low=5, high=400
    )
    pledge_days: float = setting(
        112.0,
        "mean days until a contingent is pledged, at middling political will",
        unit="days",
        low=0,
        high=36_500,
        source="fitted to Rappa 2016: almost 12 months to peak strength in Africa",
    )
    ready_days: float = setting(
        72.0,
        "mean days from pledge until a contingent is trained, equipped and inspected",
        unit="days",
        low=0,
        high=36_500,
        source="fitted to Rappa 2016; 60 days from request at the Rapid Deployment Level",
    )
    delay_shape: float = setting(
        2.5, "regularity of these delays (shape of a gamma distribution)", low=0.5, high=50
    )
    tonnes_per_soldier: float = setting(
        1.9,
        "equipment and supplies of a soldier",
        unit="tonnes",
        low=0.05,
        high=10,
        source="Kuperman 2000: 26,550 tonnes for 13,500 to 15,000 troops",
    )
    police_tonnes: float = setting(
        0.8, "equipment and supplies of a police officer", unit="tonnes", low=0.01, high=10
    )
    observer_tonnes: float = setting(
        0.5, "equipment and supplies of an observer", unit="tonnes", low=0.01, high=10
    )
    lift_tonnes: float = setting(
        250.0,
        "tonnes brought to the country a day, mostly by sea and road",
        unit="tonnes/day",
        low=1,
        high=10_000,
    )
    reception_days: float = setting(
        10.0, "days from landing until a contingent moves out", unit="days", low=0, high=180
    )
    filled: float = setting(
        0.925,
        "mean share of a contingent's authorised strength that ever comes",
        low=0.1,
        high=1,
        source="Rappa 2016: peak strength is 92.5 % of authorised",
    )
    filled_spread: float = setting(
        0.04, "standard deviation of that share between contingents", low=0, high=0.3
    )
    regional_share: float = setting(
        0.5, "share of contingents that come from the region", low=0, high=1
    )
    regional_haste: float = setting(
        0.8, "delays of contingents from the region, relative to others", low=0.1, high=2
    )
    regional_equipment: float = setting(
        0.7, "equipment of contingents from the region, relative to others", low=0, high=2
    )
    regional_caveats: float = setting(
        0.6, "caveats of contingents from the region, relative to others", low=0, high=2
    )
    equipment_weight: float = setting(
        0.5, "fighting quality gained from no equipment to full equipment", low=0, high=2
    )
    caveats: float = setting(
        0.2, "mean share of tasks that capitals forbid their contingents", low=0, high=0.9
    )
    mobility: float = setting(
        2.5,
        "speed of a mission's vehicles relative to armed units on the march",
        low=0.2,
        high=10,
    )
    settling_days: float = setting(
        20.0, "days in a sector until a unit is fully ready", unit="days", low=0, high=180
    )
    unsettled: float = setting(0.5, "readiness of a unit on arrival", low=0, high=1)
    cut_days: float = setting(
        45.0, "days in which strength follows money by a factor e", unit="days", low=1, high=365
    )
    withdrawal_days: float = setting(
        30.0,
        "days in which contingents that are no longer authorised leave",
        unit="days",
        low=1,
        high=365,
    )
    lift_usd: float = setting(
        0.0,
        "cost of lift beyond what the yearly rates of personnel contain",
        unit="US$/tonne",
        low=0,
        high=50_000,
    )
