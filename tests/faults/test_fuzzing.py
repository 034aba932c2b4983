"""Whatever is typed, written into a case, imported, opened or put into an address: each input
ends in one clear line and exit status 2, or in a sound result. Seeded, so that a fault found
once is found again."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import io
import json
import os
import random
import re
import shutil
import signal
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
import yaml

from marosim import cases
from marosim.cli import main
from marosim.core.setting import SettingError, rows
from marosim.record.folder import TABLES, read_run
from marosim.shipped import shipped

LIMIT_SECONDS = 30
STRANGE = (
    "", " ", "0", "-1", "1e308", "-1e308", "1e-320", "nan", "inf", "-inf", "null", "true", "yes",
    "none", "9" * 400, "0x10", "1_000", "1,2", "[1,2]", "[]", "{a:1}", "{}", "'", '"', "\\", "=",
    "${oc.env:HOME}", "${a}", "_target_", "!!python/object/apply:os.system ['true']", "../../etc",
    "/etc/passwd", "\x00", "\n", "\r\n", "é", "ё" * 50, "🕊", "%s%n", "{{7*7}}", "<script>",
    "; true", "$(true)", "`true`", "a" * 5000, "1994-13-45", "0001-01-01", "9999-12-31", "-", ".",
    "1.5", "٣", "²", "NaN", "Infinity", "1e5", "~", "*", "&a", "|", "#", "@", "True", "[[[[", "((",
    "range(1,3)", "choice(1,2)", "glob(*)", "int(1.5)", "a=b=c", "a:b", "+x", "~x",
)  # fmt: skip


class Hang(Exception):
    """An input on which something did not end."""


@contextlib.contextmanager
def time_limit() -> Iterator[None]:
    def ring(_signal: int, _frame: object) -> None:
        raise Hang

    # seconds of computing, so that a busy machine is no hang
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Fuzz:
    """Counts inputs and how they ended; collects what must not happen."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.ended: Counter[str] = Counter()
        self.faults: list[str] = []

    def call(self, words: list[str], allowed: tuple[int, ...] = (0, 2)) -> int:
        """Run the command line here; faults are kept with the input that made them."""
        out, err = io.StringIO(), io.StringIO()
        status: object = 0
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), time_limit():
                main(words)
        except SystemExit as ending:
            status = ending.code or 0
        except BaseException as error:
            self.fault(words, error)
            return -1
        said = err.getvalue()
        self.ended[f"exit {status}"] += 1
        if status not in allowed:
            self.faults.append(f"{words!r}: exit status {status}: {said[-300:]}")
        elif status == 2 and not re.fullmatch(
            r"marosim: [^\n]+\n", said.split("marosim: fetch")[0]
        ):
            self.faults.append(f"{words!r}: not one line: {said[-500:]!r}")
        elif "Traceback" in said + out.getvalue():
            self.faults.append(f"{words!r}: a traceback is shown")
        return int(status) if isinstance(status, int) else -1

    def raises(self, what: str, act: Callable[[], object], *meant: type[Exception]) -> None:
        """Call a function that may only end well or in one of the faults meant for users."""
        try:
            with time_limit(), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                act()
            self.ended["sound"] += 1
        except meant as error:
            self.ended["refused"] += 1
            if not str(error).strip() or "\n" in str(error).strip():
                self.faults.append(f"{what}: not one line: {error}")
        except BaseException as error:
            self.fault(what, error)

    def fault(self, what: object, error: BaseException) -> None:
        import traceback

        places = traceback.extract_tb(error.__traceback__)
        mine = [p for p in places if "marosim" in p.filename] or places
        where = f"{Path(mine[-1].filename).name}:{mine[-1].lineno}"
        self.faults.append(f"{str(what)[:400]}: {type(error).__name__} {error!s:.200} at {where}")

    def close(self) -> None:
        unlike = {re.sub(r"^.*?: (\w+ )", r"\1", f)[:60]: f for f in reversed(self.faults)}
        shown = "\n".join(list(unlike.values())[:12])
        assert not self.faults, f"{len(self.faults)} of {sum(self.ended.values())}:\n{shown}"

    # --- making inputs wrong ------------------------------------------------------------

    def value(self) -> str:
        pick = self.pick
        kind = pick.random()
        if kind < 0.6:
            return pick.choice(STRANGE)
        if kind < 0.8:
            return repr(pick.choice([1, -1]) * 10 ** pick.uniform(-12, 15))
        return "".join(
            chr(pick.choice([*range(33, 127), 233, 8364])) for _ in range(pick.randint(1, 12))
        )

    def damaged(self, text: str) -> str:
        """A text with a few changes of the kinds that hands, tools and strangers make."""
        pick = self.pick
        for _ in range(pick.randint(1, 3)):
            kind, lines = pick.randrange(9), text.splitlines()
            at = pick.randrange(len(lines)) if lines else 0
            if kind == 0 and lines:
                del lines[at]
                text = "\n".join(lines)
            elif kind == 1 and lines:
                lines.insert(at, lines[pick.randrange(len(lines))])
                text = "\n".join(lines)
            elif kind == 2:
                text = text[: pick.randrange(len(text) + 1)]
            elif kind == 3 and text:
                spot = pick.randrange(len(text))
                text = text[:spot] + self.value() + text[spot + pick.randint(0, 3) :]
            elif kind == 4 and lines:  # one cell of a table, or one value of a key
                cells = re.split(r"([,:])", lines[at])
                cells[pick.randrange(0, len(cells), 2)] = self.value()
                lines[at] = "".join(cells)
                text = "\n".join(lines)
            elif kind == 5:
                text = text.replace(",", pick.choice([";", "\t", "|"]), pick.randint(1, 40))
            elif kind == 6 and lines:
                lines[at] = "  " * pick.randint(0, 4) + lines[at].strip()
                text = "\n".join(lines)
            elif kind == 7:
                numbers = list(re.finditer(r"-?\d+(\.\d+)?", text))
                if numbers:
                    match = pick.choice(numbers)
                    text = text[: match.start()] + self.value() + text[match.end() :]
            elif kind == 8:
                text = pick.choice(["", "\ufeff" + text, text * 2, text.upper(), "\x00" * 9 + text])
        return text

    def odd(self) -> Any:
        """A value of some kind that is not the one expected, or beyond its range."""
        pick = self.pick
        return pick.choice(
            [None, True, 0, -1, 10**30, -(10**400), 1e308, -1e-320, float("nan"), float("inf"),
             "", " ", "🕊", "\u202ex", "\x1b[31m", "[/red]", "$x_{", "a" * 3000, "*", "../x", [], {},
             [None], [[]], {"a": {}}, {"": 1}, dt.date(1, 1, 1), dt.date(9999, 12, 31),
             self.value()]
        )  # fmt: skip

    def bent(self, tree: Any) -> Any:
        """A nested value with one or two of its parts replaced, removed, doubled or moved."""
        for _ in range(self.pick.randint(1, 2)):
            places = [place for place in _branches(tree) if place]
            if not places:
                return self.odd()
            *way, last = self.pick.choice(places)
            within = tree
            for step in way:
                within = within[step]
            kind = self.pick.randrange(6)
            if kind == 0:
                del within[last]
            elif kind == 1 and isinstance(within, list):
                within.append(copy.deepcopy(within[last]))
            elif kind == 2 and isinstance(within, dict):
                within[str(self.odd())[:50]] = within.pop(last)
            elif kind == 3:
                within[last] = copy.deepcopy(self.pick.choice(self._parts(tree)))
            else:
                within[last] = self.odd()
        return tree

    def _parts(self, tree: Any) -> list[Any]:
        found = []
        for way in _branches(tree):
            part = tree
            for step in way:
                part = part[step]
            found.append(part)
        return found

    def bent_table(self, table: pd.DataFrame) -> pd.DataFrame:
        """A sound table with columns, rows, kinds or values that are not as they should be."""
        pick = self.pick
        names = list(table.columns)
        column = pick.choice(names) if names else "x"
        kind = pick.randrange(9)
        if kind == 0:
            return table.drop(columns=column)
        if kind == 1:
            return table.rename(columns={column: pick.choice([*names, "", "🕊"])})
        if kind == 2:
            return table.iloc[0:0]
        if kind == 3:
            return pd.concat([table, table.sample(frac=1.0, random_state=1)], ignore_index=True)
        if kind == 4:
            return table.assign(**{column: table[column].astype(str)})
        if kind == 5:
            return table.assign(**{column: pick.choice([float("nan"), float("inf"), -1e300, -1])})
        if kind == 6:
            return table.assign(**{column: None})
        if kind == 7:
            return table[sorted(names, reverse=True)].iloc[::-1]
        return pd.DataFrame({"a": [1]})

    def odd_file(self, path: Path, outside: Path) -> None:
        """Put something that is no plain file in the place of a file."""
        path.unlink()
        kind = self.pick.randrange(6)
        if kind == 0:
            path.mkdir()
        elif kind == 1:
            os.mkfifo(path)
        elif kind == 2:
            path.symlink_to(path.name)  # a circle
        elif kind == 3:
            path.symlink_to(self.pick.choice(["/dev/zero", "/dev/null", "/proc/self/mem"]))
        elif kind == 4:
            path.symlink_to(outside)
        else:
            path.symlink_to("nowhere")

    def damaged_bytes(self, data: bytes) -> bytes:
        pick = self.pick
        kind = pick.randrange(4)
        if kind == 0:
            return data[: pick.randrange(len(data) + 1)]
        if kind == 1:
            return pick.randbytes(pick.randint(0, 200))
        changed = bytearray(data)
        for _ in range(pick.randint(1, 8)):
            if changed:
                changed[pick.randrange(len(changed))] = pick.randrange(256)
        return bytes(changed)


