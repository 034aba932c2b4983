"""Every byte of chosen runs is as it was, unless a commit changes a rule on purpose."""

from __future__ import annotations

import json

import pytest
from runs import FILE, arithmetic, digest, kept_hash, wanted

from marosim.evidence.digest import equal_rules, of_evidence

KEPT = json.loads(FILE.read_text(encoding="utf-8"))
same_arithmetic = pytest.mark.skipif(
    KEPT["arithmetic"] != arithmetic(),
    reason="digests were kept on a processor or NumPy whose functions end in other digits",
)


def unlike(size: str) -> list[str]:
    return [name for name, s, o in wanted(size) if digest(s, o) != KEPT.get(name)]


@same_arithmetic
def test_short_runs_of_every_case_are_as_they_were():
    assert unlike("small") == []


@same_arithmetic
@pytest.mark.slow
@pytest.mark.long
def test_long_runs_of_every_case_and_response_are_as_they_were():
    assert unlike("large") == []


@same_arithmetic
@pytest.mark.slow
@pytest.mark.long
def test_runs_with_drawn_settings_and_variants_are_as_they_were():
    assert unlike("drawn") == []


def test_rules_count_as_equal_by_the_runs_that_are_kept_now():
    # noted before digests were made anew, equality would be of other runs
    noted = equal_rules().get(of_evidence()["rules"])
    assert noted in (None, kept_hash())


def test_the_kept_runs_differ_from_one_another():
    # responses that give the same bytes would guard less than they seem to
    assert len(set(KEPT.values())) == len(KEPT)
