"""Writes generated reports in many formats, and the truth of every figure in them.

    python -m benchmarks.generate --reports 100 --seed 1 --formats txt,html,docx --output DIR

DIR/reports gets the files, DIR/truth CSV files in the form of hand-labelled ones. The same seed gives the same files. A report is
written once per format, each time as the report of another unit with a name of the same length, so that all can be ingested in
one run and must give the same rows.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.reports.report import Printed, make_report, most_reports
from benchmarks.reports.truth import TruthWriter, truth_rows
from benchmarks.writers.formats import FORMATS
from benchmarks.writers.written import Written

_DOC_BATCH = 50
_SHOW_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class File:
    """A generated file: the leading id of its name, the name, the report in it, and its bytes."""

    doc: str
    name: str
    printed: Printed
    written: Written


def generate(seed: int, numbers: Sequence[int], formats: Sequence[str]) -> Iterator[File]:
    """The files of these reports in each format. Raises ValueError for an unknown format or a number without a unit."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"没有这种格式：{'、'.join(unknown)}；可选 {'、'.join(FORMATS)}")
    if len(set(formats)) < len(formats) or not formats:
        raise ValueError("格式不能为空，也不能重复")
    if max(numbers) >= most_reports(len(formats)):
        raise ValueError(
            f"{len(formats)} 种格式最多生成 {most_reports(len(formats))} 份报告（不同单位有限），现要 {max(numbers) + 1} 份"
        )
    for copy, name in enumerate(formats):
        made = ((number, make_report(seed, number, copy, len(formats))) for number in numbers)
        for number, printed, written in _written(name, made):
            doc = f"{number:05d}-{name}"
            title = f"{printed.report.unit.name}{printed.report.year}年度部门决算"
            yield File(doc, f"{doc}_{title}.{FORMATS[name].suffix}", printed, written)


def _written(name: str, made: Iterator[tuple[int, Printed]]) -> Iterator[tuple[int, Printed, Written]]:
    if name == "doc":
        from benchmarks.writers.doc import write_all

        while batch := list(islice(made, _DOC_BATCH)):
            files = write_all([printed.document for _, printed in batch])
            yield from ((number, printed, file) for (number, printed), file in zip(batch, files, strict=True))
        return
    write = FORMATS[name].writer()
    for number, printed in made:
        yield number, printed, write(printed.document)


def write_to(folder: Path, files: Iterator[File], total: int) -> int:
    """Write files and truth, telling how far it is; the number of files."""
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    count, shown = 0, time.monotonic()
    with TruthWriter(folder / "truth") as truth:
        for count, file in enumerate(files, 1):
            (folder / "reports" / file.name).write_bytes(file.written.data)
            truth.add(truth_rows(file.doc, file.printed, file.written))
            if time.monotonic() - shown > _SHOW_EVERY:
                shown = time.monotonic()
                print(f"\r已写 {count}/{total} 个文件", end="", file=sys.stderr, flush=True)
    return count


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit codes 0 done, 1 failed, 2 usage."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.generate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=10, help="how many reports; each is written once per format")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default="txt", help=f"of {','.join(FORMATS)}, separated by commas")
    parser.add_argument(
        "--output", type=Path, required=True, help="folder for reports/ and truth/; must be empty or new"
    )
    options = parser.parse_args(arguments)
    if options.reports < 1:
        parser.error("--reports 至少为 1")
    if options.output.is_file() or (options.output.is_dir() and any(options.output.iterdir())):
        parser.error(f"--output {options.output} 不是空目录；请换一个目录，以免新旧报告混在一起")
    formats = [name.strip() for name in options.formats.split(",") if name.strip()]
    started = time.monotonic()
    try:
        count = write_to(
            options.output, generate(options.seed, range(options.reports), formats), options.reports * len(formats)
        )
    except (ValueError, RuntimeError, OSError) as error:
        print(f"\n生成失败：{error}", file=sys.stderr)
        return 1
    seconds = time.monotonic() - started
    print(
        f"\r已写 {count} 个文件到 {options.output}，用时 {seconds:.1f} 秒（每秒 {count / seconds:.0f} 个）",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
