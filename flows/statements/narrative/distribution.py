"""Figures said of several items at once: 上缴上级支出、经营支出均为0元; 人员经费、公用经费分别为5万元和3万元.

Each item is read as a clause of its own; where one of them is not understood, or where there are not as many figures as
items, nothing is distributed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flows.statements.narrative.clauses import Clause, read_clause
from flows.statements.narrative.lexicon import Token, Vocabulary
from flows.statements.narrative.sentences import Money

_JOINS = re.compile(r"[、和及与]")  # without one of them a clause has no list: most have none
_BETWEEN_VALUES = re.compile(r"[、,]?(?:和|及|与|以及)?")

Said = tuple[Clause, int]
"""A clause and where it begins in the paragraph."""


def shared_clauses(text: str, start: int, amount: Money, vocabulary: Vocabulary) -> list[Said] | None:
    """The clauses of the items that share a figure; None where nothing is said of several items.

    均 says that each has the figure; without it the figure is their sum, and only of nothing each has nothing.
    """
    shared = _clauses(text, start, amount.start, "each", vocabulary)
    if shared is None and not text[amount.start : amount.number_end].strip("0."):
        return _clauses(text, start, amount.start, "", vocabulary)
    return shared


def distributed_clauses(text: str, start: int, amounts: Sequence[Money], vocabulary: Vocabulary) -> list[Said] | None:
    """The clauses of the items before 分别, one for each of the figures that follow; None where they do not fit."""
    said = _clauses(text, start, amounts[0].start, "distributive", vocabulary)
    if said is None:
        return None
    count = 1
    while count < len(amounts) and _BETWEEN_VALUES.fullmatch(text, amounts[count - 1].end, amounts[count].start):
        count += 1
    return said if count == len(said) else None


def _clauses(text: str, start: int, end: int, role: str, vocabulary: Vocabulary) -> list[Said] | None:
    if _JOINS.search(text, start, end) is None:
        return None
    tokens = vocabulary.tokens(text, start, end)
    at = next((i for i, token in enumerate(tokens) if token.has(role)), None) if role else len(tokens)
    if at is None:
        return None
    items = _items(text, start, tokens[:at], vocabulary)
    if len(items) < 2:
        return None
    rest = text[tokens[at].end : end] if role else ""
    clauses = [read_clause(text[begin:stop] + rest, vocabulary) for begin, stop in items]
    last_begin = items[-1][0]
    if _names(clauses[-1]) and all(c.year and not c.doubt and not _names(c) for c in clauses[:-1]):
        # 2022年、2021年公用经费支出分别为…: one item in several years
        return [(replace(clauses[-1], year=c.year, roles=c.roles - {role}), last_begin) for c in clauses]
    if any(clause.doubt or not _names(clause) for clause in clauses):
        return None
    first, last = clauses[0], clauses[-1]
    shared = [
        replace(
            clause,
            year=clause.year or first.year,
            stage_key=clause.stage_key or last.stage_key or first.stage_key,
            fund_key=clause.fund_key or first.fund_key,
            roles=clause.roles - {role},
        )
        for clause in clauses
    ]
    return [(clause, begin) for clause, (begin, _) in zip(shared, items, strict=True)]


def _names(clause: Clause) -> bool:
    return clause.label is not None or clause.total is not None or clause.fund_label is not None


def _items(text: str, start: int, tokens: Sequence[Token], vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The ranges of the items of a list, cut at 、 and at joining words outside known terms."""
    joints = vocabulary.keys("joint")
    cuts: list[tuple[int, int]] = []
    position = start
    for token in tokens:
        cuts.extend((at, at + 1) for at in range(position, token.start) if text[at] == "、")
        if token.key in joints:
            cuts.append((token.start, token.end))
        elif token.is_residue:
            cuts.extend((at, at + 1) for at in range(token.start, token.end) if text[at] == "、")
        position = token.end
    if not tokens:
        return []
    begins = [start, *(end for _, end in cuts)]
    ends = [*(begin for begin, _ in cuts), tokens[-1].end]
    return [(begin, end) for begin, end in zip(begins, ends, strict=True) if begin < end]
