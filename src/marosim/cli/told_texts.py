"""Texts of the study that the terminal shows, as the study has them; the order is that of search.

A test compares them with the tables of the evidence.
"""

GATES = (
    "no recorded number could be fitted", "none is recorded", "nothing changed", "no change",
    "the same", "other values", "other draws or none", "those that the kept runs give",
    "what made them was not recorded", "{what} changed", "the rules", "the settings by default",
    "the options", "how runs are judged", "how settings are fitted", "current",
    "{said}; {count} runs that no emulator saw", "{said}; {count} truths",
    "{said} of {count} truths, {number} draws effective", "{said}, each within {number}",
    "{low} to {high} of what they say", "{low} to {high} of each", "{low} to {high}",
    "{low} ({first}) to {high} ({last})",
    "at least {number} of each", "at least {share} within the middle 90 % of predictions",
    "at least {number}", "least {number}: {case}, {what}", "{number} of {count} runs",
    "{number} of {count}",
)  # fmt: skip
FITTED = (
    "{count} of {all} recorded numbers fitted, {number} out of the model's reach; {low} of {high} "
    "settings informed; {share} draws effective",
    "Each case predicted from the others (its level of violence as its prior has it): better than "
    "the prior in {count} of {all}.",
    "  {case}: saves {share} of the prior's error; {low} of {count} numbers within the 50 % band, "
    "{high} within the 90 % band",
    "all that can be met",
)
MECHANISMS = (
    "yes", "no", "unclear", "matters", "hardly matters", "changed nothing in any run",
    "cases: {count}, made-up conflicts: {number}",
)  # fmt: skip
JUDGED = (
    "fitted", "independent", "input", "misses", "point only", "passes",
    "Deaths by month: skill, calibration, sharpness", "Composition and record of the cases",
    "Published effects",
    "{label}: {count} of {all} lie with their whole interval in the accepted range, {low} with the "
    "point only, {high} miss",
    "Only independent lines are evidence: the others were fitted, or given to the run.",
    "In these lines no whole case was left out: shared settings and each case's own were set in "
    "sight of its record. Skill is that of a fitted model.",
    "{names}: no case that ships. Shared settings were set in sight of the records of those that "
    "do; a record of another war was seen by nobody who set them.",
    "constant", "undefined without a mission", "off the record", "left empty, as it should be",
    "{number} on every day of every run", "{number} on every day, expected empty",
    "{number} times the record at {date}", "{number} times the record {place} at {date}",
)  # fmt: skip
PARTS = (
    "mechanisms: does it act", "mechanisms: does it matter", "whole cases left out", "case {name}",
    "effects {name}",
)  # fmt: skip
TARGETS = (
    "deaths by month, skill against the best baseline",
    "deaths by month, log score gained on the best baseline",
    "months within the {share} band",
    "ranks of the record among runs, chance of such unevenness",
    "sizes of attacks at the recorded quantiles, chance of such a distance",
    "sizes of attacks as a power law, chance of such a gap",
    "peacekeepers by month, typical factor of error",
    "order of places by people killed, rank correlation",
    "one-sided deaths at {count} troops / at none",
    "log change of one-sided deaths per 1,000 troops, negative binomial",
    "one-sided deaths at {count} police / at none",
    "one-sided deaths at {count} observers / at none",
    "battle deaths at {count} troops / at none", "battle deaths at {count} police / at none",
    "months to peak strength, slow deployment", "months to peak strength, standard deployment",
    "peak as share of authorised, slow deployment",
    "peak as share of authorised, standard deployment",
    "share of Rwanda's deaths by day {count}, no response",
    "relapse within five years of a settlement, no peacekeepers",
    "relapse with peacekeepers after the settlement / without",
    "wars that end, peacekeepers come during them / without", "ceasefires that fail",
    "mediation that succeeds without peacekeepers", "mediation that succeeds with peacekeepers",
    "onsets among the 18 % of countries at most risk",
    "listed countries with an onset within a year",
    "killed by rebels at {count} troops / at none",
    "killed by government at {count} troops / at none",
    "length of local episodes with peacekeepers near / without",
    "onset of local episodes with peacekeepers near / without",
    "peacekeepers killed by hostile acts per 1,000 and year",
    "share in the first month of {what}", "share of all {what}", "share {what}",
    "{what} (share) in {place}", "{what} (level) in {place}", "{what} (level) {dates}",
    "{what} (flow) {dates}", "{what} (cumulative_share) {dates}",
    "{what} government, with militia, {dates}", "{what} government, {dates}",
    "{what} all sides, {dates}", "{what} any, {dates}",
)  # fmt: skip
PUBLISHED = (
    "{number} (disputed)", "about {number}", "no reduction", "no effect", "almost 12 in Africa",
    "under 7 to 9 elsewhere", "{number} (selection)", "clearly below 1", "near 1, above rebels'",
    "shorter", "hardly changed",
)  # fmt: skip
MEASURED = (
    "help", "run of {count} days", "civilians' pass", "whole day in crisis",
    "a day with a mission, {count} places", "civilians' state", "sweep efficiency, {count} runs",
    "class of {count} seats: days a second, 10 asked for",
    "class of {count} seats: answer to an act, 95 of 100", "class of {count} seats: sent to a seat",
    "class of {count} seats: server beside the model", "class of {count} seats: memory",
    "class {name} resumed at day {count}", "memory of {count} runs",
    "one agent a person, {count} days", "one agent a person, memory",
    "ns per agent and day", "ms of processor time", "bytes per agent", "kB a day", "% of a core",
    "one thread", "one worker", "plain Mesa, {count} agents", "{count} runs", "agents", "places",
    "days", "units", "organisations", "made of India's towns",
)  # fmt: skip
TEXTS = (
    *FITTED, *GATES, *MECHANISMS, *JUDGED, *PARTS, *TARGETS, *PUBLISHED, *MEASURED,
    "{what}; {rest}",
)  # fmt: skip
