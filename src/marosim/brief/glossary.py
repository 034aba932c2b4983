"""The words of a brief, each with one plain sentence, in the language that is spoken."""

from __future__ import annotations

from dataclasses import dataclass

from marosim.languages import N_, _, _p

TERMS = (
    ("peacekeeping", N_("Troops, police and civilians that the United Nations or others send to "
                        "keep a peace and to protect people.")),
    ("mandate", N_("What the Security Council asks and allows a mission to do.")),
    ("protection of civilians", N_("All that a mission does so that fewer people are attacked.")),
    ("consent of the host State", N_("Whether the government of the country accepts the "
                                     "mission.")),
    ("rules of engagement", N_("When and how soldiers of a mission may use force.")),
    ("troop-contributing country", N_("A State that sends soldiers to a mission.")),
    ("rapid deployment", N_("Sending units within days or weeks, for which they must be ready "
                            "before.")),
    ("early warning", N_("Signs of coming violence, read and passed on in time to act.")),
    ("mass atrocities", N_("Killing, expulsion or other grave crimes against many civilians.")),
    ("internally displaced person", N_("Somebody who fled but is still inside the country.")),
    ("refugee", N_("Somebody who fled across a border.")),
    ("ceasefire", N_("An agreement of armed parties to stop fighting.")),
    ("disarmament, demobilization and reintegration", N_(
        "Fighters hand in weapons, leave their units and return to civilian life.")),
    ("safe area", N_("A place that a mission declares and guards for people in danger.")),
    ("option", N_("One of the responses that a study compares.")),
    ("comparison", N_("The option that all others are measured against.")),
    ("run", N_("The model computed once, from the first day to the last.")),
    ("seed", N_("The number from which a run draws its chances; the same seed repeats the run.")),
    ("95 % interval", N_("If the study were repeated many times, 95 of 100 such intervals would "
                         "hold the model’s true average.")),
    ("record", N_("What sources say happened, from the lowest to the highest count.")),
    ("cannot be told apart", N_("The difference is small enough to be chance in these runs.")),
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A term, the English one, and what it means."""

    name: str
    english: str
    meaning: str


def glossary() -> tuple[Term, ...]:
    """All terms."""
    return tuple(Term(_p("term", term), term, _(meaning)) for term, meaning in TERMS)
