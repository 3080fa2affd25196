"""What the command line prints: summaries, status, versions, traces, query results. Reads; changes nothing.

Works while a run holds the work database (what is published can always be read), on a folder nobody may write to, and
without importing Prefect, which would create its own folder.
"""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows import tables
from flows.errors import UsageError
from flows.printable import printable
from flows.publishing.difference import MartDifference
from flows.publishing.reading import open_published
from flows.publishing.versions import list_versions
from flows.settings import Settings
from flows.trace import Place, covered_places, paths_of, trace
from flows.warehouse.connection import BusyError

if TYPE_CHECKING:
    from flows.gating.outcomes import GateResult
    from flows.rendering.marking import PrintedText
    from flows.runs import RunResult

_ACTIONS = {"pass": "通过", "warn": "通过，有警告", "quarantine": "通过，有报告被隔离", "block": "阻断"}
_OUTCOMES = {
    "published": "已发布",
    "unchanged": "没有变化",
    "done": "完成",
    "blocked": "被阻断",
    "failed": "失败",
    "interrupted": "中断",
    # A run that was killed could not say so. One that is alive holds the lock, and its row is not read.
    "running": "中断",
}
# What the number of a place's page counts, where that is no page.
_PAGE_NAMES = dict.fromkeys(("xlsx", "xls", "ods"), "张工作表") | dict.fromkeys(
    ("docx", "doc", "wps", "rtf", "odt"), "幅图片"
)
_FINDINGS = "报告中的矛盾"
_SHOWN_REASONS = 5
_LONGEST_REASON = 160
_LAYERS = {"raw": "原始层", "staging": "标准层", "marts": "数据集市"}
_COUNTS = {
    "报告": "select count(*) from marts.dim_report where is_current and quality_status <> 'quarantined'",
    "支出数字": "select count(*) from marts.fact_expenditure",
    "收入数字": "select count(*) from marts.fact_revenue",
    "指标得分": "select count(*) from marts.fact_indicator_score",
    "评价总分": "select count(*) from marts.fact_evaluation",
    "人员数": "select count(*) from marts.fact_staffing",
    "单位": "select count(*) from marts.dim_unit",
    _FINDINGS: "select count(*) from marts.fact_finding",
}


def print_summary(result: RunResult, settings: Settings) -> None:
    """The end of a run: what was read, what came out, what the gates said, where things are, where the time went."""
    rows: list[tuple[str, object]] = []
    if result.ingested is not None:
        done = result.ingested
        rows.append(("投放目录", f"{done.files} 个文件：读取 {done.read}，未变 {done.unchanged}"))
    outcomes = _query_work(settings, "select outcome, count(*) from raw.landing_file group by 1 order by 2 desc, 1")
    rows.append(("文件结果", "，".join(f"{outcome} {count}" for outcome, count in outcomes)))
    quarantined = _query_work(settings, "select count(distinct report_key) from raw.quarantine")[0][0]
    rows.append(("隔离的报告", quarantined))
    rows.append(("未识别的内容", _query_work(settings, "select count(*) from raw.unrecognised")[0][0]))
    if settings.published_db.exists():
        with closing(open_published(settings.published_db)) as connection:
            rows += _published_counts(connection)
    rows += [(f"质量关口·{_LAYERS.get(gate.layer, gate.layer)}", _gate_text(gate)) for gate in result.gates]
    rows.append(("发布", _publish_text(result)))
    rows += [(name, path) for name, path in result.places.items()]
    print()
    print(tables.aligned(["项目", "结果"], rows, longest=100))
    reasons = [reason for gate in result.gates if gate.blocks for reason in gate.reasons]
    for reason in reasons[:_SHOWN_REASONS]:
        print(f"阻断原因：{reason.splitlines()[0][:_LONGEST_REASON]}", file=sys.stderr)
    if len(reasons) > _SHOWN_REASONS:
        print(f"……共 {len(reasons)} 条，全部见 Data Docs 和 {settings.logs_dir / 'fiscal.log'}", file=sys.stderr)
    slowest = sorted(result.steps, key=lambda step: -step.seconds)[:4]
    total = sum(step.seconds for step in result.steps)
    print(f"\n用时 {total:.1f} 秒，其中 " + "，".join(f"{step.name} {step.seconds:.1f} 秒" for step in slowest))


def _published_counts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, object]]:
    """Rows of the published marts. Findings come from a rule catalogue: without its mart nothing was checked, which is
    not the same as nothing found."""
    marts = {
        row[0]
        for row in connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    }
    counts: list[tuple[str, object]] = []
    for name, sql in _COUNTS.items():
        if sql.split("marts.")[1].split()[0] in marts:
            counts.append((name, connection.execute(sql).fetchall()[0][0]))
        elif name == _FINDINGS:
            counts.append((name, "尚无规则"))
    return counts


