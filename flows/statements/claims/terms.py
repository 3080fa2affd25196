"""The words of claims, read from the layout seeds, and the tokens of a sentence in these words.

Everything a claim is made of is a token: figures of money, percentages, words with a role, signs. Text between tokens is
looked at only where it must be empty, or where it names something.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.statements.narrative.lexicon import Vocabulary
from flows.statements.narrative.sentences import Frame, MoneyPattern, money

_PROJECT = "project"
# Directions only right before a figure, where the stretch between two tokens of money ends: 少0.07万元, 增437.7%.
_BEFORE_FIGURE = "before_figure"
MONEY, PERCENT, SIGN, YEAR = "money", "percent", "sign", "year"
_OTHERS = r"(?P<percent>-?(?<!\d)\d++(?:\.\d++)?%)|(?P<year>(?:20\d\d|19\d\d)年(?:度)?)|(?P<sign>[,;:。])"


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a sentence with what it may mean: role → meaning."""

    start: int
    end: int
    text: str
    roles: Mapping[str, str]
    number_end: int = 0  # of money: where its unit begins
    is_exact: bool = True  # no range, no 余

    def has(self, *roles: str) -> bool:
        return not self.roles.keys().isdisjoint(roles)


class ClaimTerms:
    """The known words of claims by role."""

    def __init__(self, rows: list[dict[str, str]], members: list[dict[str, str]], vocabulary: Vocabulary) -> None:
        self._roles: dict[str, dict[str, str]] = {}
        projects = {row["term_key"]: row["meaning"] != "" for row in rows if row["role"] == _PROJECT}
        self._projects = projects
        self._project = re.compile("|".join(map(re.escape, sorted(projects, key=len, reverse=True))))
        for row in rows:
            if row["role"] in (_PROJECT, _BEFORE_FIGURE):
                continue  # no words of claims: what a sentence is about, and what is one only before a figure
            self._roles.setdefault(row["term_key"], {})[row["role"]] = row["meaning"]
        self._more = {row["term_key"]: row["meaning"] for row in rows if row["role"] == _BEFORE_FIGURE}
        more = "|".join(map(re.escape, self._more))
        self._others = re.compile(rf"{_OTHERS}|(?P<more>{more})(?=\d|$)")
        longest_first = sorted(self._roles, key=len, reverse=True)
        self._word = re.compile("|".join(map(re.escape, longest_first)))
        hints = (
            "direction",
            "rate",
            "level",
            "share",
            "completion",
            "order",
            "control_rate",
            "establishment",
            "rounding",
        )
        telling = sorted(key for key, roles in self._roles.items() if any(role in roles for role in hints))
        self._hint = re.compile("|".join(map(re.escape, telling)))
        self.figure = MoneyPattern(vocabulary)
        self.sets: dict[str, list[str]] = {}
        for row in members:
            self.sets.setdefault(row["set_name"], []).append(row["member_key"])

    def may_claim(self, text: str, start: int, end: int) -> bool:
        """Whether a word that makes claims stands in the text: cheap, asked before anything is cut into tokens."""
        return self._hint.search(text, start, end) is not None

    def speaks_of_project(self, text: str, start: int, end: int) -> bool:
        """Whether a word for a project stands in the text, which 项目支出 is none of."""
        return any(self._projects[match.group()] for match in self._project.finditer(text, start, end))

    def has_role(self, text: str, role: str) -> bool:
        """Whether all of the text is one word of this role."""
        return role in self._roles.get(text, {})

    def without(self, text: str, role: str) -> str:
        """The text without the words of a role."""
        return self._word.sub(lambda m: "" if role in self._roles[m.group()] else m.group(), text)

    def tokens(self, frame: Frame) -> list[Token]:
        """The tokens of a sentence or remark in order."""
        text = frame.text
        found = [
            Token(
                m.start,
                m.end,
                text[m.start : m.number_end],
                {MONEY: ""},
                m.number_end,
                not (m.is_range or m.is_rounded),
            )
            for m in money(frame, self.figure)
        ]
        taken = [(token.start, token.end) for token in found]
        taken.append((frame.end, frame.end))
        begin = frame.start
        others: list[Token] = []
        for start, end in taken:
            others.extend(self._between(text, begin, start))
            begin = end
        return sorted([*found, *others], key=lambda token: token.start)

    def _between(self, text: str, start: int, end: int) -> list[Token]:
        found: list[Token] = []
        for match in self._word.finditer(text, start, end):
            found.append(Token(match.start(), match.end(), match.group(), self._roles[match.group()]))
        covered = {at for token in found for at in range(token.start, token.end)}
        for match in self._others.finditer(text, start, end):
            if match.start() in covered:
                continue
            kind = match.lastgroup or ""
            roles = {"direction": self._more[match.group()]} if kind == "more" else {kind: ""}
            found.append(Token(match.start(), match.end(), match.group(), roles))
        return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def load_claim_terms(seeds_dir: Path, vocabulary: Vocabulary) -> ClaimTerms:
    """The words of claims from the seeds folder of the dbt project."""
    layouts = seeds_dir / "layouts"
    return ClaimTerms(_rows(layouts / "claim_terms.csv"), _rows(layouts / "claim_sets.csv"), vocabulary)
