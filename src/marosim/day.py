"""The day: every mechanism of the model, in the order in which it acts.

To add a mechanism, write its file, its settings, and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marosim.armed.attacks import Attacks
from marosim.armed.battles import Battles
from marosim.armed.causes import RootCauses
from marosim.armed.escalation import Escalation
from marosim.armed.incitement import Incitement
from marosim.armed.mobilisation import Mobilisation
from marosim.armed.operations import Operations
from marosim.armed.spoilers import Spoilers
from marosim.armed.triggers import Triggers
from marosim.civilians.flight import Flight
from marosim.civilians.hardship import Hardship
from marosim.civilians.resolution import Resolution
from marosim.mechanism import Mechanism
from marosim.world.timeline import Timeline

# what each room keeps for its own mechanisms: attribute of the model -> state(model)
STATE: dict[str, Callable[[Any], Any]] = {}

DAY: tuple[type[Mechanism], ...] = (
    # the world turns
    Timeline,
    Triggers,
    RootCauses,
    # knowing: warning
    # deciding and paying: politics
    # acting: mission
    # the crisis: armed
    Incitement,
    Escalation,
    Mobilisation,
    Operations,
    Attacks,
    Battles,
    Spoilers,
    # people: civilians
    Hardship,
    Flight,
    Resolution,
    # making and building peace: peace
    # judging
)
