"""One self-contained HTML page about a study: to read, to mail, to print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment, PackageLoader, select_autoescape

from marosim import __version__
from marosim.languages import N_, _, _n, _p, current, direction
from marosim.languages.formats import date, interval, number, whole
from marosim.record.whole import whole_file
from marosim.study.intervals import FEWEST
from marosim.view import names, naming, report_figures, report_tables
from marosim.view.findings import Findings
from marosim.view.style import LIMITS

if TYPE_CHECKING:
    from marosim.study.compare import Comparison
    from marosim.study.study import Study

ETHICS = (
    "harm_by_mission",
    "peacekeeper_deaths",
    "consent",
    "legitimacy",
    "trust_between_groups",
    "proportionality",
    "impartiality",
    "sovereignty_cost",
    "cost_usd",
)
EXPLAINED = ("proportionality", "impartiality", "sovereignty_cost")
CHANCE_ONLY = N_(
    "The spread shown is chance within the model under one set of assumptions. Being wrong about "
    "an assumption can matter more than chance."
)
DRAWN = N_(
    "Every replication also drew the uncertain settings of the model, so the spread shown holds "
    "both chance and what is not known of these settings; it does not hold what the model leaves "
    "out."
)
CAVEATS = (
    N_(
        "Civilians decide by simple rules; leaders, media and courts are levels, not people. "
        "Results compare responses; they are not forecasts of numbers and must not guide "
        "operations alone."
    ),
    N_(
        "Communities are described by their position toward one another. No property of a person "
        "follows from a name."
    ),
)
PLACES_OF_FILES = ("output_dir=", "workers=", "launcher")  # which change no number
KEYS = 6  # responses with a key figure at the top


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the report of a study and of its comparison with a baseline; returns its path."""
    page = _environment().get_template("report.html.j2").render(**_content(comparison))
    target = Path(path)
    with whole_file(target) as draft:
        draft.write_text(page, encoding="utf-8")
    return target


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("marosim", "view"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": _, "_p": _p, "lang": current(), "dir": direction()}
    environment.globals["figure"] = report_figures.html
    environment.globals["table"] = report_tables.html
    return environment


def _content(comparison: Comparison) -> dict[str, Any]:
    study, findings = comparison.study, Findings(comparison)
    about, words, metric = study.about, findings.words, findings.metric
    cases = report_figures.cases(study)
    maps, without = report_figures.maps(comparison, cases)
    titles = dict.fromkeys(naming.case(case.title) for case in cases.values())
    title = " · ".join(titles) or str(about.get("scenario", "marosim study"))
    main = [m for m in names.TITLES if m not in ETHICS]
    others = [m for m in names.known_metrics() if m not in names.TITLES]
    return {
        "title": title,
        "lead": str(
            naming.text(str(about.get("question") or ""))
            or _("What do {count} responses change?", count=len(words))
        ),
        "background": naming.text(str(about.get("background") or "")),
        "limits": _(LIMITS),
        "mixed": study.mixed,
        "caveats": [
            _(line) for line in (CHANCE_ONLY if findings.drawn == "none" else DRAWN, *CAVEATS)
        ],
        "key": _key(study, metric, words),
        "missing": findings.missing(folder=False),
        "coarse": findings.coarse() if findings.usable else [],
        "ranking": findings.ranking() if findings.usable else [],
        "findings": findings.effects(metric) if findings.usable else [],
        "lives": findings.lives(),
        "trade_offs": [*findings.trade_offs(), *findings.together()],
        "certain": [*findings.robustness(), *findings.enough(), *findings.stopped()]
        if findings.usable
        else [],
        "compared": _compared(study, title),
        "swept": study.swept if len(study.swept) > 1 else [],
        "responses": _responses(comparison, words),
        "options": _options(study),
        "same": _same(study),
        "fans": report_figures.fans(study, metric),
        "effects": report_figures.effects(comparison, metric),
        "bought": report_figures.trade_offs(comparison, metric),
        "maps": maps,
        "no_map": without,
        "chains": report_figures.chains(study, metric),
        "ethics": report_tables.rows(comparison, words, ETHICS),
        "meanings": _meanings(study),
        "outcomes": report_tables.rows(comparison, words, main),
        "others": report_tables.rows(comparison, words, others),
        "never": findings.never(),
        "unchanged": report_tables.unchanged(comparison, names.TITLES),
        "command": _command(str(about.get("command", ""))),
        "facts": _facts(about),
        "settings": _settings(study, words),
        "sources": list(dict.fromkeys(s for case in cases.values() for s in case.sources)),
        "version": about.get("versions", {}).get("marosim", __version__),
    }


def _meanings(study: Study) -> list[tuple[str, str]]:
    """What the measures are whose names do not say it."""
    return [(naming.metric(m), _(names.about(m).meaning)) for m in EXPLAINED if m in study.runs]


def _key(study: Study, metric: str, words: dict[str, str]) -> list[dict[str, str]]:
    if metric not in study.runs or len(words) > KEYS:
        return []
    unit = names.about(metric).unit
    found = []
    for label, group in study.runs.groupby("response", sort=False)[metric]:
        low, high = group.quantile(0.05), group.quantile(0.95)
        found.append(
            {
                "label": _(
                    "{option}: {finding}", option=naming.metric(metric), finding=words[str(label)]
                ),
                "value": number(float(group.mean()), unit),
                "note": _(
                    "mean; 90 % of runs: {reach}", reach=interval(float(low), float(high), unit)
                )
                if len(group) >= FEWEST
                else _n("one run", "mean of {count} runs", len(group)),
            }
        )
    return found


def _compared(study: Study, title: str) -> str:
    course = study.column(next(iter(study.metrics), "deaths_direct"))
    days, dates = int(course["day"].max()) + 1, pd.to_datetime(course["date"])
    return _(
        "{runs} runs of {case}, {days} days from {first} to {last}. Every replication runs all "
        "responses with the same random numbers, so that what differs between them comes from the "
        "response. Figures in text, tables and maps are means over the runs; lines over time are "
        "medians, which can lie elsewhere.",
        runs=whole(len(study.runs)), case=title, days=whole(days),
        first=date(dates.min(), year=True), last=date(dates.max(), year=True),
    )  # fmt: skip


def _responses(comparison: Comparison, words: dict[str, str]) -> list[dict[str, Any]]:
    study = comparison.study
    counts = study.runs["response"].value_counts()
    # one swept setting is what the responses are called already
    columns = study.swept if len(study.swept) > 1 else []
    return [
        {
            "words": words[item["label"]],
            "baseline": comparison.baseline[item["label"]] == item["label"],
            "swept": [str(item["swept"].get(name, "")).replace("_", " ") for name in columns],
            "meaning": "" if columns else _sentence(*next(iter(item["swept"].items()), ("", ""))),
            "runs": int(counts.get(item["label"], 0)),
        }
        for item in study.about["responses"]
    ]


def _sentence(group: str, option: Any) -> str:
    """What an option of a group says of itself."""
    from marosim.study.compose import groups

    return _p("option", groups().get(group, {}).get(str(option), ""))


def _options(study: Study) -> list[tuple[str, str]]:
    """The options of a sweep of several groups, each with its sentence."""
    if len(study.swept) < 2:
        return []
    pairs = dict.fromkeys(
        (key, str(value))
        for item in study.about["responses"]
        for key, value in item["swept"].items()
    )
    told = [
        (naming.response(f"{k}={v}"), _sentence(k, v))
        for k, v in sorted(pairs, key=_key_order(study))
    ]
    return [(name, sentence) for name, sentence in told if sentence]


def _key_order(study: Study) -> Any:
    return lambda pair: study.swept.index(pair[0])


def _same(study: Study) -> list[tuple[str, str]]:
    """Choices that all responses share and that are not the record of the case."""
    choices = [item.get("choices", {}) for item in study.about["responses"]]
    shared = [
        (group, option)
        for group, option in (choices[0] if choices else {}).items()
        if group in names.GROUPS and option != "historical" and group not in study.swept
        and all(c.get(group) == option for c in choices)
    ]  # fmt: skip
    return [(naming.response(f"{g}={o}"), _sentence(g, o)) for g, o in shared]


def _command(text: str) -> str:
    """The command without words that only say where files lie or who computes."""
    return " ".join(word for word in text.split(" ") if not word.startswith(PLACES_OF_FILES))


def _settings(study: Study, words: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Settings in which the responses differ, with the value of each."""
    flat = {item["label"]: _flat(item.get("settings", {})) for item in study.about["responses"]}
    keys = dict.fromkeys(key for values in flat.values() for key in values)
    rows = []
    for key in keys:
        values = [_short(flat[label].get(key)) for label in words]
        if len(set(values)) > 1:
            rows.append((key, values))
    return rows


def _flat(values: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{before}{key}."))
        else:
            found[before + key] = value
    return found


def _short(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return (
            _("{count} entries", count=len(value))
            if len(str(value)) > 40
            else ", ".join(map(str, value))
        )
    return str(value)


def _replications(about: Mapping[str, Any]) -> str:
    asked, auto = str(about.get("replications", "")), about.get("auto")
    return f"{auto['replications']} ({asked})" if isinstance(auto, Mapping) else asked


def _facts(about: dict[str, Any]) -> list[tuple[str, str]]:
    machine = about.get("machine", {})
    versions = ", ".join(f"{k} {v}" for k, v in about.get("versions", {}).items())
    seeds = {int(item.get("settings", {}).get("seed", 1)) for item in about.get("responses", [])}
    uncertainty = (about.get("uncertainty") or ["none"])[0]
    facts = [
        (_("seed of the first replication"), ", ".join(str(s) for s in sorted(seeds))),
        (_("replications"), _replications(about)),
        (_("uncertain settings"), _("at their defaults") if uncertainty == "none" else
                                  _("drawn in each replication ({setting})",
                                    setting=f"uncertainty={uncertainty}")),
        (_("versions"), versions),
        (_("machine"), _("{system}, {cores} cores",
                         system=f"{machine.get('system', '')} {machine.get('architecture', '')}",
                         cores=machine.get("cores", ""))),
        (_("time to compute"), f"{whole(round(float(about.get('duration_s', 0))))} s"),
    ]  # fmt: skip
    if about.get("responses"):
        digests = " ".join(str(r.get("inputs_sha256", ""))[:12] for r in about["responses"])
        facts.append((_("inputs (sha256)"), digests))
    return facts
