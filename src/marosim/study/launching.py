"""The jobs of a sweep, made by Hydra's sweeper from the words that a user typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marosim.study.compose import hydra_ready, store_case
from marosim.study.own import search_words

if TYPE_CHECKING:
    from marosim.study.sweep import Sweep


def launch(overrides: Sequence[str], computing: Sweep) -> None:
    """Let Hydra's sweeper make the jobs; its launcher hands them to ``computing``."""
    from hydra._internal.callbacks import Callbacks
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.errors import HydraException
    from hydra.types import HydraContext, RunMode
    from omegaconf import open_dict

    from marosim.core.setting import SettingError

    store_case(computing.composed.case)
    with hydra_ready():
        hydra = GlobalHydra.instance().hydra
        assert hydra is not None
        try:
            configuration = hydra.compose_config(
                config_name="config",
                overrides=[*search_words(), *overrides],
                run_mode=RunMode.MULTIRUN,
                from_shell=False,
                with_log_configuration=False,
            )
            with open_dict(configuration):
                configuration.hydra.sweep.dir = str(computing.store.folder)
            context = HydraContext(hydra.config_loader, Callbacks())
            sweeper: Any = Plugins.instance().instantiate_sweeper(
                config=configuration, hydra_context=context, task_function=computing.run
            )
            # ``computing`` composes each response before the first run, and says what is wrong
            # with it; Hydra would compose all of them once more, a quarter of a second each
            sweeper.validate_batch_is_legal = lambda batch: None
            jobs: Any = sweeper.sweep(arguments=list(overrides))
        except HydraException as error:
            raise SettingError(" ".join(str(error).split())[:300]) from None
    del jobs
