"""Communities of a case from EPR: the groups of the cutoff's year, by access to power."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from marosim.cases.countries import plain
from marosim.languages import N_

LEAST_SHARE = 0.02
"""Groups smaller than this share of the people are put together as one (assumed)."""
MOST_GROUPS = 8
EXCLUSION = {
    "MONOPOLY": 0.0,
    "DOMINANT": 0.0,
    "SENIOR PARTNER": 0.1,
    "JUNIOR PARTNER": 0.4,
    "POWERLESS": 0.6,
    "SELF-EXCLUSION": 0.6,
    "DISCRIMINATED": 0.9,
}
"""Exclusion from power, 0 to 1, by EPR's order of access (assumed)."""
RULERS = ("MONOPOLY", "DOMINANT", "SENIOR PARTNER")
OTHERS = "others"
COMMON = {
    "groups", "group", "other", "others", "people", "peoples", "northern", "southern", "eastern",
    "western", "central", "tribes", "clans", "speakers", "indigenous",
}  # fmt: skip
"""Words of a group's name that say nothing of whose it is."""
ASSUMED = (
    N_(
        "Exclusion of communities follows their access to power in EPR; their inequality is set "
        "to 0.3 and their grievance to 0.2 + 0.5 × exclusion (assumed)."
    ),
    N_(
        "Every place has the communities in their national shares: EPR does not say where they "
        "live. Edit the people_… columns of places.csv where you know better."
    ),
)
FACTS = ["community", "group", "size", "status", "year_from", "ruling", "downgraded_within_5_years"]


def communities(
    table: pd.DataFrame, cutoff: dt.date
) -> tuple[list[dict[str, Any]], dict[str, float], pd.DataFrame]:
    """The communities for the manifest, their shares of the people, and the coded facts."""
    earlier = table[table["year_from"] <= cutoff.year]
    # a table that ends before the cutoff tells the last that it knows
    told = min(cutoff.year, earlier["year_to"].max()) if len(earlier) else cutoff.year
    now = earlier[earlier["year_to"] >= told]
    now = now.sort_values("year_from").groupby("group").tail(1)
    now = now[now["status"].isin(EXCLUSION)].sort_values(["size", "group"], ascending=[False, True])
    kept = now[now["size"] >= LEAST_SHARE].head(MOST_GROUPS)
    taken: set[str] = {OTHERS}
    found: list[dict[str, Any]] = []
    shares: dict[str, float] = {}
    facts: list[list[Any]] = []
    for row in kept.to_dict("records"):
        name = identifier(row["group"], taken)
        exclusion = EXCLUSION[row["status"]]
        found.append(
            {
                "name": name,
                "title": row["group"],
                "exclusion": exclusion,
                "inequality": 0.3,
                "grievance": round(0.2 + 0.5 * exclusion, 2),
            }
        )
        shares[name] = float(row["size"])
        same = earlier["group"] == row["group"]
        before = earlier[same & (earlier["year_to"] < row["year_from"])]
        last = before.sort_values("year_from").tail(1)
        fallen = (
            bool(len(last))
            and EXCLUSION.get(str(last["status"].iloc[0]), exclusion) < exclusion
            and cutoff.year - int(row["year_from"]) <= 5
        )
        facts.append([name, row["group"], row["size"], row["status"], int(row["year_from"]),
                      row["status"] in RULERS, fallen])  # fmt: skip
    rest = 1.0 - sum(shares.values())
    if rest > 0.005 or not found:
        found.append({"name": OTHERS, "title": "Other communities", "exclusion": 0.3,
                      "inequality": 0.3, "grievance": 0.3})  # fmt: skip
        shares[OTHERS] = max(rest, 0.01)
    total = sum(shares.values())
    return found, {n: s / total for n, s in shares.items()}, pd.DataFrame(facts, columns=FACTS)


def identifier(text: str, taken: set[str]) -> str:
    """A plain word for a name, unlike those taken, to which it is added."""
    word = plain_words(text)[:40].strip("_") or "group"
    word = f"the_{word}" if not word[0].isalpha() else word
    found, number = word, 2
    while found in taken or not found.isidentifier():
        found, number = f"{word}_{number}", number + 1
    taken.add(found)
    return found


def plain_words(text: str) -> str:
    """Words without accents and signs, joined by underscores."""
    return "_".join(filter(None, (plain(word) for word in re.split(r"[\W_]+", text))))


def kin_of(actor: str, facts: pd.DataFrame) -> list[str]:
    """Communities whose group's name is part of an actor's own name."""
    words = set(plain_words(actor).split("_"))
    found = []
    for row in facts.to_dict("records"):
        names = {word for word in plain_words(row["group"]).split("_") if len(word) >= 4}
        names -= COMMON
        if names & words:
            found.append(str(row["community"]))
    return found
