"""What arithmetic says about figures that words leave open: of which figure a 其中 gives the parts, and whose base of
comparison a figure is.

支出1411万元，年初预算1386万元。其中：基本支出1219万元，项目支出192万元: the parts add up to the spending, not to the budget said
last. 与上年2318万元相比增加257万元: the base belongs to the figure that is larger by 257. Where nothing adds up, what the
words say is kept, and a base that could belong to several figures stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from flows.statements.folding import fold
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.lexicon import Term, Vocabulary

PROJECTS = "项目支出"
_SAME = len("公务用车")  # what the names of the parts of one item begin with
_FEWEST_OF_MANY = 2  # the first parts of a longer list are the parts of a figure only where there are several


def _names(figure: Figure) -> tuple[str | None, ...]:
    """All that tells figures apart, but for the words that say whose part they are."""
    meaning = figure.label_key, figure.side, figure.kind_key, figure.fund_key, figure.project_name
    return (*meaning, figure.stage_key, figure.year)


def _called(figure: Figure) -> tuple[str | None, ...]:
    return figure.label_key, figure.side, figure.project_name


@dataclass(eq=False, slots=True)
class Listing:
    """The figures that a 其中 may split, in printed order, and its parts."""

    wholes: Sequence[Figure]
    parts: list[Figure] = field(default_factory=list)
    # all behind a 其中 that name something, also with a stage of their own
    named: list[Figure] = field(default_factory=list)
    totals: list[Figure] = field(default_factory=list)  # all behind a 其中 that are totals of the year (本年收入)
    is_implied: bool = False  # no 其中 announces the parts: 年初预算100万元，基本支出60万元，项目支出40万元


def _is_fund_income(term: Term) -> bool:
    """Whether an item is the income of one fund."""
    return term.fund_source not in ("", "财政拨款") and term.revenue_source.startswith(term.fund_source)


class Arithmetic:
    """Adds and compares printed figures within their rounding."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._factors = vocabulary.money_factors
        self._grand = next((term.line_item for term in vocabulary.terms("year_total")), None)
        self._fund_of = {term.key: term.fund_source for term in vocabulary.terms("item") if _is_fund_income(term)}
        self._items = {term.key: term.line_item for term in vocabulary.terms("item")}
        self._rest = {term.key: term.line_item for term in vocabulary.terms("beside")}
        self._totals = {term.line_item for term in vocabulary.terms("total")}

    def is_complete(self, listing: Listing) -> bool:
        """Whether the parts of a listing reach the figure they split: what follows is no further part."""
        whole = next((w for w in reversed(listing.wholes) if w.role == "amount"), None)
        if whole is None or not listing.parts:
            return False
        total, slack = sum(map(self._exact, listing.parts)), sum(map(self._slack, listing.parts))
        return total >= self._exact(whole) - slack - self._slack(whole)

    def settle_parts(self, listing: Listing) -> None:
        """Give the parts of a listing the stage, year and role of the figure they add up to."""
        wholes = [
            w for w in reversed(listing.wholes) if w.role == "change" or (w.role == "amount" and not w.is_compared)
        ]
        self._settle_same_name(listing)
        self._settle_larger(listing)
        self._settle_repeated(listing)
        self._settle_beside(listing)
        self._settle_totals(listing)
        parts = [part for part in listing.parts if part.role == "amount" or part.alone]
        self._settle_names(listing, wholes)
        if listing.is_implied:
            self._settle_implied(wholes, parts)
            return
        whole = self._whole(wholes, parts) if parts and wholes else None
        if whole is None and parts and wholes and self._are_larger(parts, wholes[0]):
            for part in parts:
                if part.alone and part.role == "change":
                    # of an amount that is not understood, and no parts of its change
                    part.role, part.reason = ("unknown", part.reason) if part.alone[0] == "amount" else part.alone
            return
        if whole is not None and whole is listing.wholes[-1] and whole.role == parts[0].role:
            for part in parts:  # whose whole is itself a part: of spending, not of the budget said last
                if whole.taken_stage is not None and part.stage_key == whole.taken_stage:
                    part.stage_key, part.year = whole.stage_key, whole.year
            return
        if whole is None:
            return
        for part in parts:
            if whole.role != "amount":
                part.role, part.reason = whole.role, whole.reason
            elif part.alone:
                part.role, part.reason = part.alone
            part.taken_stage = part.stage_key
            part.stage_key, part.year = whole.stage_key, whole.year

    def _settle_implied(self, wholes: Sequence[Figure], parts: Sequence[Figure]) -> None:
        """Parts without a stage that add up to a budget alone are parts of the budget."""
        if len(parts) < _FEWEST_OF_MANY:
            return
        total, slack = sum(map(self._exact, parts)), sum(map(self._slack, parts))
        found = [w for w in wholes if abs(total - self._exact(w)) <= slack + self._slack(w) and w.role == "amount"]
        if total and found and all(w.stage_key for w in found):
            for part in parts:
                part.stage_key, part.year = found[0].stage_key, found[0].year

    def _settle_names(self, listing: Listing, wholes: Sequence[Figure]) -> None:
        """Unknown words in a list that adds up to the spending on projects, or on one project, are names of its parts."""
        unknown = [part for part in listing.parts if part.unknown_name and part.role != "amount"]
        whole = next((w for w in wholes if w.role == "amount" and (w.project_name or w.label_key == PROJECTS)), None)
        if not unknown or whole is None or len(listing.parts) < _FEWEST_OF_MANY:
            return
        total, slack = sum(map(self._exact, listing.parts)), sum(map(self._slack, listing.parts))
        if abs(total - self._exact(whole)) > slack + self._slack(whole):
            return
        for part in unknown:
            part.role, part.reason, part.side = "amount", "", "支出"
            part.label_text, part.label_key = part.unknown_name, fold(part.unknown_name)
            part.project_name = whole.project_name or part.unknown_name
            part.stage_key, part.year, part.fund_key = whole.stage_key, whole.year, part.fund_key or whole.fund_key

    def _whole(self, wholes: Sequence[Figure], parts: Sequence[Figure]) -> Figure | None:
        """The figure the parts belong to, the nearest first; None where none fits better than the one said last."""
        sums = list(accumulate(self._exact(part) for part in parts))
        slacks = list(accumulate(self._slack(part) for part in parts))

        def adds_up(whole: Figure, count: int) -> bool:
            return abs(sums[count - 1] - self._exact(whole)) <= slacks[count - 1] + self._slack(whole)

        last, every = wholes[0], len(parts)
        amounts = [w for w in wholes if w.role == "amount"]
        for whole in ([last] if last.role == "amount" else []), amounts, wholes:
            found = next((w for w in whole if adds_up(w, every)), None)
            if found is not None:
                return found
        for count in range(every - 1, _FEWEST_OF_MANY - 1, -1):
            found = next((w for w in amounts if adds_up(w, count)), None)
            if found is not None:
                return found
        larger = self._are_larger(parts, last)
        return next((w for w in amounts if self._exact(w) >= sums[-1]), None) if larger else None

    def _are_larger(self, parts: Sequence[Figure], last: Figure) -> bool:
        """Whether the parts cannot be parts of a change: 比上年减少221万元，其中：公务接待费242万元."""
        return last.role == "change" and any(self._exact(part) > self._exact(last) for part in parts)

    def _settle_same_name(self, listing: Listing) -> None:
        """三公经费预算5万元，其中：上年结转安排的三公经费预算2万元: a part of an item that bears its name is not the item."""
        whole = listing.wholes[-1] if listing.wholes else None
        # 总收入125万元，其中本年收入117万元: two totals
        if whole is None or whole.label_key is None or whole.label_key in self._totals:
            return
        for part in listing.named:
            if part.role == "amount" and _names(part) == _names(whole) and self._exact(part) < self._exact(whole):
                part.role, part.reason = "excluded", "与整体同名的一部分"

    def _settle_larger(self, listing: Listing) -> None:
        """资本性支出11万元。其中一般公共预算财政拨款支出21万元: a part by fund that is more than all it would be a part of."""
        for part in listing.parts:
            wholes = [w for w in listing.wholes if w.role == "amount" and _called(w) == _called(part)]
            if part.role == "amount" and wholes and self._exact(part) > max(map(self._exact, wholes)):
                part.role, part.reason = "unknown", "比所属的整体还大"

    def _settle_repeated(self, listing: Listing) -> None:
        """一般公共预算本年收入90万元、上年结转2万元，政府性基金预算本年收入0元、上年结转8万元: each is of the fund named before it."""
        funds = [self._fund_of.get(part.label_key or "") for part in listing.named]
        called = [_names(part) for part in listing.named]
        for index, part in enumerate(listing.named[1:], start=1):
            if funds[index] is None and funds[index - 1] and called.count(called[index]) > 1:
                part.fund_key = funds[index - 1]

    def _settle_beside(self, listing: Listing) -> None:
        """公务用车购置2万元，公务用车及运行维护费3万元: beside one of the two it names, a name of both means the other."""
        for part in listing.named:
            rest = self._rest.get(part.label_key or "")
            if rest is None:
                continue
            both = self._items.get(part.label_key or "")
            others = {self._items.get(other.label_key or "") for other in listing.named if other is not part}
            if any(other and other not in (rest, both) and other[:_SAME] == rest[:_SAME] for other in others):
                part.label_key = rest

    def _settle_totals(self, listing: Listing) -> None:
        """总收入125万元，其中本年收入117万元: what this year's income is a part of holds what was carried over, too."""
        whole = listing.wholes[-1] if listing.wholes else None
        if whole is None or whole.role != "amount" or whole.label_key not in self._totals or self._grand is None:
            return
        for part in listing.totals:
            if part.role == "amount" and _names(part) == _names(whole) and self._exact(part) < self._exact(whole):
                whole.label_key = whole.label_text = self._grand
                return

    def settle_bases(self, figures: Sequence[Figure]) -> None:
        """Give each base of comparison of a passage the meaning of the figure that is compared with it."""
        for index, base in enumerate(figures):
            if not base.is_base:
                continue
            before = [f for f in figures[:index] if f.role == "amount" and not f.is_compared]
            own = [f for f in before if f.sentence_start == base.sentence_start]
            compared = self._compared(base, own or before, figures[index + 1 : index + 2])
            last = figures[index - 1] if index else base
            is_of_unknown = last.role == "unknown" and last.sentence_start == base.sentence_start
            if compared is not None and not is_of_unknown:
                base.take_meaning(compared)
            elif (is_of_unknown or (len(own) > 1 and base.label_key is None)) and base.role == "amount":
                base.role, base.reason = "unknown", "比较的基数，无法确定与哪个数相比"

    def _compared(self, base: Figure, before: Sequence[Figure], after: Sequence[Figure]) -> Figure | None:
        changes = [f for f in after if f.role == "change" and f.sentence_start == base.sentence_start]
        for change in changes:
            for figure in reversed(before):
                slack = self._slack(base) + self._slack(figure) + self._slack(change)
                difference = abs(self._exact(figure) - self._exact(base))
                if abs(difference - abs(self._exact(change))) <= slack:
                    return figure
        return before[0] if len(before) == 1 else None

    def _exact(self, figure: Figure) -> Decimal:
        return self._number(figure) * self._factors[fold(figure.unit)]

    def _slack(self, figure: Figure) -> Decimal:
        number = self._number(figure)
        if not number:
            return Decimal(0)  # a printed 0 is nothing spent, not half a unit of its amounts
        exponent = number.as_tuple().exponent
        return Decimal(1).scaleb(int(exponent)) * self._factors[fold(figure.unit)] / 2

    @staticmethod
    def _number(figure: Figure) -> Decimal:
        return Decimal(fold(figure.value).replace(",", ""))
