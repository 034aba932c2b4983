"""The page's modules without a browser: their types, and what they compute by themselves."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from marosim import cases
from marosim.view import generated
from marosim.view.line import Line, Plan

HERE = Path(__file__).parent
BROWSER = generated.BROWSER
COMPILER = HERE / "node_modules" / "typescript" / "bin" / "tsc"
LONGEST = 400  # lines of a file
NODE = shutil.which("node")

with_node = pytest.mark.skipif(NODE is None, reason="node is not installed")
with_compiler = pytest.mark.skipif(
    NODE is None or not COMPILER.is_file(),
    reason="TypeScript is not here: make lint fetches it with npm",
)


def run(*order: str | Path) -> subprocess.CompletedProcess[str]:
    assert NODE is not None
    return subprocess.run(
        [NODE, *map(str, order)], capture_output=True, text=True, check=False, cwd=HERE
    )


@pytest.mark.parametrize("name", generated.FILES)
def test_what_is_made_from_python_is_current(name: str) -> None:
    kept = (BROWSER / name).read_text(encoding="utf-8")
    assert kept == generated.FILES[name](), "run python -m marosim.view.generated"


def test_every_module_is_checked_and_short() -> None:
    modules = sorted(BROWSER.rglob("*.js"))
    assert len(modules) > 30
    for module in modules:
        lines = module.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "// @ts-check", module
        assert len(lines) <= LONGEST, module


def crowded_scenes() -> list[dict[str, Any]]:
    """Every shipped case with a day on which every side stands in most of its towns."""
    found = []
    for number, name in enumerate(cases.available()):
        line = Line(Plan(name))
        chance = np.random.default_rng(number)
        frame = dict(line.frames[0].message())
        sides = [*range(len(frame["organisations"])), -1, -2]
        frame["badges"] = [
            (place, side, int(chance.lognormal(6, 1.5)))
            for place in range(len(line.scene["names"]))
            for side in sides
            if chance.random() < 0.5
        ]
        found.append({"scene": line.scene, "frame": frame})
    return found


@with_node
def test_modules_do_what_they_are_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = tmp_path / "scenes.json"
    scenes.write_text(json.dumps(crowded_scenes()), encoding="utf-8")
    monkeypatch.setenv("MAROSIM_SCENES", str(scenes))
    done = run("--test", *sorted((HERE / "units").glob("*.test.js")))
    assert done.returncode == 0, done.stdout
    assert "# pass 0" not in done.stdout


@with_compiler
def test_types_hold() -> None:
    done = run(COMPILER, "-p", HERE)
    assert done.returncode == 0, done.stdout


SLIPS = {  # in a module: what is written there, the slip, and what must be said of it
    "choices.js": ("state.finished", "state.finnished", "'finnished' does not exist"),
    "timeline.js": ('{ do: "seek", day: tick.day', '{ do: "seek", dya: tick.day', "'dya' does not"),
    "transport.js": ('{ do: "step" }', '{ do: "stepp" }', '"stepp"'),
    "log.js": ('bus.on("history"', 'bus.on("histroy"', '"histroy"'),
    "story.js": ("import { fill,", "import { fil,", "no exported member named 'fil'"),
    "chain.js": ("import { fill,", "import { save, fill,", "'save' is declared but"),
    "charts/specs.js": ('["attacks_deterred", ', '["attacks_detered", ', '"attacks_detered"'),
    "map/paint.js": ("places.attack[i]", "places.atack[i]", "'atack' does not exist"),
}


@with_compiler
def test_each_slip_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "src" / "marosim" / "view" / "browser"
    shutil.copytree(BROWSER, copy)
    page = tmp_path / "tests" / "page"
    page.mkdir(parents=True)
    shutil.copy(HERE / "tsconfig.json", page)
    for name, (right, slip, _) in SLIPS.items():
        text = (copy / name).read_text(encoding="utf-8")
        assert right in text, f"{name} has changed: choose another slip"
        (copy / name).write_text(text.replace(right, slip, 1), encoding="utf-8")
    said = run(COMPILER, "-p", page).stdout.splitlines()
    for name, (_, slip, complaint) in SLIPS.items():
        mine = [line for line in said if f"browser/{name}(" in line]
        assert any(complaint in line for line in mine), f"{name}: {slip} was not found: {mine}"
