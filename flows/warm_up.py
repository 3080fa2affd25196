"""What a run waits for before it can work: Prefect's server, which starts in its own process, and meanwhile the dbt project.

Each takes some ten seconds; one after the other they were half of a run over a few reports.
"""

from __future__ import annotations

from flows.settings import Settings
from flows.temporary_server import wait_until_ready
from flows.transform import parsed_project


def warm_up(settings: Settings, *, builds: bool) -> None:
    """Return when Prefect answers and, for a run that builds, the dbt project is parsed. Raises ServerError.

    A dbt project that cannot be parsed is told of by the first dbt command, whose message names the log.
    """
    if builds:
        parsed_project(settings)
        import great_expectations  # noqa: F401  (five seconds, which the first gate would wait for)

    wait_until_ready()
