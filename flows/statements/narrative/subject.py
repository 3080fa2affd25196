"""The reporting unit under a short form of its name: 某县文联2023年收入预算… in the report of 某县文学艺术界联合会.

A short form begins with the same place and leaves out characters of the full name. What only cuts its end off is none:
某区2016年… of 某区财政局 is about the whole district, 2023年某县财政收入 about its government.
"""

from __future__ import annotations

from flows.statements.narrative.lexicon import BLANK, YEAR, Vocabulary

_PLACE = 2  # characters of the place, which a short form begins with, too
_SHORTEST, _LONGEST = 4, 24


def without_short_name(text: str, start: int, end: int, unit_name: str | None, vocabulary: Vocabulary) -> str:
    """The text with blanks for the unit's short name at the head of a sentence, before or behind the year."""
    if not unit_name or unit_name[:_PLACE] not in text[start : start + _LONGEST]:
        return text
    tokens = vocabulary.tokens(text, start, min(end, start + _LONGEST))
    year = next((index for index, token in enumerate(tokens) if token.has(YEAR)), None)
    if year is None:
        return text
    if year:
        begin, stops = start, [tokens[year].start]
    else:
        begin, stops = tokens[0].end, [token.end for token in reversed(tokens[1:])]
    stop = next((stop for stop in stops if is_short_form(text[begin:stop].replace(BLANK, ""), unit_name)), None)
    return text if stop is None else text[:begin] + BLANK * (stop - begin) + text[stop:]


def is_short_form(name: str, full: str) -> bool:
    """Whether a name is a unit's own with characters left out, not only at its end.

    >>> is_short_form("某县文联", "某县文学艺术界联合会"), is_short_form("某县财政", "某县财政局"), is_short_form("某区", "某区财政局")
    (True, False, False)
    """
    if not _SHORTEST <= len(name) < len(full) or name[:_PLACE] != full[:_PLACE] or full.startswith(name):
        return False
    rest = iter(full)
    return all(character in rest for character in name)
