"""Checkable statements of running text: comparisons with other years and budgets, shares, completion, lists, dates.

Pure, as flows/statements/narrative, on whose passages and figures it builds. A claim holds its operands as printed; whether
it is right is decided in SQL. Words stand in dbt_project/seeds/layouts/claim_terms.csv and claim_sets.csv.
"""

from flows.statements.claims.reading import read_claims
from flows.statements.claims.records import Claim, Operand
from flows.statements.claims.terms import ClaimTerms, load_claim_terms

__all__ = ["Claim", "ClaimTerms", "Operand", "load_claim_terms", "read_claims"]
