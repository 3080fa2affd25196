"""What a writer yields: the bytes of a file, and where in it each spot of the document is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benchmarks.reports.facts import Spot


@dataclass(frozen=True, slots=True)
class Written:
    """`lines` (1-based, text files) and `pages` (1-based; sheets of a workbook) by spot; empty where a format has none."""

    data: bytes
    lines: Mapping[Spot, int] = field(default_factory=dict)
    pages: Mapping[Spot, int] = field(default_factory=dict)
