"""The map on somebody else's page."""

from __future__ import annotations

import pytest

import marosim

solara = pytest.importorskip("solara")


def test_map_follows_the_model() -> None:
    from marosim.view.component import CountryMap, MapWidget

    model = marosim.model("rwanda_1994", **{"days": 5, "population.agents": 500})
    day = solara.reactive(0)

    @solara.component
    def Page() -> None:
        CountryMap(model, height=300, day=day.value)

    _, context = solara.render(Page(), handle_error=False)
    drawn = context.find(MapWidget).widget
    assert drawn.frame["day"] == 0
    assert drawn.scene["case"] == "rwanda_1994"
    assert drawn.height == 300
    model.step()
    day.value = 1
    assert drawn.frame["day"] == 1
    assert len(drawn.frame["places"]["dead"]) == len(drawn.scene["names"])
    context.close()