def _gate_text(gate: GateResult) -> str:
    summary = gate.summary()
    return f"{_ACTIONS[gate.action.value]}（{summary['expectations']} 项检查，{summary['failed'] + summary['broken']} 项未过）"


def _publish_text(result: RunResult) -> str:
    if result.blocked:
        return "被质量关口阻断，已发布的版本未变"
    return f"新版本 {result.published.version}" if result.published is not None else "没有变化，未发布新版本"


def print_gates(gates: Sequence[GateResult]) -> None:
    """Gate results, and every expectation that did not hold with its first rows."""
    print(tables.aligned(["关口", "结果"], [(_LAYERS.get(gate.layer, gate.layer), _gate_text(gate)) for gate in gates]))
    failures = [
        (f.severity.value, f.scope.value, f.title, f.evaluation.unexpected_count, f.expectation)
        for g in gates
        for f in g.failures
    ]
    if failures:
        print()
        print(tables.aligned(["级别", "范围", "检查", "处", "编号"], failures))


def print_versions(settings: Settings) -> None:
    """Published versions, newest first; * is the current one."""
    rows = [
        (
            "*" if v.is_current else "",
            v.version,
            f"{v.published_at:%Y-%m-%d %H:%M:%S}",
            v.input_count,
            sum(v.row_counts.values()),
        )
        for v in list_versions(settings.published_dir)
    ]
    print(
        tables.aligned(["", "版本", "发布时间", "报告数", "行数"], rows)
        if rows
        else "还没有发布任何版本；运行 fiscal run"
    )


def print_differences(differences: Sequence[MartDifference]) -> None:
    """Rows added, changed and removed per mart, and the names of the files behind them."""
    if not differences:
        print("两个版本的内容相同")
        return
    rows = [(one.mart, one.added, one.changed, one.removed) for one in differences]
    print(tables.aligned(["数据集市", "新增行", "变化行", "减少行"], rows))
    files = sorted({name for one in differences for name in one.files})
    if files:
        print(f"\n涉及的报告文件（{len(files)}）：")
        print("\n".join(f"  {printable(name)}" for name in files))


def print_status(settings: Settings) -> None:
    """What is published, since when, the last run, and what was left out with its reason."""
    current = next((v for v in list_versions(settings.published_dir) if v.is_current), None)
    if current is None:
        print("还没有发布任何版本；运行 fiscal run")
    else:
        print(
            f"已发布：{current.version}，自 {current.published_at:%Y-%m-%d %H:%M:%S} UTC，{current.input_count} 个报告文件，{settings.published_db}"
        )
    if not settings.work_db.exists():
        return
    holder = _lock_holder(settings.home)
    try:
        work = open_work(settings)
    except BusyError as error:
        print(f"正在运行（{holder}）：结束后可查看上次运行和未采用的文件" if holder is not None else error)
        return
    with closing(work):
        _print_last_run(work)
        _print_left_out(work)


def _print_last_run(work: duckdb.DuckDBPyConnection) -> None:
    runs = work.execute(
        "select run_id, started_at, outcome, note from raw.run order by started_at desc limit 1"
    ).fetchall()
    for run_id, started_at, outcome, note in runs:
        shown = _OUTCOMES.get(outcome, outcome)
        print(f"上次运行：{run_id}，始于 {started_at:%Y-%m-%d %H:%M:%S} UTC，{shown}" + (f"：{note}" if note else ""))


def _print_left_out(work: duckdb.DuckDBPyConnection) -> None:
    """Files, reports and rows of the manifest that were not used, each with its reason."""
    listings = [
        (
            ["文件", "结果", "原因"],
            "select file_path, outcome, reason from raw.landing_file where outcome <> 'read' order by outcome, file_path",
        ),
        (
            ["隔离的报告", "原因"],
            """select d.file_path, q.reason from raw.quarantine as q join raw.report as r using (report_key)
            join raw.document as d using (file_sha256) order by 1, 2""",
        ),
    ]
    # A work database of an earlier release has no such table before its next run.
    if work.execute(
        "select 1 from duckdb_tables() where schema_name = 'raw' and table_name = 'manifest_problem'"
    ).fetchall():
        listings.append(
            (["清单行号", "内容", "原因"], "select line_no, text, reason from raw.manifest_problem order by 1, 2, 3")
        )
    if work.execute(
        "select 1 from duckdb_views() where schema_name = 'staging' and view_name = 'stg_correction'"
    ).fetchall():
        listings.append(
            (
                ["更正", "文件", "印出", "更正为", "状态", "理由"],
                """select correction_id, file_name, printed_text, corrected_text, state, reason
                from staging.stg_correction order by state, correction_id""",
            )
        )
    for header, sql in listings:
        rows = work.execute(sql).fetchall()
        if rows:
            print()
            print(tables.aligned(header, rows))


