"""Every option of every group does what its sentence says: one row of the table for each.

The rows stand in ``presets_of_*.py``. Each holds the sentence of an option in ``conf/`` and a
check of short runs; an option without a row fails, and so does a sentence that was changed
without its row.
"""

from __future__ import annotations

import presets_of_missions
import presets_of_operations
import presets_of_peace
import presets_of_responses
import pytest
from preset_runs import TABLE

from marosim.study.compose import groups

OPTIONS = sorted((group, option) for group, options in groups().items() for option in options)
ROWS = (presets_of_missions, presets_of_operations, presets_of_peace, presets_of_responses)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of this table are many; that writes are declared is held by other tests."""
    monkeypatch.setenv("MAROSIM_STRICT", "0")


@pytest.mark.parametrize(("group", "option"), [pytest.param(*o, id="=".join(o)) for o in OPTIONS])
def test_an_option_does_what_its_sentence_says(group: str, option: str) -> None:
    row = TABLE.get((group, option))
    assert row is not None, f"{group}={option} has no row: enter what it promises and a check"
    assert groups()[group][option] == row.sentence, "the row was written for another sentence"
    row.check()


def test_every_row_is_of_an_option() -> None:
    assert set(TABLE) <= set(OPTIONS)
