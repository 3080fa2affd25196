"""The seeds that a review may add to: where a kind of answer goes, what its columns may hold, and the row itself.

Allowed values are those that the project's own description of the seeds names (`accepted_values` in _seeds.yml); where a
column is a closed list without being named there (statement, layout, field ...), those that the seed has already.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from flows.statements.captions import bare_title
from flows.statements.folding import fold
from flows.statements.layout import Layout
from flows.statements.unknown import key_of

Row = dict[str, str]

_ANY = "*"
_ACCOUNT_LEVELS = {3: "类", 5: "款", 7: "项"}
_CLOSED = frozenset({"statement", "layout", "role", "field", "section"})
# What a meaning is told by, in the order of its columns.
_NOT_MEANING = frozenset({"scope", "valid_from", "valid_to", "report_type"})


class AnswerError(Exception):
    """An answer that cannot become a row; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A seed file below seeds/. `beside` are the columns whose values a new row shares with the rows it is put behind."""

    path: str
    key: str
    required: tuple[str, ...]
    unique: tuple[str, ...]
    beside: tuple[str, ...]

    @property
    def name(self) -> str:
        return Path(self.path).stem


TITLES = Seed(
    "layouts/statement_titles.csv", "title_key", ("statement", "layout"), ("title_key",), ("statement", "layout")
)
HEADINGS = Seed("layouts/column_headings.csv", "heading_key", ("role",), ("heading_key", "scope"), ("role", "scope"))
LABELS = Seed("layouts/row_labels.csv", "label_key", ("role",), ("label_key", "scope"), ("role", "scope"))
UNITS = Seed("layouts/money_units.csv", "unit_key", ("factor",), ("unit_key",), ())
TERMS = Seed("layouts/text_terms.csv", "term_key", ("role",), ("term_key", "role"), ("role",))
STAFF = Seed("layouts/staff_terms.csv", "term_key", ("staff_category",), ("term_key",), ("staff_category",))
SYNONYMS = Seed(
    "accounts/account_synonyms.csv", "name_key", ("classification", "code"), ("name_key", "classification"), ("code",)
)
FUNCTION = Seed("accounts/function_accounts.csv", "code", ("name",), ("code", "valid_from"), ("parent_code",))
ECONOMIC = Seed("accounts/economic_accounts.csv", "code", ("name",), ("code", "valid_from"), ("parent_code",))
# The first is where an answer goes that says nothing else; the columns it gives may point to another.
OF_KIND: Mapping[str, tuple[Seed, ...]] = {
    "title": (TITLES,),
    "heading": (HEADINGS,),
    "label": (LABELS, SYNONYMS),
    "unit": (UNITS,),
    "term": (STAFF, TERMS),
    "code": (FUNCTION, ECONOMIC),
}


class Seeds:
    """The seeds folder of a project: rows to look up, new rows to check and to write."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        self._folder = folder
        self._layout = layout
        self._rows: dict[str, list[Row]] = {}

    # -- what is there ----------------------------------------------------------------------------------------------

    def rows(self, seed: Seed) -> list[Row]:
        if seed.path not in self._rows:
            with (self._folder / seed.path).open(encoding="utf-8-sig", newline="") as handle:
                self._rows[seed.path] = list(csv.DictReader(handle))
        return self._rows[seed.path]

    def columns(self, seed: Seed) -> list[str]:
        return list(self.rows(seed)[0])

    @cached_property
    def statements(self) -> set[str]:
        return {row["statement"] for row in self.rows(TITLES)}

    def allowed(self, seed: Seed, column: str) -> list[str] | None:
        """The values a column may hold, in their order; None where anything may stand."""
        named = self._accepted.get((seed.name, column))
        if named is not None:
            return named
        return list(dict.fromkeys(row[column] for row in self.rows(seed) if row[column])) if column in _CLOSED else None

    @cached_property
    def _accepted(self) -> dict[tuple[str, str], list[str]]:
        described = yaml.safe_load((self._folder / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]
        return {
            (seed["name"], column): [str(value) for value in values]
            for seed in described
            for test in seed.get("data_tests", ())
            if isinstance(test, dict) and "holds" in test
            for column, values in test["holds"]["arguments"].get("accepted_values", {}).items()
        }

    def known(self, kind: str, key: str, scope: str | None = None) -> tuple[Seed, Row] | None:
        """The row that explains a known text, of the scope asked for, else of any."""
        for seed in OF_KIND[kind]:
            found = [row for row in self.rows(seed) if row[seed.key] == key]
            found.sort(key=lambda row: (row.get("scope") != scope, row.get("scope", _ANY) != _ANY))
            if found:
                return seed, found[0]
        if kind == "label":  # the official name of an account: another way to write it is a synonym
            for account in (FUNCTION, ECONOMIC):
                row = next((row for row in self.rows(account) if fold(row["name"]) == key), None)
                if row is not None:
                    classification = "function" if account is FUNCTION else "economic"
                    return SYNONYMS, {"name_key": key, "classification": classification, "code": row["code"]}
        return None

    def meaning_of(self, kind: str, key: str) -> str | None:
        """What a known text means, for people: the values of its row."""
        known = self.known(kind, key)
        if known is None:
            return None
        seed, row = known
        hidden = {*_NOT_MEANING, seed.key}
        return "，".join(dict.fromkeys(value for name, value in row.items() if value and name not in hidden)) or None

    # -- a new row --------------------------------------------------------------------------------------------------

    def row_of(self, kind: str, text: str, fields: Mapping[str, str], like: str | None = None) -> tuple[Seed, Row]:
        """The row that an answer stands for. Raises AnswerError with what is wrong with it."""
        if kind not in OF_KIND:
            raise AnswerError(f"kind 不能是“{kind}”，只能是 {'、'.join(OF_KIND)}")
        if not text.strip():
            raise AnswerError("text 是空的")
        given = {name: value.strip() for name, value in fields.items() if value.strip()}
        seed, row = self._start(kind, text, given, like)
        columns = self.columns(seed)
        strange = [name for name in given if name not in columns or name == seed.key]
        if strange:
            possible = "、".join(name for name in columns if name != seed.key)
            raise AnswerError(f"{seed.name} 没有可以填写的“{strange[0]}”，可填的是 {possible}")
        row = {name: given.get(name, row.get(name, "")) for name in columns}
        row[seed.key] = self._key(kind, text)
        if "scope" in columns:
            row["scope"] = row["scope"] or _ANY
        if seed in (FUNCTION, ECONOMIC):
            self._place_account(row)
        self._check(seed, row)
        return seed, row

    def _start(self, kind: str, text: str, given: Mapping[str, str], like: str | None) -> tuple[Seed, Row]:
        """Seed and first values of a row: those of the known text it is like."""
        if like:
            known = self.known(kind, self._key(kind, like), given.get("scope"))
            if known is None:
                near = "、".join(self._layout.known_keys[kind].nearest(self._key(kind, like))) if kind != "term" else ""
                raise AnswerError(f"没有已知的“{like}”" + (f"，相近的有 {near}" if near else ""))
            return known
        if kind == "code":
            return (ECONOMIC if text.strip().startswith("3") else FUNCTION), {}
        seeds = OF_KIND[kind]
        return next((seed for seed in seeds if given and set(given) <= set(self.columns(seed))), seeds[0]), {}

    def _key(self, kind: str, text: str) -> str:
        return bare_title(text, self._layout) if kind == "title" else key_of(kind, text)

    @staticmethod
    def _place_account(row: Row) -> None:
        code = row["code"]
        if len(code) not in _ACCOUNT_LEVELS or not code.isdigit():
            raise AnswerError(f"科目编码“{code}”不是3、5或7位数字")
        row["level"] = _ACCOUNT_LEVELS[len(code)]
        row["parent_code"] = code[:-2] if len(code) > 3 else ""

    def _check(self, seed: Seed, row: Row) -> None:
        for column, value in row.items():
            values = self.allowed(seed, column)
            if value and values is not None and value not in values:
                raise AnswerError(f"{column} 不能是“{value}”，只能是 {'、'.join(values)}")
            if not value and column in (*seed.required, seed.key):
                choice = f"，只能是 {'、'.join(values)}" if values else ""
                raise AnswerError(f"缺少 {column}{choice}；也可以用 like 指明与哪个已知写法相同")
            if column in {"factor", "year_shift", "valid_from", "valid_to"} and value and not _is_integer(value):
                raise AnswerError(f"{column} 不能是“{value}”，应为整数")
        if row.get("scope", _ANY) not in {_ANY, *self.statements}:
            raise AnswerError(
                f"scope 不能是“{row['scope']}”，只能是 {_ANY}（所有报表）或 {'、'.join(sorted(self.statements))}"
            )
        if seed is SYNONYMS and row["code"] not in {r["code"] for r in (*self.rows(FUNCTION), *self.rows(ECONOMIC))}:
            raise AnswerError(f"科目编码“{row['code']}”不在科目表中")
        if any(all(known[name] == row[name] for name in seed.unique) for known in self.rows(seed)):
            raise AnswerError(f"“{row[seed.key]}”已在 {seed.path} 中")

    # -- writing ----------------------------------------------------------------------------------------------------

    def add(self, seed: Seed, row: Row) -> None:
        """Take a checked row in, behind the last row of its kind, so that the next one is checked against it, too."""
        rows = self.rows(seed)
        position = len(rows)
        if seed.beside:
            alike = [n for n, r in enumerate(rows) if all(r[name] == row[name] for name in seed.beside)]
            position = alike[-1] + 1 if alike else len(rows)
        rows.insert(position, row)

    def write(self, seeds: Iterable[Seed]) -> None:
        """Write seeds that rows were added to, as the files are: their encoding, line ends and order of columns."""
        for seed in dict.fromkeys(seeds):
            path = self._folder / seed.path
            before = path.read_bytes()
            text = io.StringIO(newline="")
            ends = "\r\n" if b"\r\n" in before else "\n"
            writer = csv.DictWriter(text, self.columns(seed), lineterminator=ends)
            writer.writeheader()
            writer.writerows(self.rows(seed))
            mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
            partial = path.with_name(f".{path.name}.partial")
            partial.write_bytes(mark + text.getvalue().encode())
            partial.replace(path)


def _is_integer(value: str) -> bool:
    return value.removeprefix("-").isdigit()
