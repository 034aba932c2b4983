"""Modules of the page put together into one script: what does not fit is said at once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from marosim.view.bundle import BundleError, bundle, exports_of
from marosim.view.widget import BROWSER, MAP, PAGE, map_script, script

NODE = shutil.which("node")
with_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder


def evaluated(text: str) -> str:
    assert NODE is not None
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", text], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@with_node
def test_names_of_a_module_are_its_own(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        entry='import { said } from "./one.js";\nimport { twice } from "./two.js";\n'
        "const own = 1;\nexport const all = [own, said(), twice()];\n",
        one="const own = 2;\nexport function said() {\n  return own;\n}\n",
        two='import { said } from "./one.js";\nconst own = 3;\n'
        "export const twice = () => own * said();\n",
    )
    text = f"{bundle(folder, 'entry.js')}\nconsole.log({exports_of('entry.js')}.all.join());"
    assert evaluated(text) == "1,2,6"


def test_a_name_that_is_not_exported_is_refused(tmp_path: Path) -> None:
    folder = written(
        tmp_path, entry='import { b } from "./one.js";\n', one="export const a = 1;\nconst b = 2;\n"
    )
    with pytest.raises(BundleError, match=r"^entry\.js: one\.js exports no b$"):
        bundle(folder, "entry.js")


def test_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, entry='import { a } from "./one.js";\n')
    with pytest.raises(BundleError, match=r"^entry\.js: there is no module one\.js$"):
        bundle(folder, "entry.js")


def test_a_circle_is_refused(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        one='import { b } from "./two.js";\nexport const a = 1;\n',
        two='import { a } from "./one.js";\nexport const b = 1;\n',
    )
    with pytest.raises(BundleError, match=r"in a circle: one\.js → two\.js → one\.js"):
        bundle(folder, "one.js")


@pytest.mark.parametrize(
    "line",
    (
        "export default 5;",
        'import one from "./one.js";',
        'import * as one from "./one.js";',
        "export let a = 1;",
        'import { a } from "elsewhere";',
    ),
)
def test_what_is_not_by_name_is_refused(tmp_path: Path, line: str) -> None:
    folder = written(tmp_path, entry=f"{line}\n", one="export const a = 1;\n")
    with pytest.raises(BundleError, match="is not import or export by name"):
        bundle(folder, "entry.js")


def test_every_module_is_reached_from_the_page_or_from_the_map() -> None:
    together = bundle(BROWSER, PAGE) + bundle(BROWSER, MAP)
    for module in BROWSER.rglob("*.js"):
        name = exports_of(module.relative_to(BROWSER).as_posix())
        assert f"const {name} = " in together, f"{module.name} is used by nobody"


@with_node
def test_hosts_get_scripts_that_can_be_read(tmp_path: Path) -> None:
    assert NODE is not None
    for name, text in (("page.js", script()), ("map.mjs", map_script())):
        (tmp_path / name).write_text(text)
        done = subprocess.run(
            [NODE, "--check", tmp_path / name], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


@with_node
def test_a_widget_finds_how_to_draw_the_map() -> None:
    text = map_script().replace("export default", "const widget =")
    assert evaluated(f"{text}\nconsole.log(typeof widget.render);") == "function"
