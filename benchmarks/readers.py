"""`make bench-readers`: how fast each format is read, beside what others need for the same files, on one core.

Every measurement is a process of its own, pinned to one core: it reads the warm-up files, then takes the CPU time of one
pass over the others, so no file is timed after it was seen before. Contenders alternate (A B A B …); times are medians,
ratios medians of the ratios of each round. With --check the exit code is 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks import readers_measured

PROJECT = Path(__file__).resolve().parent.parent
REAL_REPORTS = PROJECT.parent / "shared" / "reports"
WARM_UP, TIMED = 3, 6
_WARM = "warm"


class Bar(NamedTuple):
    """A bar: the contender's time over ours is at least `bound`; or, with `is_cost`, ours over its is at most `bound`."""

    contender: str
    bound: float
    is_cost: bool = False


BARS: dict[str, tuple[Bar, ...]] = {
    "pdf": (Bar("pdfplumber", 8.0), Bar("pdfium", 2.5, is_cost=True)),
    "docx": (Bar("python-docx", 3.0),),
    "html": (Bar("pandas", 3.0),),
    "xlsx": (Bar("openpyxl", 5.0),),
}
# The statements code, as a share of the reader's time.
STATEMENTS = Bar("statements", 1.0, is_cost=True)


@dataclass(frozen=True)
class Sample:
    """Files of one format in a folder of their own: warm-*.ext and the timed ones, which print as `pages` pages."""

    name: str
    source_format: str
    folder: Path
    pages: int

    def files(self, *, warm: bool) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.name.startswith(_WARM) == warm)


class Measured(NamedTuple):
    """What one process measured: CPU seconds of the pass and the most memory the process ever held, in bytes."""

    seconds: float
    peak: int


