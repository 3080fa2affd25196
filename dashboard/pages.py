"""The pages: what each shows of the published version. Every request opens the published file anew and closes it again."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dashboard import pictures, queries, shown
from flows.health import problems
from flows.publishing.reading import open_published
from flows.publishing.versions import MANIFEST, read_manifest
from flows.settings import Settings
from flows.summary import open_work
from flows.trace import Trace, UnknownKeyError, trace
from flows.warehouse.connection import BusyError

HERE = Path(__file__).resolve().parent
_PER_PAGE = 50
_LONGEST_TEXT = 200
# The measures of a unit's year: column of mart_unit_year, measure of mart_unit_measure, heading, how it is shown.
_MEASURES = [
    ("initial_budget_yuan", "initial_budget", "年初预算", shown.wan),
    ("adjusted_budget_yuan", "adjusted_budget", "全年预算", shown.wan),
    ("actual_yuan", "actual", "决算", shown.wan),
    ("basic_yuan", "basic", "基本支出", shown.wan),
    ("project_yuan", "project", "项目支出", shown.wan),
    ("execution_rate", "printed_execution_rate", "执行率", shown.percent),
    ("three_public_budget_yuan", "three_public_budget", "三公预算", shown.wan),
    ("three_public_actual_yuan", "three_public_actual", "三公决算", shown.wan),
    ("establishment", "establishment", "编制", shown.number),
    ("staff", "staff", "在职", shown.number),
    ("self_score", "self_score", "自评得分", shown.number),
]  # fmt: skip
_NO_VERSION = "还没有发布任何版本。请先运行 fiscal run：它读取 raw/ 中的报告，通过检查后发布；然后刷新本页。"
_OLD_VERSION = "已发布的版本缺少本页要用的内容，多半由较早的程序产生。请再运行一次 fiscal run。"
_NO_PLACE = "（表格、行、列和原文在工作库中，现在读不到：{}）"


class Pages:
    """The pages of one home."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # One request has the file open at a time. DuckDB shares what a process has open already: with requests that overlap
        # without end, none would ever see the version that was published meanwhile.
        self._one_at_a_time = threading.Lock()
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=shown.seen,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for function in (shown.term, shown.wan, shown.number, shown.percent, shown.moment, shown.marked):
            self._templates.filters[function.__name__] = function
        self._templates.globals["severities"] = queries.SEVERITIES

    def routes(self) -> list[Route | Mount]:
        """Where each page is."""
        return [
            Route("/", self.overview),
            Route("/units", self.units),
            Route("/units/{key}", self.unit),
            Route("/findings", self.findings),
            Route("/findings/{key}", self.finding),
            Route("/trace/{key}", self.trace),
            Route("/health", lambda _: PlainTextResponse("ok")),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    def overview(self, _: Request) -> Response:
        """The published version, how much is there, what is missing, what was found."""
        now = datetime.now(UTC)
        with self._published() as published:
            version = queries.contract(published)
            facts: dict[str, Any] = {
                "totals": queries.totals(published),
                "coverage": queries.coverage(published),
                "families": queries.finding_counts(published),
                "recognition": queries.recognition(published),
                "outcomes": queries.outcomes(published),
            }
        folder = self._settings.versions_dir / version["version"]
        gates = read_manifest(folder)["gates"] if (folder / MANIFEST).exists() else []
        return self._page(
            "overview.html",
            version=version,
            age=shown.age(version["published_at"], now),
            gates=gates,
            problems=self._problems(now),
            bar=pictures.bar,
            **facts,
        )

    def _problems(self, now: datetime) -> list[str] | None:
        """What somebody has to look at; None where only the published files are."""
        if not self._settings.alert_book.exists():
            return None
        try:
            return problems(self._settings, now, timedelta(hours=self._settings.max_age_hours))
        except sqlite3.Error as error:
            return [f"告警记录现在读不到：{error}"]

    def units(self, request: Request) -> Response:
        """Units by name or place."""
        words, page = _text(request, "q"), _page_number(request)
        with self._published() as published:
            count = queries.unit_count(published, words)
            found = queries.units(published, words, _PER_PAGE, (page - 1) * _PER_PAGE)
        paging = _paging("/units", {"q": words} if words else {}, page, count)
        return self._page("units.html", words=words, units=found, paging=paging)

    def unit(self, request: Request) -> Response:
        """A unit over the years: budget and final accounts, 三公, findings, reports."""
        key = request.path_params["key"]
        with self._published() as published:
            unit = queries.unit(published, key)
            if unit is None:
                raise HTTPException(404, "没有这个单位：它的键可能来自另一个版本。请从单位列表重新查找。")
            years = queries.unit_years(published, key)
            measures = queries.unit_measures(published, key)
            found = queries.unit_findings(published, key, _PER_PAGE)
            reports = queries.unit_reports(published, key)
        return self._page(
            "unit.html",
            unit=unit,
            years=years,
            headings=_MEASURES,
            measures=measures,
            findings=found,
            reports=reports,
            money=_chart("预算与决算（万元）", years, "adjusted_budget_yuan", "actual_yuan"),
            three_public=_chart("“三公”经费预算与决算（万元）", years, "three_public_budget_yuan", "three_public_actual_yuan"),
            is_cut=len(found) == _PER_PAGE,
        )  # fmt: skip

    def findings(self, request: Request) -> Response:
        """Findings, narrowed by what the request says."""
        narrowed = {field: text for field in queries.FINDING_FILTERS if (text := _text(request, field))}
        page = _page_number(request)
        with self._published() as published:
            count = queries.finding_count(published, narrowed)
            found = queries.findings(published, narrowed, _PER_PAGE, (page - 1) * _PER_PAGE)
            choices = queries.finding_choices(published)
        return self._page(
            "findings.html",
            findings=found,
            narrowed=narrowed,
            choices=choices,
            paging=_paging("/findings", narrowed, page, count),
        )

    def finding(self, request: Request) -> Response:
        """A finding with both figures, its rule, and where the figures are printed."""
        with self._published() as published:
            finding = queries.finding(published, request.path_params["key"])
            if finding is None:
                raise HTTPException(404, "没有这条发现：它可能已在新版本中消失。请从发现列表重新查找。")
            cells = [(name, finding[field]) for name, field in _CELLS if finding[field] is not None]
            traces, remark = self._traces(published, cells)
        return self._page("finding.html", finding=finding, traces=traces, remark=remark)

    def _traces(
        self, published: duckdb.DuckDBPyConnection, cells: list[tuple[str, str]]
    ) -> tuple[list[tuple[str, Trace]], str | None]:
        """Where cells are printed, and why that cannot be said where it cannot."""
        traces = []
        with self._work() as (work, remark):
            if work is not None:
                for name, cell_key in cells:
                    try:
                        traces.append((name, trace(published, work, cell_key)))
                    except UnknownKeyError:
                        remark = "有的出处已不在工作库中：发布之后文件被重新读取或撤下"
        return traces, remark

    def trace(self, request: Request) -> Response:
        """Where a row's value is printed: file, page, table, row, column and the text around it."""
        with self._published() as published:
            try:
                with self._work() as (work, remark):
                    found = trace(published, work, request.path_params["key"])
            except UnknownKeyError as error:
                raise HTTPException(404, f"{error}。{remark or ''}") from error
            names = queries.column_names(published, found.mart) if found.mart is not None else {}
        row = {name: value for name, value in found.row.items() if value is not None and not name.endswith("_key")}
        return self._page("trace.html", found=found, row=row, names=names, remark=remark)

    @contextmanager
    def _published(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._one_at_a_time, closing(open_published(self._settings.published_db)) as connection:
            yield connection

    @contextmanager
    def _work(self) -> Iterator[tuple[duckdb.DuckDBPyConnection | None, str | None]]:
        """The work database for a moment, or the reason why it cannot be read: a run has it, or only published files are here."""
        try:
            work = open_work(self._settings)
        except (BusyError, OSError, duckdb.Error) as error:
            yield None, _NO_PLACE.format(str(error).splitlines()[0])
            return
        with closing(work):
            yield work, None

    def _page(self, template: str, status: int = 200, **values: object) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(**values), status)

    def failures(self) -> dict[Any, Callable[[Request, Exception], Response]]:
        """What is shown where something is not as it should be."""
        return {
            HTTPException: self._refused,
            FileNotFoundError: lambda *_: self._page("message.html", 503, title="还没有数据", text=_NO_VERSION),
            duckdb.CatalogException: lambda *_: self._page("message.html", 503, title="版本过旧", text=_OLD_VERSION),
            duckdb.BinderException: lambda *_: self._page("message.html", 503, title="版本过旧", text=_OLD_VERSION),
            Exception: lambda *_: self._page(
                "message.html", 500, title="出错了", text="这一页没有做出来；原因在看板的日志里。其他页面不受影响。"
            ),
        }

    def _refused(self, _: Request, error: Exception) -> Response:
        known = {404: "没有这个页面。", 405: "这里只能看，不能改。"}
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these only
        text = known.get(error.status_code, "") if error.detail.isascii() else error.detail
        return self._page("message.html", error.status_code, title=f"{error.status_code}", text=text)


_CELLS = (("报告中的数", "cell_key"), ("与之矛盾的数", "other_cell_key"))


def _chart(title: str, years: list[queries.Row], planned: str, actual: str) -> object:
    """Two series over the years that have a value; nothing to draw without one."""
    having = [row for row in years if row[planned] is not None or row[actual] is not None]
    if not having:
        return None
    series = [
        (css, name, [None if row[column] is None else row[column] / 10_000 for row in having])
        for css, name, column in (("budget", "预算", planned), ("actual", "决算", actual))
    ]
    return pictures.columns(title, [row["fiscal_year"] for row in having], series, " 万元")


def _text(request: Request, name: str) -> str:
    text = request.query_params.get(name, "").strip()
    if len(text) > _LONGEST_TEXT or "\0" in text:
        raise HTTPException(400, f"参数 {name} 过长或含有不能用的字符。")
    return text


def _page_number(request: Request) -> int:
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 1_000_000 and len(text) < 9):
        raise HTTPException(400, "参数 page 应为正整数。")
    return int(text)


def _paging(path: str, query: dict[str, str], page: int, count: int) -> dict[str, object]:
    """Where the page before and the page after are."""
    last = max(-(-count // _PER_PAGE), 1)

    def link(to: int) -> str | None:
        return f"{path}?{urlencode({**query, 'page': to})}" if 1 <= to <= last else None

    return {"count": count, "page": page, "last": last, "before": link(page - 1), "after": link(page + 1)}
