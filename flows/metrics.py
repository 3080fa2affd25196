"""Figures of the last run for Prometheus' textfile collector. Written beside and renamed: the collector sees a whole file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from flows.alerting.book import open_book
from flows.progress import Step
from flows.publishing.versions import list_versions
from flows.settings import Settings

_ENDS = ("published", "unchanged", "done", "blocked", "failed")


def write_metrics(path: Path, outcome: str, steps: Sequence[Step], settings: Settings) -> None:
    """Replace the metrics file. `outcome` is how the run ended."""
    current = next((version for version in list_versions(settings.published_dir) if version.is_current), None)
    with open_book(settings.alert_book) as book:
        waiting, wrong = book.waiting(), len(book.open_conditions())
    lines = [
        *_metric("fiscal_last_run_timestamp_seconds", "When the last run ended.", [("", datetime.now(UTC).timestamp())]),
        *_metric(
            "fiscal_last_run_outcome", "How the last run ended.", [(f'{{outcome="{o}"}}', int(o == outcome)) for o in _ENDS]
        ),
        *_metric(
            "fiscal_last_run_seconds", "How long each step of the last run took.",
            [(f'{{step="{number:02d} {_escaped(step.name)}"}}', round(step.seconds, 3)) for number, step in enumerate(steps)],
        ),
        *_metric("fiscal_last_run_peak_megabytes", "Most memory of the main process.", [("", max((s.peak_mb for s in steps), default=0))]),
        *_metric("fiscal_open_conditions", "What is not as it should be.", [("", wrong)]),
        *_metric("fiscal_undelivered_alerts", "Alerts no receiver took yet.", [("", waiting)]),
    ]  # fmt: skip
    if current is not None:
        rows = [(f'{{mart="{name}"}}', count) for name, count in sorted(current.row_counts.items())]
        lines += _metric(
            "fiscal_published_timestamp_seconds", "When the version readers see was published.",
            [("", current.published_at.timestamp())],
        )  # fmt: skip
        lines += _metric("fiscal_published_rows", "Rows of the marts readers see.", rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".partial-{path.name}")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    partial.replace(path)


def _metric(name: str, help_text: str, samples: Sequence[tuple[str, float]]) -> list[str]:
    head = [f"# HELP {name} {help_text}", f"# TYPE {name} gauge"]
    return head + [f"{name}{labels} {value}" for labels, value in samples]


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