def main() -> int:
    """Runs the command line; the exit code."""
    parser = argparse.ArgumentParser(description="Measure the readers on one core.")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a bar is missed")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each contender")
    parser.add_argument("--only", nargs="*", metavar="FORMAT", help="formats to measure, all by default")
    parser.add_argument("--measure", nargs=2, metavar=("CONTENDER", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        contender, folder = arguments.measure
        print(json.dumps(measure(contender, Path(folder))))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        missed = report(Path(folder), arguments.rounds, arguments.only)
    return 1 if missed and arguments.check else 0


def report(folder: Path, rounds: int, only: list[str] | None) -> int:
    """Measures and prints line by line; the number of bars missed."""
    print(
        f"{'sample':<11}{'docs/s':>8}{'pages/s':>9}{'MB':>6}   {'against':<14}{'ours':>9}{'theirs':>10}{'ratio':>8}  bar"
    )
    missed = 0
    for sample in samples(folder, only):
        bars = (*BARS.get(sample.source_format, ()), STATEMENTS)
        found = measured(sample, ["ours", *(bar.contender for bar in bars)], rounds)
        own = [result.seconds for result in found["ours"]]
        count, peak = len(sample.files(warm=False)), max(result.peak for result in found["ours"])
        head = f"{sample.name:<11}{count / median(own):>8.1f}{sample.pages / median(own):>9.0f}{peak / 1e6:>6.0f}"
        for bar in bars:
            theirs = [result.seconds for result in found[bar.contender]]
            ratio, passes = _judged(bar, own, theirs)
            missed += not passes
            times = f"{1000 * median(own) / count:>6.1f} ms{1000 * median(theirs) / count:>7.1f} ms"
            sign = f"{'≤' if bar.is_cost else '≥'} {bar.bound:g} {'pass' if passes else 'FAIL'}"
            print(f"{head:<34}   {bar.contender:<14}{times}{ratio:>8.2f}  {sign}", flush=True)
            head = ""
    return missed


def _judged(bar: Bar, own: list[float], theirs: list[float]) -> tuple[float, bool]:
    """The ratio the bar speaks of and whether it is held."""
    if bar is STATEMENTS:
        ratio = median(b / a for a, b in zip(own, theirs, strict=True))
    elif bar.is_cost:
        ratio = median(a / b for a, b in zip(own, theirs, strict=True))
    else:
        ratio = median(b / a for a, b in zip(own, theirs, strict=True))
    return ratio, ratio <= bar.bound if bar.is_cost else ratio >= bar.bound


def samples(folder: Path, only: list[str] | None) -> Iterator[Sample]:
    """The samples of all formats that can be read here, written below `folder`."""
    from benchmarks.readers_corpus import report as drawn
    from benchmarks.readers_files import WRITERS
    from flows.readers.formats import READERS

    pages = 0
    for source_format, write in WRITERS.items():
        own = folder / source_format
        own.mkdir()
        for seed in range(WARM_UP + TIMED):
            name = f"{_WARM if seed < WARM_UP else 'timed'}-{seed}.{source_format}"
            (own / name).write_bytes(write(drawn(seed)))
        if source_format == "pdf":
            pages = sum(_page_count(path) for path in own.glob("timed-*"))
        if source_format in READERS and (not only or source_format in only):
            yield Sample(source_format, source_format, own, pages)
    yield from _derived(folder, only)
    real = sorted(REAL_REPORTS.glob("P1*.pdf")) if REAL_REPORTS.is_dir() else []
    if real and (not only or "pdf" in only):
        own = folder / "real"
        own.mkdir()
        (own / f"{_WARM}-0.pdf").write_bytes((folder / "pdf" / f"{_WARM}-0.pdf").read_bytes())
        for path in real:
            (own / f"timed-{path.name}").write_bytes(path.read_bytes())
        yield Sample("pdf, real", "pdf", own, sum(_page_count(path) for path in real))


def _derived(folder: Path, only: list[str] | None) -> Iterator[Sample]:
    """The samples of formats that are made from files of other formats, where there is a reader and its tool."""
    from benchmarks.readers_derived import converted, ofd_from_pdf, scan_from_pdf
    from flows.readers.formats import READERS
    from flows.readers.tools import LIBREOFFICE, OCR, available_tools, office_command

    tools, command = available_tools(), office_command()
    wanted = {name for name in ("ofd", "doc", "scan") if not only or name in only}
    for name in sorted(wanted):
        (folder / name).mkdir()
    pdfs = sorted((folder / "pdf").iterdir())
    if "ofd" in wanted and "ofd" in READERS:
        for path in pdfs:
            (folder / "ofd" / f"{path.stem}.ofd").write_bytes(ofd_from_pdf(path.read_bytes()))
        yield Sample("ofd", "ofd", folder / "ofd", sum(_page_count(path) for path in pdfs if _is_timed(path)))
    if LIBREOFFICE in tools and command is not None:
        few = [folder / "docx" / f"{_WARM}-0.docx", *sorted((folder / "docx").glob("timed-*"))[:3]]
        if not only or "pdf" in only:
            (folder / "office").mkdir()
            converted(few, "pdf", command, folder / "office")
            pages = sum(_page_count(path) for path in (folder / "office").glob("timed-*"))
            yield Sample("pdf, office", "pdf", folder / "office", pages)
        if "doc" in wanted:
            converted(few, "doc:MS Word 97", command, folder / "doc")
            same = [folder / "pdf" / f"{path.stem}.pdf" for path in few if _is_timed(path)]
            yield Sample("doc", "doc", folder / "doc", sum(_page_count(path) for path in same))
    elif not only or {"pdf", "doc"} & set(only):
        print("doc, and pdf made by an office program: not measured, LibreOffice is not installed")
    if "scan" in wanted and OCR not in tools:
        print("scan: not measured, the extra `ocr` is not installed")
    elif "scan" in wanted:
        real = sorted(REAL_REPORTS.glob("P1*.pdf")) if REAL_REPORTS.is_dir() else []
        source = (real or pdfs)[-1].read_bytes()
        for name, pages in ((f"{_WARM}-0", range(8, 9)), ("timed-0", range(9, 11))):
            (folder / "scan" / f"{name}.pdf").write_bytes(scan_from_pdf(source, pages))
        if _can_be_read(folder / "scan" / f"{_WARM}-0.pdf"):
            yield Sample("scan", "scan", folder / "scan", 2)


def _is_timed(path: Path) -> bool:
    return not path.name.startswith(_WARM)


def _can_be_read(path: Path) -> bool:
    """Whether the reader takes text from a scan; without text recognition it says that it needs it."""
    from flows.readers.errors import ReadError
    from flows.readers.formats import read_document
    from flows.settings import ReaderLimits

    try:
        return bool(read_document(path.read_bytes(), ReaderLimits()).blocks)
    except ReadError:
        return False


def _page_count(path: Path) -> int:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def measured(sample: Sample, contenders: list[str], rounds: int) -> dict[str, list[Measured]]:
    """The measurements of each contender, taken in turns."""
    found: dict[str, list[Measured]] = {contender: [] for contender in contenders}
    for _ in range(rounds):
        for contender, results in found.items():
            command = [sys.executable, "-m", "benchmarks.readers", "--measure", contender, str(sample.folder)]
            done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                sys.exit(f"{contender} failed on {sample.name}:\n{done.stderr}")
            results.append(Measured(*json.loads(done.stdout)))
    return found


def measure(contender: str, folder: Path) -> Measured:
    """One pass over the timed files of a folder, in this process; time of programs it starts is counted."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    sample = Sample("", "", folder, 0)
    work = readers_measured.CONTENDERS[contender]()
    if readers_measured.are_converted(sample.files(warm=False)):
        return _measure_converted(contender, work, sample.files(warm=False))
    read = readers_measured.ours() if contender == "statements" else bytes
    for path in sample.files(warm=True):
        work(read(path.read_bytes()))
    seconds = 0.0
    for path in sample.files(warm=False):
        given = read(path.read_bytes())
        start = _cpu_seconds()
        work(given)
        seconds += _cpu_seconds() - start
    return Measured(seconds, _peak())


def _measure_converted(contender: str, work: Callable[[Any], object], files: list[Path]) -> Measured:
    """As `measure` for formats that are converted before they are read: all files in one call, as in a run."""
    start = _cpu_seconds()
    documents = readers_measured.converted_documents(files)
    if contender == "statements":
        start = _cpu_seconds()
        for document in documents:
            work(document)
    return Measured(_cpu_seconds() - start, _peak())


def _cpu_seconds() -> float:
    """CPU time of this process and of the programs it has run and waited for (LibreOffice)."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def _peak() -> int:
    """The most resident memory of this process in bytes; what a parent held before it started is not counted."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
