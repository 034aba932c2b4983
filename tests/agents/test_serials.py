"""A unit's luck and its mark on the map stay its own when others come and go."""

from __future__ import annotations

from small import MISSION, after

from marosim.view.frames import capture


def on_the_ground():
    return after(25, **MISSION)


def test_removing_a_unit_leaves_the_movement_of_others_to_their_own_chance(monkeypatch):
    """The draws for a plan go by serial: the same unit has the same draw in both runs."""
    asked: dict[str, list[list[int]]] = {"plain": [], "less": []}
    models = {"plain": on_the_ground(), "less": on_the_ground()}
    gone = models["less"].mission.units[1]
    gone.remove()
    for name, model in models.items():
        draw = model.draws.uniform

        def listen(purpose, ids, day, draw=draw, name=name):
            if purpose == "mission.movement":
                asked[name].append([int(i) for i in ids])
            return draw(purpose, ids, day)

        monkeypatch.setattr(model.draws, "uniform", listen)
        approach = model.mechanism("approach")
        approach._plan(model.day, everybody=True)
    for plain, less in zip(asked["plain"], asked["less"], strict=True):
        assert set(less) == set(plain) - {gone.serial}
    assert any(gone.serial in ids for ids in asked["plain"])


def test_marks_keep_their_numbers_when_a_unit_leaves():
    model = on_the_ground()

    def marks():
        return {unit[0]: unit[2:] for unit in capture(model, [], len(model.journal.events)).units}

    before = marks()
    gone = [model.armed.units[3], model.mission.units[2]]
    for unit in gone:
        unit.remove()
    after_all = marks()
    missing = set(before) - set(after_all)
    assert len(missing) == 2
    assert all(before[number] == after_all[number] for number in after_all)
