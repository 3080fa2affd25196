"""What a gate found: the outcome of each expectation, the reports they name, and the result of the whole gate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flows.gating.suites import Scope, Severity


class Status(StrEnum):
    """Broken: the expectation could not be evaluated. Nobody knows what the data is like, so nothing goes on."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"


class Action(StrEnum):
    """What a gate decides, the strictest first."""

    BLOCK = "block"
    QUARANTINE = "quarantine"
    WARN = "warn"
    CLEAR = "pass"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What evaluating one expectation gave. `rows` are the first unexpected ones, personal data masked."""

    status: Status
    unexpected_count: int | None = None
    rows: tuple[dict[str, Any], ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Offender:
    """A report that an expectation of scope report names."""

    report_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation with its evaluation."""

    layer: str
    table: str
    expectation: str
    title: str
    type: str
    severity: Severity
    scope: Scope
    evaluation: Evaluation
    offenders: tuple[Offender, ...] = ()

    @property
    def status(self) -> Status:
        return self.evaluation.status

    @property
    def failed(self) -> bool:
        return self.status is not Status.PASSED


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row of raw.quarantine without its run."""

    report_key: str
    expectation: str
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate's decision with everything it rests on. `json_path` and `data_docs` are where people read it."""

    layer: str
    run_id: str
    decided_at: datetime
    action: Action
    reasons: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    quarantined: tuple[Quarantined, ...]
    report_count: int
    json_path: Path
    data_docs: Path | None

    @property
    def blocks(self) -> bool:
        """Whether nothing may be published."""
        return self.action is Action.BLOCK

    @property
    def failures(self) -> list[Outcome]:
        """Failed and broken expectations, the worst first."""
        bad = [outcome for outcome in self.outcomes if outcome.failed]
        return sorted(bad, key=lambda o: (o.status is not Status.BROKEN, -o.severity.rank, o.expectation))

    @property
    def quarantined_reports(self) -> set[str]:
        return {row.report_key for row in self.quarantined}

    def summary(self) -> dict[str, Any]:
        """Counts for a manifest or a table: no rows, no texts of reports."""
        return {
            "layer": self.layer,
            "run_id": self.run_id,
            "decided_at": self.decided_at.isoformat(),
            "action": self.action.value,
            "reasons": list(self.reasons),
            "expectations": len(self.outcomes),
            "failed": sum(outcome.status is Status.FAILED for outcome in self.outcomes),
            "broken": sum(outcome.status is Status.BROKEN for outcome in self.outcomes),
            "reports": self.report_count,
            "quarantined": len(self.quarantined_reports),
        }

    def as_json(self) -> dict[str, Any]:
        """The whole result, for the JSON file beside Data Docs."""
        return {
            **self.summary(),
            "data_docs": None if self.data_docs is None else str(self.data_docs),
            "quarantine": [asdict(row) for row in self.quarantined],
            "results": [asdict(outcome) for outcome in self.outcomes],
        }
