"""Units that may be one under several spellings: suggestions for a person, and the seed that takes the answers.

Nothing is merged by likeness. Only units of one division are compared: offices of two counties have the same names.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import duckdb

from flows.errors import UsageError
from flows.statements.folding import fold

SEED = "unit_aliases.csv"
COLUMNS = ("division_code", "alias_key", "unit_name", "decision", "reason", "who", "decided_on")
SAME, DIFFERENT = "same", "different"
_ANSWERS = ("division_code", "alias", "unit_name", "decision", "reason", "who")
_SHORTEST = 2
_NUMERALS = frozenset("0123456789一二三四五六七八九十")
_PLACE_END = re.compile(r"[省市县区旗]$")


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as the reports name it: where it belongs, the years of its reports, and one file that prints the name."""

    division_code: str
    name: str
    places: tuple[str, ...]
    years: tuple[int, ...]
    files: int
    file_path: str

    @property
    def core(self) -> str:
        """The name without the places it belongs to: 某市某区审计局, 某区审计局 and 区审计局 are 审计局."""
        core = fold(self.name)
        for place in self.places:
            core = core.removeprefix(place)
            core = core.removeprefix(_PLACE_END.sub("", place))
        return re.sub(r"^[省市县区旗](?=..)", "", core)


@dataclass(frozen=True, slots=True)
class NearUnits:
    """Two names that may be one unit: the newer one, the other one, why they are alike, what speaks against it."""

    name: KnownUnit
    alias: KnownUnit
    reason: str
    against: str

    def as_dict(self) -> dict[str, object]:
        return {
            "division_code": self.name.division_code,
            "unit_name": self.name.name,
            "alias": self.alias.name,
            "reason": self.reason,
            "against": self.against,
            "unit_years": list(self.name.years),
            "alias_years": list(self.alias.years),
            "unit_file": self.name.file_path,
            "alias_file": self.alias.file_path,
        }


def known_units(connection: duckdb.DuckDBPyConnection) -> list[KnownUnit]:
    """The units that reports in the work database are of."""
    rows = connection.execute(
        """select v.division_code, v.unit_name, any_value(u.province), any_value(u.city), any_value(u.county),
            list(distinct v.fiscal_year order by v.fiscal_year) filter (where v.fiscal_year is not null),
            count(distinct v.file_sha256), min(v.file_path)
        from intermediate.int_report_versions as v
        left join intermediate.int_units as u on v.unit_key = u.unit_key
        where v.unit_name is not null and v.division_code is not null
        group by 1, 2 order by 1, 2"""
    ).fetchall()
    return [
        KnownUnit(division, name, tuple(p for p in places if p), tuple(years or ()), files, path)
        for division, name, *places, years, files, path in rows
    ]


