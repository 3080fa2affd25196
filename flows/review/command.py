"""`fiscal review`: what was not understood, a person's answers, and what they change. Prints; writes only what was answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from flows import tables
from flows.gating.outcomes import GateResult
from flows.printable import printable
from flows.review.answers import ask, read_answers, rows_of
from flows.review.seeds import Row, Seed, Seeds
from flows.review.unknown_texts import UnknownText, listing, unknown_texts
from flows.settings import Settings
from flows.statements.layout_seeds import load_layout
from flows.summary import open_work

_LONGEST = 36


def review(settings: Settings, answers: Path | None, *, as_json: bool, list_only: bool) -> list[GateResult]:
    """Show what is unknown; take answers from a file or one by one. Returns the gates of the new marts."""
    layout = load_layout(settings.seeds_dir)
    seeds = Seeds(settings.seeds_dir, layout)
    if answers is not None:
        return _apply(settings, seeds, rows_of(read_answers(answers), seeds))
    with closing(open_work(settings)) as connection:
        found = unknown_texts(connection, layout, seeds)
    if as_json:
        print(json.dumps([item.as_dict() for item in found], ensure_ascii=False, indent=1))
        return []
    _show(found)
    if not found or list_only:
        return []
    return _apply(settings, seeds, ask(found, seeds, input, lambda text: print(printable_lines(text))))


def printable_lines(text: str) -> str:
    """A text of several lines without signs that a terminal would obey."""
    return "\n".join(printable(line) for line in text.split("\n"))


def _show(found: Sequence[UnknownText]) -> None:
    if not found:
        print("没有参考数据解释不了的表名、表头、行次、编码、单位或用语")
        return
    print(tables.aligned(*listing(found), longest=_LONGEST))
    files = len({item.file_path for item in found})
    print(f"\n{len(found)} 项，见于至少 {files} 个文件；用 fiscal review --answers 文件 回答，或在终端里逐项回答")


def _apply(settings: Settings, seeds: Seeds, rows: Sequence[tuple[Seed, Row]]) -> list[GateResult]:
    """Write the rows, recognise the stored documents again, build the candidate marts, show what changed."""
    if not rows:
        print("没有写入任何回答")
        return []
    # Imported here: Prefect takes seconds, and who only looks needs none of it.
    from flows.refresh import review_only
    from flows.review.changes import snapshot

    with snapshot(settings) as before:
        result = review_only(settings, lambda: seeds.write(seed for seed, _ in rows))
        changes = before.changes()
    print()
    for seed, row in rows:
        print(f"写入 {seed.path}：" + "，".join(f"{name}={value}" for name, value in row.items() if value))
    again = result.ingested.recognised_again if result.ingested is not None else 0
    print(f"\n{again} 份已存文档重新识别，没有重新读取文件")
    if changes:
        rows_changed = [(change.mart, change.added, change.changed, change.removed) for change in changes]
        print(tables.aligned(["数据集市", "新增", "变化", "消失"], rows_changed))
    else:
        print("数据集市没有变化")
    if not result.blocked:
        print("候选数据集市已更新；用 fiscal publish 发布")
    return result.gates