def _branches(tree: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all parts of a nested value."""
    yield way
    if isinstance(tree, (dict, list)):
        for step in list(tree) if isinstance(tree, dict) else range(len(tree)):
            yield from _branches(tree[step], (*way, step))


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))


def check_left_behind(fuzz: Fuzz, folder: Path) -> None:
    """What stands in the folder is whole; drafts have gone."""
    for path in folder.rglob("*"):
        if path.name.startswith(".") and path.name not in (".gitkeep", ".hydra"):
            fuzz.faults.append(f"left behind: {path}")
    for about in folder.rglob("run.json"):
        if about.parent.parent.name == "runs":
            continue
        found = read_run(about.parent)
        for name in TABLES:
            getattr(found, name)


# --- settings --------------------------------------------------------------------------


def typed(fuzz: Fuzz) -> list[str]:
    """A command line that is nearly right, or not at all."""
    from marosim.settings import Settings
    from marosim.study.compose import groups
    from marosim.study.options import StudyOptions

    pick = fuzz.pick
    known = [*rows(Settings()), *rows(StudyOptions())]
    words = ["days=2", "population.agents=40", "scenario=kalvera", "workers=1"]
    for _ in range(pick.randint(1, 3)):
        row = pick.choice(known)
        if row.name in ("population.persons_per_agent", "output_dir", "workers"):
            continue  # would only make a long run, or a folder elsewhere
        kind = pick.random()
        if kind < 0.35:
            value = fuzz.value()
        elif kind < 0.5 and row.low is not None and row.high is not None:
            value = str(pick.choice([row.low, row.high, row.low - 1, row.high * 2 + 1, row.value]))
        elif kind < 0.6:
            value = json.dumps(row.value)
        elif kind < 0.75:
            group = pick.choice(sorted(groups()))
            value = pick.choice([*groups()[group], fuzz.value()])
            words.append(f"{group}={value}")
            continue
        else:
            words.append(pick.choice([fuzz.value(), f"{fuzz.value()}={fuzz.value()}"]))
            continue
        if row.name == "days" and not value[:2].strip("-0").isdigit():
            value = "3"
        words.append(f"{row.name}={value}")
    pick.shuffle(words)
    return words


def fuzz_settings(fuzz: Fuzz, count: int, runs: int) -> None:
    """Composing alone for most, whole runs for some."""
    from marosim.cases import CaseError
    from marosim.record.memory import TooLargeError
    from marosim.study.compose import compose
    from marosim.study.faults import StudyError

    meant = (SettingError, CaseError, TooLargeError, StudyError)
    for number in range(count):
        words = typed(fuzz)
        if number < runs:
            long = ["days=2", "population.agents=40", "population.persons_per_agent=null"]
            options = [w for w in words if not w.startswith("-")]
            fuzz.call(["run", *options, *long, f"output_dir=out{number % 5}"])
        else:
            fuzz.raises(repr(words), lambda words=words: compose(words), *meant)


@pytest.fixture
def here(working_folder: Path) -> Path:
    return working_folder


def test_settings_a_few(here: Path) -> None:
    fuzz = Fuzz(1)
    fuzz_settings(fuzz, 70, runs=12)
    check_left_behind(fuzz, here)
    fuzz.close()


@pytest.mark.slow
@pytest.mark.long
def test_settings_many(here: Path) -> None:
    fuzz = Fuzz(101)
    fuzz_settings(fuzz, 2000, runs=250)
    check_left_behind(fuzz, here)
    fuzz.close()
    assert sum(fuzz.ended.values()) >= 2000


# --- scenario files ----------------------------------------------------------------------


def fuzz_cases(fuzz: Fuzz, folder: Path, count: int, run_every: int) -> None:
    """Damage one or two files of a shipped case; check it, and run it if it is sound."""
    originals = [shipped("scenarios") / n for n in ("kalvera", "liberia_2003")]
    texts = {
        (path.name, file.name): file.read_bytes()
        for path in originals
        for file in path.iterdir()
        if file.suffix in (".yaml", ".csv", ".geojson")
    }
    target = folder / "scenarios" / "mangled"
    for number in range(count):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        chosen = fuzz.pick.choice(originals).name
        files = [file for name, file in texts if name == chosen]
        hurt = fuzz.pick.sample(files, fuzz.pick.choice([1, 1, 2]))
        for file in files:
            data = texts[chosen, file]
            if file in hurt and fuzz.pick.random() < 0.06:
                (target / file).write_bytes(data)
                fuzz.odd_file(target / file, originals[0] / file)
            elif file in hurt and file.endswith(".yaml") and fuzz.pick.random() < 0.6:
                bent = fuzz.bent(yaml.safe_load(data))
                write(target / file, yaml.safe_dump(bent, allow_unicode=True))
            elif file in hurt and fuzz.pick.random() < 0.8:
                write(target / file, fuzz.damaged(data.decode()))
            elif file in hurt:
                (target / file).write_bytes(fuzz.damaged_bytes(data))
            else:
                (target / file).write_bytes(data)
        status = fuzz.call(["scenario", "check", "mangled"], allowed=(0, 1, 2))
        if number % run_every == 0:
            words = ["run", "scenario=mangled", "days=2", "population.agents=40", "output_dir=out"]
            ran = fuzz.call(words)
            if status == 0 and ran == 2:
                fuzz.ended["sound by itself, refused by a setting"] += 1
            if status in (1, 2) and ran == 0:
                fuzz.faults.append(f"{hurt}: a case with faults was run")


def test_scenario_files_a_few(here: Path) -> None:
    fuzz = Fuzz(2)
    fuzz_cases(fuzz, here, 60, run_every=5)
    check_left_behind(fuzz, here)
    fuzz.close()


@pytest.mark.slow
@pytest.mark.long
def test_scenario_files_many(here: Path) -> None:
    fuzz = Fuzz(102)
    fuzz_cases(fuzz, here, 3200, run_every=8)
    check_left_behind(fuzz, here)
    fuzz.close()
    assert fuzz.ended["exit 1"] > 500 and fuzz.ended["exit 0"] > 100


# --- Flee imports --------------------------------------------------------------------------

FLEE = {
    "input_csv/locations.csv": (
        "#name,region,country,lat,lon,location_type,conflict_date,population\n"
        "Alpha,North,Burundi,-3.0,29.5,conflict_zone,0,60000\n"
        "Beta,North,Burundi,-3.2,29.7,town,,20000\n"
        "Hub,,Tanzania,-3.6,30.1,forwarding_hub,,\nEast,,Tanzania,-3.6,30.3,camp,,9000\n"
    ),
    "input_csv/routes.csv": "#n1,n2,distance,forced\n"
    "Alpha,Beta,30,\nBeta,Hub,40,0\nHub,East,20,2\n",
    "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n"
    "country,Burundi,Tanzania,5,20\nlocation,East,,10,-1\n",
    "input_csv/conflicts.csv": "#Day,Alpha,Beta\n0,1,0\n5,1,0.5\n",
    "input_csv/sim_period.csv": "StartDate,2015-05-01\nLength,40\n",
    "source_data/data_layout.csv": "total,refugees.csv\nEast,east.csv\n",
    "source_data/refugees.csv": "Date,Refugee_numbers\n2015-05-01,100\n2015-06-09,6100\n",
    "source_data/east.csv": "2015-05-01,0\n2015-06-09,3000\n",
}


def fuzz_flee(fuzz: Fuzz, folder: Path, count: int, run_every: int) -> None:
    source, made = folder / "flee", folder / "scenarios" / "made"
    for number in range(count):
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(source, ignore_errors=True)
        hurt = fuzz.pick.sample(sorted(FLEE), fuzz.pick.choice([1, 1, 2]))
        for file, text in FLEE.items():
            path = source / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if file not in hurt:
                write(path, text)
            elif fuzz.pick.random() < 0.1:
                path.unlink(missing_ok=True)
            elif fuzz.pick.random() < 0.06:
                write(path, text)
                fuzz.odd_file(path, folder / "elsewhere")
            elif fuzz.pick.random() < 0.2:
                path.write_bytes(fuzz.damaged_bytes(text.encode()))
            else:
                write(path, fuzz.damaged(text))
        name = "made" if fuzz.pick.random() < 0.95 else fuzz.value()
        status = fuzz.call(["scenario", "import-flee", str(source), "--", name])
        if status == 0 and name == "made":
            if cases.check("made"):
                fuzz.faults.append(f"{hurt}: imported with faults {cases.check('made')[0]}")
            elif number % run_every == 0:
                fuzz.call(
                    ["run", "scenario=made", "days=3", "population.agents=40", "output_dir=out"]
                )


def test_flee_imports_a_few(here: Path) -> None:
    fuzz = Fuzz(3)
    fuzz_flee(fuzz, here, 60, run_every=10)
    check_left_behind(fuzz, here)
    fuzz.close()


@pytest.mark.slow
@pytest.mark.long
def test_flee_imports_many(here: Path) -> None:
    fuzz = Fuzz(103)
    fuzz_flee(fuzz, here, 2400, run_every=15)
    check_left_behind(fuzz, here)
    fuzz.close()
    assert fuzz.ended["exit 0"] > 300 and fuzz.ended["exit 2"] > 300


# --- folders of runs and studies -----------------------------------------------------------


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, its checkpoint and a study, small and sound."""
    import marosim
    from marosim.record import write_run
    from marosim.record.checkpoint import save_checkpoint

    folder = tmp_path_factory.mktemp("results")
    model = marosim.model("kalvera", days=4, population__agents=60)
    model.step()
    save_checkpoint(folder / "stopped", model, scenario="kalvera")
    write_run(folder / "run", model.run(), duration_s=0.1)
    marosim.sweep(
        "kalvera", mandate=["none", "robust"], replications=2, workers=1, days=4,
        population__agents=60, progress=False, output_dir=str(folder / "study"),
    )  # fmt: skip
    return folder


def fuzz_folders(fuzz: Fuzz, results: Path, folder: Path, count: int) -> None:
    asked = {
        "run": [["explain", "mangled"], ["run", "--resume", "mangled"], ["compare", "mangled"]],
        "study": [
            ["compare", "mangled", "--no-figures"],
            ["compare", "mangled", "--no-figures", "--baseline", "mandate=none"],
            ["explain", "mangled"],
            ["run", "-m", "scenario=kalvera", "mandate=none,robust", "replications=2", "days=4",
             "population.agents=60", "workers=1", "output_dir=mangled"],
        ],
        "stopped.checkpoint": [["run", "--resume", "mangled.checkpoint"]],
    }  # fmt: skip
    for _ in range(count):
        kind = fuzz.pick.choice(list(asked))
        name = "mangled.checkpoint" if "checkpoint" in kind else "mangled"
        for old in ("mangled", "mangled.checkpoint"):
            shutil.rmtree(folder / old, ignore_errors=True)
        target = folder / name
        shutil.copytree(results / kind, target)
        files = sorted(p for p in target.rglob("*") if p.is_file())
        hurt = fuzz.pick.choice(files)
        choice = fuzz.pick.random()
        if choice < 0.08:
            hurt.unlink()
        elif choice < 0.16:
            fuzz.odd_file(hurt, results / "run" / hurt.name)
        elif hurt.suffix == ".json" and choice < 0.6:
            bent = fuzz.bent(json.loads(hurt.read_text(encoding="utf-8")))
            write(hurt, json.dumps(bent, default=str))
        elif hurt.suffix == ".parquet" and choice < 0.6:
            with contextlib.suppress(ValueError, TypeError, pa.ArrowException):
                fuzz.bent_table(pd.read_parquet(hurt)).to_parquet(hurt)
        elif hurt.suffix in (".json", ".yaml") and choice < 0.85:
            write(hurt, fuzz.damaged(hurt.read_text(encoding="utf-8")))
        else:
            hurt.write_bytes(fuzz.damaged_bytes(hurt.read_bytes()))
        fuzz.call(fuzz.pick.choice(asked[kind]))


def test_folders_a_few(results: Path, here: Path) -> None:
    fuzz = Fuzz(4)
    fuzz_folders(fuzz, results, here, 26)
    fuzz.close()


@pytest.mark.slow
@pytest.mark.long
def test_folders_many(results: Path, here: Path) -> None:
    fuzz = Fuzz(104)
    fuzz_folders(fuzz, results, here, 1400)
    fuzz.close()
    assert fuzz.ended["exit 2"] > 200


# --- addresses of the browser view -----------------------------------------------------------


def fuzz_addresses(fuzz: Fuzz, count: int) -> None:
    from urllib.parse import quote

    from marosim.study.compose import groups
    from marosim.view.address import plan_of

    known = ["scenario", "seed", "decision", *groups()]
    for _ in range(count):
        parts = []
        for _ in range(fuzz.pick.choice([0, 1, 2, 3, 3, 300])):
            key = fuzz.pick.choice([*known, fuzz.value()])
            options = sorted(groups().get(key, {})) or ["kalvera", "12", "5:mandate=robust"]
            value = fuzz.pick.choice([fuzz.pick.choice(options), fuzz.value()])
            if fuzz.pick.random() < 0.7:
                value = quote(value)
            parts.append(f"{key}={value}")
        text = fuzz.pick.choice(["", "?"]) + "&".join(parts)
        if fuzz.pick.random() < 0.1:
            text = fuzz.damaged(text)
        fuzz.raises(text, lambda text=text: plan_of(text), SettingError, cases.CaseError)


def test_addresses_a_few() -> None:
    pytest.importorskip("solara")
    fuzz = Fuzz(5)
    fuzz_addresses(fuzz, 120)
    fuzz.close()


@pytest.mark.slow
@pytest.mark.long
def test_addresses_many() -> None:
    pytest.importorskip("solara")
    fuzz = Fuzz(105)
    fuzz_addresses(fuzz, 2500)
    fuzz.close()
    assert fuzz.ended["sound"] > 100 and fuzz.ended["refused"] > 500
