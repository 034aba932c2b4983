"""Reading scenario.yaml: plain data only, each fault with its line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import yaml

from marosim.cases import facts
from marosim.cases.faults import Fault
from marosim.cases.tables import YEARS, controls
from marosim.languages import _
from marosim.languages.faults import nearest
from marosim.world.case import HEAVIEST, ORGANISATION_ROLES, Community, OrganisationPlan

FILE = "scenario.yaml"
MAX_BYTES = 1_000_000
MAX_DEPTH = 20
REQUIRED = ("title", "summary", "start", "days", "country", "communities", "organisations")
KNOWN = (*REQUIRED, "before", "settings", "historical", "sources")
MAX_DAYS = 20_000
START_YEARS = range(YEARS.start, YEARS.stop - 101)  # a run of the longest kind ends within YEARS


class Manifest:
    """The content of scenario.yaml with the line of every key, and the faults found."""

    def __init__(self, data: bytes, faults: list[Fault]) -> None:
        self.faults = faults
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.values: dict[str, Any] = self._parse(data)
        self._check_keys()

    def fault(self, path: tuple[str | int, ...], what: str, cure: str) -> None:
        """Add a fault at a key, or at the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        self.faults.append(Fault(FILE, self.lines.get(path, 1), what, cure))

    def _parse(self, data: bytes) -> dict[str, Any]:
        try:
            content = data.decode("utf-8-sig")
            depth = 0
            for event in yaml.parse(content, Loader=yaml.SafeLoader):
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > MAX_DEPTH:  # a parser takes very long over deep nesting
                    raise RecursionError
                line = event.start_mark.line + 1 if event.start_mark else 1
                if isinstance(event, yaml.AliasEvent):
                    self.faults.append(Fault(FILE, line, _("uses a YAML alias"), _("write it out")))
                    return {}
                tag = getattr(event, "tag", None)
                if tag:
                    what = _("uses the YAML tag {tag}, which is not allowed", tag=repr(tag))
                    self.faults.append(Fault(FILE, line, what, _("write plain values only")))
                    return {}
            node = yaml.compose(content, Loader=yaml.SafeLoader)
            if node is not None:
                self._note_lines(node, ())
            values = yaml.safe_load(content)
        except UnicodeDecodeError:
            self.faults.append(Fault(FILE, 1, _("is not UTF-8 text"), _("save it in UTF-8")))
            return {}
        except RecursionError:
            self.faults.append(Fault(FILE, 1, _("is nested too deeply"), _("write it flatter")))
            return {}
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            line = mark.line + 1 if mark else 1
            self.faults.append(Fault(FILE, line, _("is not valid YAML ({reason})",
                               reason=problem), _("mend it there")))  # fmt: skip
            return {}
        if not isinstance(values, dict):
            what = _("does not hold named values")
            self.faults.append(Fault(FILE, 1, what, _("start with 'title: …', 'start: …'")))
            return {}
        self._check_signs(values, ())
        return values

    def _check_signs(self, value: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                self._check_signs(str(key), path)
                self._check_signs(item, (*path, str(key)))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self._check_signs(item, (*path, index))
        elif isinstance(value, str) and controls(value):
            self.fault(path, _("{value} holds control characters", value=repr(value[:40])),
                       _("remove them"))  # fmt: skip

    def _note_lines(self, node: yaml.Node, path: tuple[str | int, ...]) -> None:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if len(path) > MAX_DEPTH:
            raise RecursionError
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                word = str(key.value)
                if word in seen:
                    line = key.start_mark.line + 1
                    what = _("{word} stands twice", word=repr(word))
                    self.faults.append(Fault(FILE, line, what, _("keep one of them")))
                seen.add(word)
                self.lines[(*path, word)] = key.start_mark.line + 1
                self._note_lines(value, (*path, word))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self.lines[(*path, index)] = value.start_mark.line + 1
                self._note_lines(value, (*path, index))

    def _check_keys(self) -> None:
        if not self.values:
            return
        for key in REQUIRED:
            if key not in self.values:
                self.fault(
                    (), _("{key} is missing", key=repr(key)), _("add {line}", line=f"'{key}: …'")
                )
        for key in self.values:
            if key not in KNOWN:
                hint = nearest(str(key), KNOWN)
                cure = _("expected one of {known}{hint}", known=", ".join(KNOWN), hint=hint)
                self.fault((str(key),), _("{key} is not known here", key=repr(key)), cure)

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if key in self.values and (not isinstance(value, str) or not value.strip()):
            self.fault((key,), _("{key} is not a text", key=key), _("write a line of text"))
        return str(value or "")

    def start(self) -> dt.date:
        value = self.values.get("start")
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            if value.year in START_YEARS:
                return value
            years = f"{START_YEARS.start} to {START_YEARS.stop - 1}"
            self.fault(("start",), _("start {value} is out of range", value=str(value)),
                       _("use a year from {years}", years=years))  # fmt: skip
            return dt.date(2000, 1, 1)
        if "start" in self.values:
            self.fault(("start",), _("start {value} is not a date", value=repr(value)),
                       _("write it as 1994-04-06"))  # fmt: skip
        return dt.date(2000, 1, 1)

    def days(self) -> int:
        value = self.values.get("days")
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_DAYS:
            return value
        if "days" in self.values:
            what = _("days {value} is not a whole number of days", value=repr(value))
            self.fault(("days",), what, _("use {low} to {high}", low="1", high=str(MAX_DAYS)))
        return 1

    def mapping(self, key: str) -> dict[str, Any]:
        value = self.values.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault((key,), _("{key} does not hold named values", key=key),
                       _("write 'name: value' lines"))  # fmt: skip
            return {}
        return value

    def sources(self) -> tuple[str, ...]:
        value = self.values.get("sources") or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(
                ("sources",), _("sources is not a list of texts"), _("write one '- …' a line")
            )
            return ()
        if not value and self.values:
            self.fault(
                ("sources",), _("no source is given"), _("list the studies and data under sources:")
            )
        return tuple(value)

    def communities(self) -> tuple[Community, ...]:
        """The communities, those with faults left out."""
        found: list[Community] = []
        for index, item in self._items("communities"):
            path = ("communities", index)
            self.only(path, item, set(Community.__dataclass_fields__))
            levels = {
                key: self.level(path, item, key, 0.0)
                for key in ("exclusion", "inequality", "grievance")
            }
            name = self._identifier(path, item)
            if name in {other.name for other in found}:
                self.fault((*path, "name"), _("community {name} stands twice", name=repr(name)),
                           _("rename one"))  # fmt: skip
            elif name:
                found.append(Community(name, str(item.get("title") or name), **levels))
        if not found and "communities" in self.values:
            self.fault(("communities",), _("there is no community"), _("name at least one"))
        return tuple(found)

    def organisations(self, communities: set[str]) -> tuple[OrganisationPlan, ...]:
        """The armed organisations, those with faults left out."""
        found: list[OrganisationPlan] = []
        for index, item in self._items("organisations"):
            before = len(self.faults)
            plan = self._organisation(("organisations", index), item, communities)
            if plan.name in {other.name for other in found}:
                what = _("organisation {name} stands twice", name=repr(plan.name))
                self.fault(("organisations", index, "name"), what, _("rename one"))
            elif len(self.faults) == before:
                found.append(plan)
        names = {str(item.get("name")) for _i, item in self._items("organisations", quiet=True)}
        for index, item in self._items("organisations", quiet=True):
            for key in ("allies", "enemies"):
                for other in self._names(("organisations", index), item, key, quiet=True):
                    if other not in names:
                        what = _("{key} names {name}, which is no organisation here", key=key,
                                 name=repr(other))  # fmt: skip
                        cure = _("use one of {known}{hint}", known=", ".join(sorted(names)),
                                 hint=nearest(other, names))  # fmt: skip
                        self.fault(("organisations", index, key), what, cure)
        return tuple(found)

    def _organisation(
        self, path: tuple[str | int, ...], item: dict[str, Any], communities: set[str]
    ) -> OrganisationPlan:
        self.only(path, item, set(OrganisationPlan.__dataclass_fields__))
        role = item.get("role")
        if role not in ORGANISATION_ROLES:
            cure = _("use one of {known}{hint}", known=", ".join(ORGANISATION_ROLES), hint="")
            self.fault((*path, "role"), _("role {role} is not known", role=repr(role)), cure)
        mobilises = item.get("mobilises") or ""
        if mobilises:
            self.community((*path, "mobilises"), str(mobilises), communities)
        bases = self._names(path, item, "bases")
        if not bases:
            self.fault((*path, "bases"), _("no base is given"), _("name at least one place"))
        return OrganisationPlan(
            name=self._identifier(path, item),
            title=str(item.get("title") or item.get("name")),
            role=str(role),
            fighters=self.whole(path, item, "fighters", 0),
            units=self.whole(path, item, "units", 1),
            bases=bases,
            holds=self._names(path, item, "holds"),
            mobilises=str(mobilises),
            quality=self.level(path, item, "quality", 1.0, high=10.0),
            allies=self._names(path, item, "allies"),
            enemies=self._names(path, item, "enemies"),
            active_from=self.whole(path, item, "active_from", 0, default=0),
            supply=self.level(path, item, "supply", 1.0),
            heavy_arms=self._heavy_arms(path, item),
            kin=self._kin(path, item, communities),
            conscripts=self.yes(path, item, "conscripts"),
            source=self._source(path, item),
            **facts.of_organisation(self, path, item, communities),
        )

    def _items(self, key: str, quiet: bool = False) -> list[tuple[int, dict[str, Any]]]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            if not quiet:
                self.fault(
                    (key,), _("{key} is not a list", key=key), _("write one '- name: …' for each")
                )
            return []
        sound = [(i, item) for i, item in enumerate(value) if isinstance(item, dict)]
        if len(sound) < len(value) and not quiet:
            self.fault((key,), _("{key} holds entries without named values", key=key),
                       _("write '- name: …'"))  # fmt: skip
        return sound

    def only(self, path: tuple[str | int, ...], item: dict[str, Any], known: set[str]) -> None:
        for key in item:
            if key not in known:
                cure = _("use one of {known}{hint}", known=", ".join(sorted(known)),
                         hint=nearest(str(key), known))  # fmt: skip
                self.fault((*path, str(key)), _("{key} is not known here", key=repr(key)), cure)

    def _identifier(self, path: tuple[str | int, ...], item: dict[str, Any]) -> str:
        value = item.get("name")
        if not isinstance(value, str) or not value.isidentifier():
            what = _("name {value} is not a plain word", value=repr(value))
            self.fault((*path, "name"), what, _("use letters, digits and _"))
            return ""
        return value

    def community(self, path: tuple[str | int, ...], value: str, communities: set[str]) -> None:
        if value not in communities:
            what = _(
                "{path} names {value}, which is no community here", path=path[-1], value=repr(value)
            )
            cure = _("use one of {known}{hint}", known=", ".join(sorted(communities)),
                     hint=nearest(value, communities))  # fmt: skip
            self.fault(path, what, cure)

    def level(
        self,
        path: tuple[str | int, ...],
        item: dict[Any, Any],
        key: Any,
        default: float,
        high: float = 1.0,
    ) -> float:
        value = item.get(key, default)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= high:
            return float(value)
        self.fault((*path, str(key)), _("{key} {value} is no level", key=key, value=repr(value)),
                   _("use {low} to {high}", low=0, high=str(high)))  # fmt: skip
        return default

    def whole(
        self,
        path: tuple[str | int, ...],
        item: dict[str, Any],
        key: str,
        low: int,
        default: int | None = None,
    ) -> int:
        value = item.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= 10_000_000:
            return value
        what = _("{key} {value} is not a whole number of at least {low}", key=key,
                 value=repr(value), low=str(low))  # fmt: skip
        self.fault((*path, key), what, _("correct {key}", key=key))
        return max(low, 1)

    def _heavy_arms(self, path: tuple[str | int, ...], item: dict[str, Any]) -> int | None:
        value = item.get("heavy_arms")
        if value is None or (type(value) is int and 0 <= value <= HEAVIEST):
            return value
        cure = _("use 0 (none), 1 (mortars, a few guns), 2 (in part of its units) or 3 (in mass)")
        self.fault(
            (*path, "heavy_arms"), _("heavy_arms {value} is not known", value=repr(value)), cure
        )
        return None

    def _kin(
        self, path: tuple[str | int, ...], item: dict[str, Any], communities: set[str]
    ) -> tuple[str, ...] | None:
        return self.peoples(path, item, "kin", communities) if "kin" in item else None

    def peoples(
        self, path: tuple[str | int, ...], item: dict[str, Any], key: str, communities: set[str]
    ) -> tuple[str, ...]:
        """The communities that a key names."""
        names = self._names(path, item, key)
        for name in names:
            self.community((*path, key), name, communities)
        return names

    def yes(self, path: tuple[str | int, ...], item: dict[str, Any], key: str) -> bool:
        value = item.get(key, False)
        if not isinstance(value, bool):
            self.fault((*path, key), _("{key} {value} is neither true nor false", key=key,
                       value=repr(value)), _("write true"))  # fmt: skip
        return value is True

    def _names(
        self, path: tuple[str | int, ...], item: dict[str, Any], key: str, quiet: bool = False
    ) -> tuple[str, ...]:
        value = item.get(key) or []
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        if not quiet:
            self.fault(
                (*path, key), _("{key} is not a list of names", key=key), _("write [first, second]")
            )
        return ()

    def _source(self, path: tuple[str | int, ...], item: dict[str, Any]) -> str:
        value = item.get("source")
        if not isinstance(value, str) or not value.strip():
            what = _("organisation {name} has no source", name=repr(item.get("name")))
            self.fault(path, what, _("add 'source: author year', or 'source: assumed'"))
            return "assumed"
        return value
