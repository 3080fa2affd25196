"""Closing balances said in text: 结余结转0万元 of the whole unit, 结余结转3.33万元 of a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.statements.claims.records import Claim
from flows.statements.claims.scope import SentenceScope
from flows.statements.claims.terms import ClaimTerms
from flows.statements.narrative.figure import Figure

_MAYBE_A_PROJECT = "可能是某个项目的结余"


def read_balances(scope: SentenceScope, figures: Sequence[Figure], terms: ClaimTerms) -> Iterator[Claim]:
    """One claim per closing balance; its basis is the project it is left of, nothing where it is left of the whole."""
    projects = {figure.position: figure.project_name for figure in figures if figure.role == "excluded"}
    for start, operand in scope.operands.items():
        if start not in projects or not terms.has_role(operand.label, "balance"):
            continue
        doubt = scope.doubts.get(start)
        # 某某项目全年预算数…，结余结转…: of a project whose name no word announces
        if projects[start] is None and terms.speaks_of_project(scope.text, scope.frame.start, start):
            doubt = _MAYBE_A_PROJECT
        yield Claim(
            "比较",
            operand.span,
            "",
            subject=operand.label,
            relation="结余",
            basis=projects[start],
            value=operand,
            doubt=doubt,
            position=start,
        )
