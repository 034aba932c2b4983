"""What each armed organisation has and means to do, declared once for all who read it."""

from __future__ import annotations

from typing import Any

from marosim.armed.weapons import Weapons
from marosim.core.declaring import Declaring
from marosim.core.field import field, keep
from marosim.situation import Floats
from marosim.terms import Role


class Organisation(Declaring):
    """An armed organisation in a run; ``index`` is its row in shared arrays."""

    index: int = field("world", "its row in shared arrays", "number", neutral=0)
    name: str = keep("world", "name", str)
    title: str = keep("world", "name as people read it", str)
    role: Role = keep("world", "government, rebels or militia")
    quality: float = field("mission", "quality, which host capacity raises", "factor", neutral=1.0)
    extermination: float = field("armed", "how far its leaders mean to destroy a people")
    incites: float = field("armed", "reach of its incitement over media")
    constituency: int = field("world", "index of the community that it mobilises, or -1", "number",
                              neutral=-1, low=-1)  # fmt: skip
    hostility: Floats = field("armed", "hostility to a community", axes="community")
    allies: tuple[str, ...] = keep("world", "names of its allies", tuple)
    enemies: tuple[str, ...] = keep("world", "names of its enemies at the start", tuple)
    active_from: int = field("world", "day on which it comes", "day", neutral=0, low=None)
    established: float = field("armed", "the strength that it tries to keep", "fighters")
    supply: float = field("armed", "supply", neutral=1.0)
    heavy_arms: float = field("armed", "heavy arms")
    kin: tuple[int, ...] = keep("world", "indices of the communities for whom it fights", tuple)
    conscripts: bool = field("world", "an army of conscripts", "yes or no", neutral=False)
    excludes: bool = field(
        "world", "its leaders want some community out of the state or the ground that they claim",
        "yes or no", neutral=False,
    )  # fmt: skip
    fighters: float = field("armed", "fighters", "fighters")
    recruited: float = field("armed", "recruited so far", "fighters")
    replaced: float = field("armed", "replaced so far", "fighters")
    killed: float = field("armed", "killed so far", "fighters")
    demobilised: float = field("armed", "left through DDR so far", "fighters")
    initial: float = field("armed", "fighters with whom it came", "fighters")
    moved_in: float = field("armed", "came from elsewhere so far; negative if more went",
                            "fighters", low=None)  # fmt: skip
    parent: str = keep("world", "name of the organisation that it split from", str)
    came: bool = field("armed", "it has been on the map", "yes or no", neutral=False)
    active: bool = field("armed", "it is there to fight", "yes or no", neutral=True)
    bases: list[int] = keep("world", "places from which it starts", list)
    weapons: Weapons = keep("armed", "its firearms", Weapons)

    def __init__(
        self, *, index: int, name: str, title: str, role: Role, hostility: Floats, **given: Any
    ) -> None:
        """``given`` holds whatever else is not neutral, by name."""
        super().__init__(community=len(hostility))
        self.index, self.name, self.title, self.role = index, name, title, role
        self.hostility = hostility
        for attribute, value in given.items():
            setattr(self, attribute, value)
        self.attach(self.weapons)

    @property
    def whose(self) -> str:
        """Its name, as messages say it after a field's."""
        return f" of {self.name}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def share_armed(self, gone: float) -> float:
        """Share (0..1) who carried a weapon before so many of its fighters were taken off."""
        return self.weapons.share_armed(self.fighters + gone)
