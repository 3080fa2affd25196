"""Names of parts that leave out what their whole has said.

公务用车购置及运行费5万元，其中：购置费2万元，运行费3万元: the words the whole begins with make them 公务用车购置费, 公务用车运行费.
支出预算100万元，其中：教育60万元: what spending is split into by function is the account 教育支出, elsewhere the word means other things.
"""

from __future__ import annotations

from dataclasses import replace

from flows.statements.narrative.clauses import Clause, Label
from flows.statements.narrative.lexicon import ACCOUNT, Term, Vocabulary

_SHORTEST = 2
_SPENDING = "支出"


def with_full_name(own: Clause, text: str, whole: Label, vocabulary: Vocabulary) -> Clause:
    """The clause of a part, with the label that its words mean together with those of its whole, if they mean one."""
    if own.doubt is None or own.label is not None or own.total is not None or own.is_joint:
        return own
    tokens = vocabulary.tokens(text, 0, len(text))
    while tokens and tokens[0].has("lead"):
        tokens.pop(0)
    while tokens and tokens[-1].has("link", "stage"):
        tokens.pop()
    start, end = (tokens[0].start, tokens[-1].end) if tokens else (0, 0)
    name = text[start:end].lstrip("、")
    if len(name) < _SHORTEST:
        return own
    term = _item(name, whole, vocabulary) or _account(name, whole, vocabulary)
    if term is None:
        return own
    level = term.line_item if term.role == ACCOUNT else ""
    label = Label(term.key, end - len(name), end, _SPENDING, level=level)
    return replace(own, label=label, items=[label], doubt=None)


def _item(name: str, whole: Label, vocabulary: Vocabulary) -> Term | None:
    known = vocabulary.meaning(whole.key, "item")
    for cut in range(len(whole.key) - 1, _SHORTEST - 1, -1):
        term = vocabulary.meaning(whole.key[:cut] + name, "item")
        if term is not None and known is not None and term.line_item != known.line_item and term.side == _SPENDING:
            return term
    return None


def _account(name: str, whole: Label, vocabulary: Vocabulary) -> Term | None:
    """The function that a name means, unless it is an item of economic use as well (其他支出)."""
    key = name + _SPENDING
    if not whole.total or whole.side != _SPENDING or not vocabulary.is_account(key, "function"):
        return None
    return vocabulary.meaning(key, ACCOUNT)
