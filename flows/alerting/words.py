"""The words around what an alert tells, by language. What is told (titles of checks, reasons, reports) stays as it is."""

from __future__ import annotations

from flows.alerting.book import Change
from flows.gating.suites import Severity

SEVERITIES = {
    "zh": {Severity.CRITICAL: "严重", Severity.WARNING: "警告", Severity.INFO: "提示"},
    "en": {Severity.CRITICAL: "critical", Severity.WARNING: "warning", Severity.INFO: "info"},
}
CHANGES = {
    "zh": {Change.NEW: "新出现", Change.WORSE: "加重", Change.RECOVERED: "已恢复"},
    "en": {Change.NEW: "new", Change.WORSE: "worse", Change.RECOVERED: "recovered"},
}
LABELS = {
    "zh": {
        "what": "情况", "reports": "报告", "check": "检查项", "severity": "严重程度", "count": "数量", "rows": "前几行",
        "run": "运行", "page": "详情",
    },
    "en": {
        "what": "what", "reports": "reports", "check": "check", "severity": "severity", "count": "count", "rows": "first rows",
        "run": "run", "page": "details",
    },
}  # fmt: skip
MORE = {"zh": "……另有 {} 项，见 Data Docs 和日志", "en": "... and {} more, see Data Docs and the log"}
DIGEST = {"zh": "【汇总】{} 条警告", "en": "[digest] {} warnings"}
TEST_TITLE = {"zh": "【测试】告警通道", "en": "[test] alert channel"}
TEST_BODY = {
    "zh": "这是一条测试消息：收到它说明本通道可用，无须处理。",
    "en": "This is a test: this channel works, nothing needs to be done.",
}
BRACKETS = {"zh": "【{}】", "en": "[{}] "}
JOINT = {"zh": "，", "en": ", "}
COUNTED = {"zh": "{change} {count} 项", "en": "{count} {change}"}
AMONG = {"zh": "{headline}（{counted}）", "en": "{headline} ({counted})"}
RUN_LOST = {"zh": "调度的运行没有正常结束", "en": "a scheduled run did not end well"}
