"""Dates with a day, and periods between two of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.statements.claims.records import Claim
from flows.statements.narrative.paragraphs import Paragraph

_HINT = "日"
_DATE = re.compile(r"(?<![\d.-])(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_PERIOD = re.compile(r"(?:起)?(?:至|到|-|~)$")


def read_dates(paragraph: Paragraph, start: int) -> Iterator[Claim]:
    """Every date that names a day; `base` of a period's end is left to SQL, which sees both in order."""
    if _HINT not in paragraph.folded:
        return
    for match in _DATE.finditer(paragraph.folded, start):
        yield Claim(
            "日期",
            paragraph.locate(match.start(), match.end()),
            "",
            subject=paragraph.printed(match.start(), match.end()),
            relation="日期",
            position=match.start(),
        )