def near_units(
    units: Sequence[KnownUnit], decided: Iterable[frozenset[str]] = (), *, like_enough: float
) -> list[NearUnits]:
    """Pairs of one division that a person should look at, the most alike first; `decided` are pairs of folded names.

    `like_enough`: from which share of common signs on two spellings are shown (settings.unit_likeness).
    """
    settled = set(decided)
    divisions: dict[str, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        divisions[unit.division_code].append(unit)
    found: list[tuple[float, NearUnits]] = []
    for own in divisions.values():
        for one, other in combinations(own, 2):
            if frozenset((fold(one.name), fold(other.name))) in settled:
                continue
            likeness, reason = _likeness(one.core, other.core, like_enough)
            if reason:
                alias, name = sorted((one, other), key=lambda unit: (max(unit.years, default=0), len(unit.name)))
                both = sorted(set(one.years) & set(other.years))
                against = f"{'、'.join(map(str, both))}年各有报告" if both else ""
                found.append((likeness, NearUnits(name, alias, reason, against)))
    return [near for _, near in sorted(found, key=lambda each: (-each[0], each[1].name.name, each[1].alias.name))]


def _likeness(one: str, other: str, like_enough: float) -> tuple[float, str]:
    """How alike two names are, and why; no reason where they are not."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST or _numerals(one) != _numerals(other):
        return 0.0, ""  # 第一中学 and 第二中学 are two
    if one == other:
        return 1.0, "去掉地名后相同"
    if shorter in longer:
        return 0.95, "一个名称包含另一个"
    if shorter[-1] == longer[-1] and _is_short_form(shorter, longer):
        return 0.9, "可能是简称"
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return (ratio, "写法相近") if ratio >= like_enough else (0.0, "")


def _numerals(name: str) -> str:
    return "".join(char for char in name if char in _NUMERALS)


def _is_short_form(shorter: str, longer: str) -> bool:
    """Whether all signs of a name stand in the other one in this order: 住建局, 住房和城乡建设局."""
    rest = iter(longer)
    return all(char in rest for char in shorter)


class UnitAliases:
    """The reviewed seed of names that are, or are not, the same unit."""

    def __init__(self, seeds_dir: Path) -> None:
        self._path = seeds_dir / SEED
        with self._path.open(encoding="utf-8-sig", newline="") as handle:
            self.rows = list(csv.DictReader(handle))

    def decided(self) -> list[frozenset[str]]:
        return [frozenset((row["alias_key"], fold(row["unit_name"]))) for row in self.rows]

    def add(self, division: str, alias: str, unit_name: str, decision: str, reason: str, who: str, on: date) -> None:
        """Take an answer in. Raises UsageError where it cannot be."""
        if decision not in (SAME, DIFFERENT):
            raise UsageError(f"decision 只能是 {SAME} 或 {DIFFERENT}，不能是“{decision}”")
        missing = [
            name
            for name, value in (("alias", alias), ("unit_name", unit_name), ("reason", reason), ("who", who))
            if not value
        ]
        if missing:
            raise UsageError(f"缺少 {'、'.join(missing)}")
        key = fold(alias)
        if key == fold(unit_name):
            raise UsageError(f"“{alias}”与“{unit_name}”是同一个名称")
        same = [row for row in self.rows if row["division_code"] == division and row["decision"] == SAME]
        if decision == SAME and any(row["alias_key"] == key for row in same):
            raise UsageError(f"“{alias}”已在 {SEED} 中")
        if decision == SAME and any(row["alias_key"] == fold(unit_name) for row in same):
            raise UsageError(f"“{unit_name}”本身是另一单位的别名，请写那个单位的名称")
        values = (division, key, unit_name, decision, reason, who, on.isoformat())
        self.rows.append(dict(zip(COLUMNS, values, strict=True)))

    def write(self) -> None:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        partial = self._path.with_name(f".{self._path.name}.partial")
        partial.write_text(text.getvalue(), encoding="utf-8", newline="")
        partial.replace(self._path)


def read_unit_answers(path: Path, aliases: UnitAliases, units: Sequence[KnownUnit], on: date) -> int:
    """Take the answers of a CSV file in; how many there are. Raises UsageError naming every bad one; then none is taken."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except FileNotFoundError as error:
        raise UsageError(f"没有文件 {path}") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path} 无法读取（应为 UTF-8 的 CSV）：{error}") from error
    if not rows or not set(_ANSWERS) <= set(rows[0]):
        raise UsageError(f"{path} 应有列 {'、'.join(_ANSWERS)}，并至少有一个回答")
    names = {(unit.division_code, fold(unit.name)) for unit in units}
    wrong = []
    for number, row in enumerate(rows, start=2):
        given = {name: (row.get(name) or "").strip() for name in _ANSWERS}
        try:
            for name in ("alias", "unit_name"):
                if given[name] and (given["division_code"], fold(given[name])) not in names:
                    raise UsageError(f"{given['division_code']} 没有单位“{given[name]}”")
            aliases.add(
                given["division_code"],
                given["alias"],
                given["unit_name"],
                given["decision"],
                given["reason"],
                given["who"],
                on,
            )
        except UsageError as error:
            wrong.append(f"第 {number} 行：{error}")
    if wrong:
        raise UsageError("；".join(wrong) + "。没有写入任何回答")
    return len(rows)