def print_trace(settings: Settings, key: str, image: Path | None = None) -> None:
    """Where a mart row's value is printed, with the text around it; its page as a picture where the format has pages."""
    with closing(open_published(settings.published_db)) as published, closing(open_work(settings)) as work:
        found = trace(published, work, key)
        paths, covered = (
            ([], []) if found.place is None else (paths_of(work, found.place), covered_places(work, found.place))
        )
    if found.mart is not None:
        shown = {name: value for name, value in found.row.items() if value is not None and not name.endswith("_key")}
        print(f"marts.{found.mart}：" + "，".join(f"{name}={value}" for name, value in shown.items()))
    if found.remark is not None:
        print(found.remark)
    if found.place is not None:
        _print_place(found.place)
        if image is not None:
            print(_draw(settings, found.place, paths, covered, image))


def _draw(settings: Settings, place: Place, paths: list[str], covered: list[PrintedText], image: Path) -> str:
    """Write the picture of the place's page. Returns the sentence that says where it is, or why there is none."""
    if place.focus is None:
        return f"{place.source_format} 格式没有固定的页面，不画图；数值已在上面以【】标出"
    # Imported here: the readers and the drawing library take longer to load than any other command takes to run.
    from flows.page_image import write_page_image

    write_page_image(settings, place, place.focus, paths, covered, image)
    return f"{_page_of(place)}已画入 {image}，数值所在处以红框标出"


def _page_of(place: Place) -> str:
    name = _PAGE_NAMES.get(place.source_format or "", "页")
    return f"第 {place.source_page} {name}"


def _print_place(place: Place) -> None:
    parts = [f"文件 {place.file_path}"]
    parts += [_page_of(place)] if place.source_page is not None else []
    parts += [f"第 {place.source_line} 行"] if place.source_line is not None else []
    if place.row_no is not None and place.col_no is not None:
        parts.append(f"表格第 {place.row_no + 1} 行第 {place.col_no + 1} 列")
    print("，".join(parts))
    print("\n".join(printable(line) for line in place.around))


def print_query(settings: Settings, sql: str, shape: str, output: Path | None = None) -> None:
    """Rows of a query on the published file as table, csv, json or xlsx: printed, or written to `output`."""
    if shape == "xlsx" and output is None:
        raise UsageError("xlsx 不能显示在终端里：请用 --output 指定文件，例如 --output 结果.xlsx")
    with closing(open_published(settings.published_db)) as connection:
        if not connection.extract_statements(sql):
            raise UsageError("没有可执行的 SQL：请写一条查询，例如 select * from marts.dim_report")
        cursor = connection.execute(sql)
        header = [column[0] for column in cursor.description or []]
        rows: list[Any] = cursor.fetchall()
    if shape == "xlsx":
        shown = _workbook(header, rows)
    elif shape == "csv":
        shown = tables.as_csv(header, rows).encode()
    else:
        shown = (tables.as_json(header, rows) if shape == "json" else tables.aligned(header, rows)).encode() + b"\n"
    if output is None:
        print(shown.decode(), end="")
    else:
        output.write_bytes(shown)
        print(f"{len(rows)} 行已写入 {output}")


def _workbook(header: list[str], rows: list[Any]) -> bytes:
    try:
        return tables.as_xlsx(header, rows)
    except ValueError as error:
        raise UsageError(str(error)) from error


# ---- what is read from ----


def _query_work(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with closing(open_work(settings)) as connection:
        return connection.execute(sql).fetchall()


def open_work(settings: Settings) -> duckdb.DuckDBPyConnection:
    """The work database for reading. Raises BusyError while a run or another program writes it.

    A live run opens and closes the file between its steps, and a reader that got in there would stop its next step: DuckDB
    lets nobody write what somebody reads. So the lock of the home is looked at first.
    """
    if not settings.work_db.exists():
        raise FileNotFoundError(f"没有工作库 {settings.work_db}；出处和运行记录只在产生数据的目录（--home）里")
    holder = _lock_holder(settings.home)
    if holder is not None:
        raise _busy(settings, holder)
    try:
        return duckdb.connect(str(settings.work_db), read_only=True)
    except duckdb.IOException as error:
        # DuckDB has no exception of its own for a file that a program other than fiscal holds.
        if "Could not set lock" not in str(error):
            raise
        raise _busy(settings, _lock_holder(settings.home) or "另一个程序") from error


def _busy(settings: Settings, holder: str) -> BusyError:
    return BusyError(f"工作库 {settings.work_db} 正被占用（{holder}），暂时读不到；请等它结束后重试")


def _lock_holder(home: Path) -> str | None:
    """What a live run wrote into the lock of its home; None when no run has it."""
    path = home / ".lock"
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as handle:
        text = handle.read().strip()
        # A run empties the file at its end. A killed one cannot: then only the kernel knows that the lock is free.
        # The text is looked at first, so that nobody asks for the lock of an idle home just when a run starts.
        if not text:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return text
    return None
