"""Every column of every table that marosim leaves behind, with unit and meaning."""

from __future__ import annotations

from marosim.day import the_day
from marosim.tables import PLACE_COLUMNS

Columns = list[tuple[str, str, str]]

_LABELS: Columns = [
    ("run", "number", "number of the run in its study"),
    ("replication", "number", "replication; its seed is the study's seed + replication"),
    ("response", "text", "label of the response"),
    ("<setting>", "as swept", "one column a swept setting"),
    ("response_option", "text", "the setting response, where others were swept beside it"),
]
OUTCOMES = {  # of a whole run, beside the metrics of its days: unit and meaning
    "time_to_protect_days": ("days", "first attack to most threatened people protected"),
    "protected_in_time": ("0 or 1", "whether most threatened people were ever protected"),
    "days_to_first_unit": ("days", "authorisation to the first unit; empty if none came"),
    "days_to_peak": ("days", "authorisation to 95 % of the largest strength; empty if nobody came"),
    "peak_share_of_authorised": ("1", "largest strength over what was authorised"),
    "deaths_per_attack_in_reach": ("persons", "killed in an attack within reach of troops"),
    "recurrence": ("0 or 1", "whether war came back after a peace; empty without a peace"),
    "peace_reached": ("0 or 1", "whether there was a peace"),
    "peace_lasted_days": ("days", "how long the peace lasted; empty without a peace"),
    "cost_per_life_saved": ("US$/life", "against the paired run without response"),
}
# what a number of days stands for only if it came about: the outcome that says whether it did.
# Where it did not, the number is the length of the run.
REACHED = {
    "time_to_protect_days": "protected_in_time",
    "days_to_authorisation": "authorised_peak",
    "days_to_first_unit": "peacekeepers_peak",
}
_ADDS = {"flow": "sum over the days", "stock": "level on the last day", "total": "total at the end"}


def columns() -> dict[str, Columns]:
    """Tables by file name; each column with unit and meaning."""
    metrics = {name: metric for kind in the_day() for name, metric in kind.metrics.items()}
    daily: Columns = [
        ("day", "day", "day of the run, 0 is the start of the case"),
        ("date", "date", "calendar date of that day"),
        *((name, metric.unit, metric.meaning) for name, metric in metrics.items()),
    ]
    places: Columns = [
        ("day", "day", "day of the run"),
        ("place", "name", "place of the case"),
        *((name, _unit(text), text) for name, text in PLACE_COLUMNS.items()),
    ]
    events: Columns = [
        ("day", "day", "day of the run"),
        ("date", "date", "calendar date"),
        ("kind", "name", "kind of event"),
        ("place", "name", "place, empty if none"),
        ("actor", "name", "who acted, empty if nobody in particular"),
        ("text", "text", "what happened"),
        ("numbers", "JSON", "named figures of the event"),
    ]
    runs: Columns = [
        *_LABELS,
        ("seed", "number", "seed of the run"),
        ("uncertain.<setting>", "as the setting", "value drawn (uncertainty, structure)"),
        *(
            (name, metric.unit, f"{metric.meaning}: {_ADDS.get(metric.kind, '')}")
            for name, metric in metrics.items()
        ),
        *((name, unit, meaning) for name, (unit, meaning) in OUTCOMES.items()),
    ]
    compare: Columns = [
        ("response", "text", "label of the response"),
        ("metric", "name", "metric, over the whole run"),
        ("baseline_mean", "as the metric", "mean of the baseline over the same replications"),
        ("mean", "as the metric", "mean of the response"),
        ("difference", "as the metric", "mean of the paired differences"),
        ("low", "as the metric", "lower end of the 95 % interval"),
        ("high", "as the metric", "upper end of the 95 % interval"),
        ("replications", "runs", "pairs compared"),
    ]
    return {
        "daily.parquet": daily,
        "places.parquet": places,
        "events.parquet": events,
        "runs.parquet (studies)": runs,
        "compare.csv": compare,
        "before daily, places and events of a study": _LABELS,
    }


def _unit(text: str) -> str:
    return "persons" if "persons" in text else ("0 to 1" if "0 to 1" in text else "")
