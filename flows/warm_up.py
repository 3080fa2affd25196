"""What every run has to start before it can work, started side by side: Prefect's server and the dbt project.

Prefect's temporary server takes ten seconds of its own process, reading the dbt project and importing Great Expectations as
long in this one. One after the other they were half of a run over a few reports.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from prefect.client.orchestration import get_client

from flows.settings import Settings
from flows.transform import parsed_project


def warm_up(settings: Settings, *, builds: bool) -> None:
    """Return when Prefect answers and, for a run that builds, the dbt project is parsed. Raises what Prefect raises when it cannot start.

    A dbt project that cannot be parsed is told of by the first dbt command, whose message names the log.
    """
    with ThreadPoolExecutor(max_workers=1) as other:
        server = other.submit(_reach_prefect)
        if builds:
            parsed_project(settings)
            import great_expectations  # noqa: F401  (five seconds, which the first gate would wait for)
        server.result()


def _reach_prefect() -> None:
    """Without PREFECT_API_URL, Prefect's client starts a temporary server and waits until it answers."""
    get_client(sync_client=True)
