"""A person's answers: from a file (CSV or TOML), or asked one by one. Each becomes a row of a seed.

A CSV file has the columns kind, text, like and any columns of the seeds; a TOML file has tables [[answer]] with the same
names. `like` is a known text that means the same; columns that are given besides say what is different.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import UsageError
from flows.review.seeds import AnswerError, Row, Seed, Seeds
from flows.review.unknown_texts import KIND_NAMES, UnknownText
from flows.statements.folding import squeeze

_OWN = ("kind", "text", "like")
# What says that a heading or label holds nothing that is published.
_IGNORE = {"heading": {"role": "ignore"}, "label": {"role": "skip"}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text means. `origin` says where the answer stands, for messages."""

    kind: str
    text: str
    fields: Mapping[str, str]
    like: str | None
    origin: str


def read_answers(path: Path) -> list[Answer]:
    """The answers of a file. Raises UsageError when it is no such file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = _from_toml(text) if path.suffix.lower() == ".toml" else _from_csv(text)
        answers = [_answer(values, f"{path.name} {place}") for place, values in rows]
    except FileNotFoundError as error:
        raise UsageError(f"没有文件 {path}") from error
    except (tomllib.TOMLDecodeError, csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"{path} 无法读取（应为 UTF-8 的 CSV 或 TOML）：{error}") from error
    if not answers:
        raise UsageError(f"{path} 里没有回答")
    return answers


def _from_csv(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        if None in row:
            raise UsageError(f"第 {reader.line_num} 行的列多于表头")
        yield f"第 {reader.line_num} 行", {name: value or "" for name, value in row.items()}


def _from_toml(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    answers = tomllib.loads(text).get("answer", [])
    if not isinstance(answers, list):
        raise UsageError("TOML 文件里的回答应写成 [[answer]]")
    for number, values in enumerate(answers, start=1):
        yield f"第 {number} 个回答", {name: str(value) for name, value in values.items()}


def _answer(values: Mapping[str, str], origin: str) -> Answer:
    missing = [name for name in ("kind", "text") if not values.get(name, "").strip()]
    if missing:
        raise UsageError(f"{origin}：缺少 {missing[0]}")
    fields = {name: value for name, value in values.items() if name not in _OWN}
    return Answer(values["kind"].strip(), values["text"], fields, values.get("like", "").strip() or None, origin)


def rows_of(answers: Sequence[Answer], seeds: Seeds) -> list[tuple[Seed, Row]]:
    """The rows the answers stand for, taken into the seeds but not written yet. Raises UsageError naming every bad answer."""
    rows: list[tuple[Seed, Row]] = []
    wrong: list[str] = []
    for answer in answers:
        # A column that is empty in a CSV file may belong to the answers to other kinds.
        fields = {name: value for name, value in answer.fields.items() if value}
        try:
            seed, row = seeds.row_of(answer.kind, answer.text, fields, answer.like)
        except AnswerError as error:
            wrong.append(f"{answer.origin}：{error}")
            continue
        seeds.add(seed, row)
        rows.append((seed, row))
    if wrong:
        raise UsageError("；".join(wrong) + "。没有写入任何回答")
    return rows


def ask(
    found: Sequence[UnknownText], seeds: Seeds, read: Callable[[str], str], say: Callable[[str], None]
) -> list[tuple[Seed, Row]]:
    """Ask for each unknown text what it means, until all are asked or the person ends it."""
    rows: list[tuple[Seed, Row]] = []
    for number, item in enumerate(found, start=1):
        say(_question(item, number, len(found), seeds))
        while True:
            reply = read("> ").strip()
            if reply in {"q", "Q"}:
                return rows
            if not reply or reply in {"s", "S"}:
                break
            try:
                seed, row = seeds.row_of(item.kind, item.text, *_understood(item, reply))
            except AnswerError as error:
                say(f"{error}；请重新回答")
                continue
            seeds.add(seed, row)
            rows.append((seed, row))
            break
    return rows


def _question(item: UnknownText, number: int, count: int, seeds: Seeds) -> str:
    place = f"{item.files} 个文件 {item.places} 处，如 {item.file_path}"
    lines = [
        f"\n[{number}/{count}] {KIND_NAMES[item.kind]}“{squeeze(item.text)}”（{item.statement or '报表不明'}；{place}）",
        *(f"  上方：{item.column_text}" for _ in [0] if item.column_text),
        *(f"  同行：{item.row_text or item.context}" for _ in [0] if item.row_text or item.context),
    ]
    for choice, key in enumerate(item.nearest, start=1):
        lines.append(f"  {choice}　同“{key}”：{seeds.meaning_of(item.kind, key) or ''}")
    ignore = "　x　不取其数" if item.kind in _IGNORE else ""
    return "\n".join([*lines, f"  s　跳过　q　结束{ignore}　或写 like=已知写法、列=值（空格分开）"])


def _understood(item: UnknownText, reply: str) -> tuple[dict[str, str], str | None]:
    """Fields and known text of a reply: a number, x, or pairs of column and value. Raises AnswerError."""
    if reply.isdigit():
        if not 1 <= int(reply) <= len(item.nearest):
            raise AnswerError(f"没有第 {reply} 项")
        return {}, item.nearest[int(reply) - 1]
    if reply in {"x", "X"} and item.kind in _IGNORE:
        return dict(_IGNORE[item.kind]), None
    pairs = [part.partition("=") for part in reply.split()]
    if not all(name and sign for name, sign, _ in pairs):
        raise AnswerError(f"看不懂“{reply}”")
    fields = {name: value for name, _, value in pairs}
    return fields, fields.pop("like", None)
