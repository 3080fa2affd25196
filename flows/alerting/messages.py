"""From news to messages: what a route is told of a run is one message, the worst first; warnings may wait for its digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.alerting import words
from flows.alerting.book import Change, Changed, Message
from flows.alerting.events import AlertEvent, compose
from flows.alerting.routes import Route, Routing
from flows.gating.suites import Severity
from flows.readers.masking import mask

# More does not help on a phone, and receivers cut long messages; Data Docs and the log have all.
_MOST_SECTIONS = 10


def messages_for(
    routing: Routing, run_id: str, events: Sequence[AlertEvent], news: Sequence[Changed]
) -> tuple[list[Message], dict[str, list[str]]]:
    """The messages to send now, and by route the entries of its next digest. `events` have the details of the news."""
    messages: list[Message] = []
    entries: dict[str, list[str]] = {}
    for route in routing.routes:
        wanted = [one for one in news if route.wants(one.condition.severity, one.condition.divisions)]
        waits = [one for one in wanted if route.digest and one.condition.severity is not Severity.CRITICAL]
        at_once = [one for one in wanted if one not in waits]
        if waits:
            entries[route.name] = [one.text for one in _sections(routing.language, events, waits)]
        if at_once:
            messages.append(_message(route, routing.language, run_id, events, at_once))
    return messages, entries


@dataclass(frozen=True, slots=True)
class _Section:
    """What is told of one event, or of one thing that is over."""

    change: Change
    severity: Severity
    headline: str
    text: str


def _sections(language: str, events: Sequence[AlertEvent], news: Sequence[Changed]) -> list[_Section]:
    """News of one event are one section, with the rows that are news; the worst first, what is over last."""
    standing = {one.condition.key: one for one in news if one.change is not Change.RECOVERED}
    sections = []
    for event in events:
        told = [standing[key] for key in event.keys if key in standing]
        if told:
            narrowed = event.narrowed({one.condition.key for one in told})
            change = Change.NEW if any(one.change is Change.NEW for one in told) else Change.WORSE
            head = f"◆ {words.CHANGES[language][change]}：{event.title}"
            text = f"{head}\n{compose(narrowed, language)}"
            sections.append(_Section(change, event.severity, narrowed.headline, text))
    for one in news:
        if one.change is Change.RECOVERED:
            head = f"◆ {words.CHANGES[language][one.change]}：{one.condition.title}"
            sections.append(_Section(one.change, one.condition.severity, one.condition.title, head))
    return sorted(sections, key=lambda one: (one.change is Change.RECOVERED, -one.severity.rank))


def digest_message(route: Route, language: str, texts: Sequence[str]) -> Message:
    """The entries of a day as one message."""
    title = words.DIGEST[language].format(len(texts))
    return Message(route.name, len(route.urls), Severity.WARNING, title, _body(language, texts))


def trial_message(route: Route, language: str) -> Message:
    """What `fiscal alert test` sends."""
    return Message(route.name, len(route.urls), Severity.INFO, words.TEST_TITLE[language], words.TEST_BODY[language])


def run_message(route: Route, language: str, what: str) -> Message:
    """A run that could not tell itself that it did not get through."""
    title = words.BRACKETS[language].format(words.SEVERITIES[language][Severity.CRITICAL]) + words.RUN_LOST[language]
    return Message(route.name, len(route.urls), Severity.CRITICAL, title, mask(what))


def _message(
    route: Route, language: str, run_id: str, events: Sequence[AlertEvent], news: Sequence[Changed]
) -> Message:
    sections = _sections(language, events, news)
    standing = [one for one in sections if one.change is not Change.RECOVERED]
    worst = max((one.severity for one in standing), key=lambda severity: severity.rank, default=Severity.INFO)
    bracket = words.SEVERITIES[language][worst] if standing else words.CHANGES[language][Change.RECOVERED]
    title = words.BRACKETS[language].format(bracket) + _headline(language, sections)
    body = _body(language, [one.text for one in sections])
    return Message(route.name, len(route.urls), worst, title, f"{body}\n\n{words.LABELS[language]['run']}  {run_id}")


def _headline(language: str, sections: Sequence[_Section]) -> str:
    """The worst news is the headline; of several it also says how many there are of each kind."""
    if len(sections) == 1:
        return sections[0].headline
    counts = Counter(one.change for one in sections)
    counted = words.JOINT[language].join(
        words.COUNTED[language].format(change=words.CHANGES[language][change], count=counts[change])
        for change in Change
        if counts[change]
    )
    return words.AMONG[language].format(headline=sections[0].headline, counted=counted)


def _body(language: str, texts: Sequence[str]) -> str:
    shown = list(texts[:_MOST_SECTIONS])
    if len(texts) > _MOST_SECTIONS:
        shown.append(words.MORE[language].format(len(texts) - _MOST_SECTIONS))
    return "\n\n".join(shown)
