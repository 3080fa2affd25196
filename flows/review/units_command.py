"""`fiscal units review`: names that may be one unit, and a person's answers. Prints; writes only what was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from flows import tables
from flows.errors import UsageError
from flows.gating.outcomes import GateResult
from flows.printable import printable
from flows.review.units import DIFFERENT, SAME, SEED, NearUnits, UnitAliases, known_units, near_units, read_unit_answers
from flows.settings import Settings
from flows.summary import open_work

_LONGEST = 30


def review_units(settings: Settings, answers: Path | None, *, as_json: bool, list_only: bool) -> list[GateResult]:
    """Show near matches; take answers from a file or one by one. Returns the gates of the new marts."""
    aliases = UnitAliases(settings.seeds_dir)
    with closing(open_work(settings)) as connection:
        units = known_units(connection)
    if answers is not None:
        count = read_unit_answers(answers, aliases, units, date.today())
        return _apply(settings, aliases, count)
    found = near_units(units, aliases.decided(), like_enough=settings.unit_likeness)
    if as_json:
        print(json.dumps([near.as_dict() for near in found], ensure_ascii=False, indent=1))
        return []
    _show(found)
    if not found or list_only:
        return []
    return _apply(settings, aliases, ask_units(found, aliases, input, print))


def _show(found: Sequence[NearUnits]) -> None:
    if not found:
        print("没有名称相近、可能是同一单位的")
        return
    rows = [
        (near.name.name, _years(near.name.years), near.alias.name, _years(near.alias.years), near.reason, near.against)
        for near in found
    ]
    print(tables.aligned(["单位", "年度", "相近的名称", "年度", "理由", "反证"], rows, longest=_LONGEST))
    print(f"\n{len(found)} 对；不会自动合并。用 fiscal units review --answers 文件 回答，或在终端里逐对回答")


def ask_units(
    found: Sequence[NearUnits], aliases: UnitAliases, read: Callable[[str], str], say: Callable[[str], None]
) -> int:
    """Ask for each pair whether it is one unit, until all are asked or the person ends it; how many were answered."""
    who = read("您的姓名或工号：").strip()
    answered = 0
    for number, near in enumerate(found, start=1):
        against = f"；{near.against}" if near.against else ""
        say(
            printable(
                f"[{number}/{len(found)}] “{near.alias.name}”是否就是“{near.name.name}”？（{near.reason}{against}）"
            )
        )
        say(printable(f"  见 {near.alias.file_path}，{near.name.file_path}"))
        reply = read("y 是　n 不是　s 跳过　q 结束 > ").strip().lower()
        if reply == "q":
            break
        if reply not in ("y", "n"):
            continue
        reason = read("理由：").strip() or near.reason
        try:
            aliases.add(
                near.name.division_code,
                near.alias.name,
                near.name.name,
                SAME if reply == "y" else DIFFERENT,
                reason,
                who,
                date.today(),
            )
        except UsageError as error:
            say(f"{error}；没有写入")
            continue
        answered += 1
    return answered


def _apply(settings: Settings, aliases: UnitAliases, count: int) -> list[GateResult]:
    if not count:
        print("没有写入任何回答")
        return []
    # Imported here: Prefect takes seconds, and who only looks needs none of it.
    from flows.refresh import build_only

    aliases.write()
    print(f"写入 {SEED}：{count} 个回答")
    result = build_only(settings)
    if not result.blocked:
        print("候选数据集市已更新；用 fiscal publish 发布")
    return result.gates


def _years(years: Sequence[int]) -> str:
    return "、".join(map(str, years))
