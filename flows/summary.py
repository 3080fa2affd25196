"""What the command line prints: summaries, status, versions, traces, query results. Reads; changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import duckdb

from flows import tables
from flows.publish import list_versions, open_published
from flows.settings import Settings
from flows.trace import trace

if TYPE_CHECKING:
    from flows.gating.outcomes import GateResult
    from flows.refresh import RunResult

_ACTIONS = {"pass": "通过", "warn": "通过，有警告", "quarantine": "通过，有报告被隔离", "block": "阻断"}
_SHOWN_REASONS = 5
_LONGEST_REASON = 160
_LAYERS = {"raw": "原始层", "staging": "标准层", "marts": "数据集市"}
_COUNTS = {
    "报告": "select count(*) from marts.dim_report where is_current",
    "支出数字": "select count(*) from marts.fact_expenditure",
    "收入数字": "select count(*) from marts.fact_revenue",
    "指标得分": "select count(*) from marts.fact_indicator_score",
    "评价总分": "select count(*) from marts.fact_evaluation",
    "人员数": "select count(*) from marts.fact_staffing",
    "单位": "select count(*) from marts.dim_unit",
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
            rows += [(name, connection.execute(sql).fetchall()[0][0]) for name, sql in _published_counts(connection)]
    rows.append(("报告中的矛盾", "未检查：规则目录还没有规则"))
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


def _published_counts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    marts = {
        row[0]
        for row in connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    }
    return [(name, sql) for name, sql in _COUNTS.items() if sql.split("marts.")[1].split()[0] in marts]


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
    runs = _query_work(
        settings, "select run_id, started_at, outcome, note from raw.run order by started_at desc limit 1"
    )
    if runs:
        run_id, started_at, outcome, note = runs[0]
        print(f"上次运行：{run_id}，始于 {started_at:%Y-%m-%d %H:%M:%S} UTC，{outcome}" + (f"：{note}" if note else ""))
    left_out = _query_work(
        settings,
        "select file_path, outcome, reason from raw.landing_file where outcome not in ('read') order by outcome, file_path",
    )
    if left_out:
        print()
        print(tables.aligned(["文件", "结果", "原因"], left_out))
    quarantined = _query_work(
        settings,
        """select d.file_path, q.reason from raw.quarantine as q join raw.report as r using (report_key)
        join raw.document as d using (file_sha256) order by 1, 2""",
    )
    if quarantined:
        print()
        print(tables.aligned(["隔离的报告", "原因"], quarantined))


def print_trace(settings: Settings, key: str) -> None:
    """Where a mart row's value is printed, with the text around it."""
    with (
        closing(open_published(settings.published_db)) as published,
        closing(duckdb.connect(str(settings.work_db), read_only=True)) as work,
    ):
        found = trace(published, work, key)
    if found.mart is not None:
        shown = {name: value for name, value in found.row.items() if value is not None and not name.endswith("_key")}
        print(f"marts.{found.mart}：" + "，".join(f"{name}={value}" for name, value in shown.items()))
    place = [f"文件 {found.file_path}"]
    place += [f"第 {found.source_page} 页"] if found.source_page is not None else []
    place += [f"第 {found.source_line} 行"] if found.source_line is not None else []
    if found.row_no is not None and found.col_no is not None:
        place.append(f"表格第 {found.row_no + 1} 行第 {found.col_no + 1} 列")
    print("，".join(place))
    print("\n".join(found.around))


def print_query(settings: Settings, sql: str, output: str) -> None:
    """Rows of a query on the published file, as table, csv or json."""
    with closing(open_published(settings.published_db)) as connection:
        cursor = connection.execute(sql)
        header = [column[0] for column in cursor.description or []]
        rows: list[Any] = cursor.fetchall()
    if output == "csv":
        print(tables.as_csv(header, rows), end="")
    else:
        print(tables.as_json(header, rows) if output == "json" else tables.aligned(header, rows))


def _query_work(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(str(settings.work_db), read_only=True)) as connection:
        return connection.execute(sql).fetchall()
