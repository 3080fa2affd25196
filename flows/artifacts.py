"""What a run shows in Prefect: its gates, its steps and the files that took longest. Call these inside a flow run."""

from __future__ import annotations

from collections.abc import Sequence

from flows.gating.outcomes import GateResult
from flows.progress import Progress
from flows.readers.masking import mask


def run_artifacts(progress: Progress) -> None:
    """The steps of a run as a table and, where files were read, the slowest of them."""
    from prefect.artifacts import create_table_artifact

    steps = [
        {
            "步骤": step.name,
            "结果": step.note,
            "文件": step.files,
            "行": step.rows,
            "秒": round(step.seconds, 1),
            "内存MB": step.peak_mb,
        }
        for step in progress.steps
    ]
    create_table_artifact(key="run-summary", table=steps, description="各步骤的结果、用时和内存")
    if progress.slowest:
        files = [
            {"秒": round(seconds, 1), "文件": mask(path), "结果": outcome}
            for seconds, path, outcome in sorted(progress.slowest, reverse=True)
        ]
        create_table_artifact(key="slowest-files", table=files, description="读取最慢的文件")


def gate_artifact(results: Sequence[GateResult]) -> None:
    """Gate results as a table: all failures, and one row per gate."""
    from prefect.artifacts import create_table_artifact

    rows: list[dict[str, object]] = []
    for result in results:
        rows.append(
            {
                "层": result.layer,
                "检查": f"共 {len(result.outcomes)} 项",
                "严重程度": "",
                "结果": result.action.value,
                "数量": len(result.failures),
                "说明": "；".join(result.reasons),
            }
        )
        rows.extend(
            {
                "层": result.layer,
                "检查": f"{outcome.title}（{outcome.expectation}）",
                "严重程度": outcome.severity.value,
                "结果": outcome.status.value,
                "数量": outcome.evaluation.unexpected_count,
                "说明": outcome.evaluation.error or "",
            }
            for outcome in result.failures
        )
    create_table_artifact(key="gate-results", table=rows, description="数据质量检查结果")
