"""Plant small faults in the model and its statistics, and count those that the tests notice.

``make mutants MODULES="armed.attacks study.pairing" MINUTES=30`` calls this file. mutmut plants
the faults and runs the tests. Every module has a folder of its own under ``build/mutants``, so that
a run that was stopped goes on where it was. ``[tool.marosim.mutants]`` in ``pyproject.toml`` names
the modules and, for each, the tests that must notice.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "mutants"
COPIED = ("src", "tests", "conf", "scenarios", "package.json")
KILLED, SURVIVED, UNSEEN = 1, 0, 33  # how mutmut records a failed test, none, and no test at all
TIMED_OUT = (36, 24, -24, 152)


def prepare(module: str, tests: list[str]) -> Path:
    """The module's folder, with settings for mutmut that name this module and its tests alone."""
    folder = FOLDER / module
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    source = f"src/marosim/{module.replace('.', '/')}.py"
    alone = (
        f"[tool.mutmut]\nonly_mutate = {json.dumps([source])}\n"
        f"pytest_add_cli_args_test_selection = {json.dumps(tests)}\n"
    )
    (folder / "pyproject.toml").write_text(
        settings.replace("[tool.mutmut]\n", alone), encoding="utf-8"
    )
    return folder


def results(module: str) -> dict[str, int | None]:
    """How each mutant of a module ended, by its name; None for one that was not tried."""
    kept = FOLDER / module / "mutants" / "src" / "marosim" / f"{module.replace('.', '/')}.py.meta"
    if not kept.exists():
        return {}
    return json.loads(kept.read_text(encoding="utf-8"))["exit_code_by_key"]


def try_again(module: str) -> None:
    """Forget how survivors ended, so that new tests may find them."""
    kept = FOLDER / module / "mutants" / "src" / "marosim" / f"{module.replace('.', '/')}.py.meta"
    if kept.exists():
        meta = json.loads(kept.read_text(encoding="utf-8"))
        meta["exit_code_by_key"] = {
            name: None if code in (SURVIVED, UNSEEN) else code
            for name, code in meta["exit_code_by_key"].items()
        }
        kept.write_text(json.dumps(meta), encoding="utf-8")


def run(folder: Path, processes: int, until: float) -> int:
    """Run mutmut in a folder until it is done or the time is over; returns its exit status."""
    order = [sys.executable, "-m", "mutmut", "run", "--max-children", str(processes)]
    with (folder / "log.txt").open("w", encoding="utf-8") as log:
        running = subprocess.Popen(
            order, cwd=folder, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "MPLBACKEND": "Agg"},
        )  # fmt: skip
        try:
            return running.wait(max(until - time.monotonic(), 1.0))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            os.killpg(running.pid, signal.SIGKILL)  # results are kept mutant by mutant
            running.wait()
            return 0


def table(modules: list[str]) -> str:
    """Mutants, killed, survived and share killed of each module, as a Markdown table."""
    lines = [
        "| module | mutants | tried | killed | survived | no test reaches it | share killed |",
        "|---|---|---|---|---|---|---|",
    ]
    for module in modules:
        ended = Counter(results(module).values())
        killed = ended[KILLED] + sum(ended[code] for code in TIMED_OUT)
        tried = sum(ended.values()) - ended[None]
        share = f"{killed / tried:.0%}" if tried else "–"
        lines.append(
            f"| {module} | {sum(ended.values())} | {tried} | {killed} | {ended[SURVIVED]} "
            f"| {ended[UNSEEN]} | {share} |"
        )
    return "\n".join(lines)


def survivors(module: str) -> list[str]:
    """What each mutant that no test noticed changes, as a difference of lines."""
    named = [name for name, code in results(module).items() if code in (SURVIVED, UNSEEN)]
    shown = []
    for name in named:
        said = subprocess.run(
            [sys.executable, "-m", "mutmut", "show", name],
            cwd=FOLDER / module, capture_output=True, text=True, check=False,
        )  # fmt: skip
        changed = re.findall(r"^[-+](?![-+]).*$", said.stdout, flags=re.MULTILINE)
        shown.append("\n".join([name, *changed]))
    return shown


def main() -> int:
    chosen = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    known: dict[str, list[str]] = chosen["tool"]["marosim"]["mutants"]
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(known))
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so many minutes")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument("--show", action="store_true", help="print the survivors, run nothing")
    options = parser.parse_args()
    modules = options.modules or list(known)
    for module in modules:
        if module not in known:
            parser.error(
                f"no module {module!r} in [tool.marosim.mutants]; one of {', '.join(known)}"
            )
    if options.show:
        print("\n\n".join(text for module in modules for text in survivors(module)))
        return 0
    until = time.monotonic() + 60.0 * options.minutes
    failed = []
    for module in modules:
        if time.monotonic() < until:
            folder = prepare(module, known[module])
            if options.again:
                try_again(module)
            print(f"{module} …", flush=True)
            if run(folder, options.processes, until):
                failed.append(module)
    print(table(modules))
    for module in failed:
        print(f"{module}: mutmut stopped; read {FOLDER / module / 'log.txt'}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
