"""LibreOffice called on a group of files: one call converts them one after the other into .docx or .xlsx files.

A call that makes no progress for the time one file may take, or that dies, is ended with everything it started; the file
that was underway is the first without a result, since files are converted in the order given. It is tried once more alone
and costs only itself. Each call gets settings, a home and temporary files of its own and nothing of our environment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.readers.converted import PACKAGES, Conversion, launch
from flows.readers.converted.profile import write_profile
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

_LOOK_EVERY = 0.05  # seconds
_START = 60  # seconds; a busy machine is no fault of a file's
# Converted before the files: when even this is not, LibreOffice is at fault and not a file.
_SPECIMEN = "specimen"
_SPECIMENS = {"docx": ("rtf", b"{\\rtf1 1\\par}"), "xlsx": ("csv", b"1\n")}
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--convert-to")
_PATHS = "/usr/local/bin:/usr/bin:/bin"
# LibreOffice makes its socket here whatever the environment says, and leaves it when it is killed.
_SOCKET_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108


def convert(
    command: str, sources: Mapping[str, Path], folder: Path, limits: ReaderLimits, target: str = "docx"
) -> dict[str, Conversion]:
    """Convert files, given by key, into docx or xlsx; what is made of each is put into `folder` under its key.

    Keys are part of file names: letters and digits only. Returns for every key the path or the ReadError that says why
    there is none: the file cannot be opened or stalls LibreOffice (rejected), LibreOffice itself does not work
    (needs_libreoffice).
    """
    made: dict[str, Conversion] = {}
    groups = deque([list(sources)])
    while groups:
        group = groups.popleft()
        works, is_ended = _call(command, [sources[key] for key in group], folder, limits, target)
        missing = []
        for key in group:
            path = folder / f"{key}.{target}"
            if path.exists():
                made[key] = path
            else:
                missing.append(key)
        if not works:
            made |= {key: _out_of_order(target) for key in missing}
        elif is_ended:
            made |= {
                key: ReadError(f"LibreOffice 打不开该文件，可能已损坏；请另存为 {target} 后重新放入") for key in missing
            }
        elif len(group) == 1:
            made |= {key: _stalled(limits, target) for key in missing}
        else:
            groups.extend(part for part in (missing[:1], missing[1:]) if part)
    return made


def _out_of_order(target: str) -> ReadError:
    return ReadError(
        f"LibreOffice 无法运行或不能转换这类文档；请确认已装 {PACKAGES[target]} 且磁盘未满，再运行一次",
        "needs_libreoffice",
    )


def _stalled(limits: ReaderLimits, target: str) -> ReadError:
    return ReadError(
        f"LibreOffice 转换该文件时崩溃，或超过 {limits.seconds} 秒（FISCAL_LIMIT_SECONDS）、内存不足；"
        f"请另存为 {target} 后重新放入"
    )


def _call(command: str, sources: Sequence[Path], folder: Path, limits: ReaderLimits, target: str) -> tuple[bool, bool]:
    """One call. Moves what was converted to `folder`; whether LibreOffice works at all, and whether it came to its end."""
    with TemporaryDirectory(prefix="fiscal-office-") as name:
        home = Path(name)
        out = home / "out"
        out.mkdir()
        extension, text = _SPECIMENS[target]
        specimen = home / f"{_SPECIMEN}.{extension}"
        specimen.write_bytes(text)
        profile = write_profile(home / "profile")
        arguments = [
            f"-env:UserInstallation={profile}",
            *_OPTIONS,
            _FILTERS[target],
            "--outdir",
            str(out),
            str(specimen),
        ]
        try:
            is_ended = _watch([command, *arguments, *map(str, sources)], home, out, limits, len(sources))
        finally:
            _remove_socket(profile)
        made = {path.stem: path for path in out.glob(f"*.{target}") if zipfile.is_zipfile(path)}
        works = made.pop(_SPECIMEN, None) is not None
        for path in made.values():
            shutil.move(path, folder / path.name)
        return works, is_ended


def _watch(command: Sequence[str], home: Path, out: Path, limits: ReaderLimits, count: int) -> bool:
    """Run a command as long as another file appears in `out` every `limits.seconds`; whether it ended without error."""
    seconds = _START + limits.seconds * (count + 1)
    bounds = (limits.memory_bytes, limits.unpacked_bytes, seconds)
    process = subprocess.Popen(  # noqa: S603 - paths made here
        [sys.executable, "-I", str(launch.__file__), *map(str, bounds), *command],
        cwd=home,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    done, moved_at = 0, time.monotonic()
    try:
        # The process is left unreaped: its number must stay its group's until the group is ended.
        while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            now_done = sum(1 for _ in out.iterdir())
            if now_done != done:
                done, moved_at = now_done, time.monotonic()
            if time.monotonic() - moved_at > limits.seconds + (0 if done else _START):
                return False
            time.sleep(_LOOK_EVERY)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode == 0


def _environment(home: Path) -> dict[str, str]:
    """Nothing of ours: settings and addresses with tokens are no business of a document's."""
    return {
        "PATH": _PATHS,
        "HOME": str(home),
        "TMPDIR": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _remove_socket(profile: str) -> None:
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    name = f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"
    for folder in _SOCKET_FOLDERS:
        (folder / name).unlink(missing_ok=True)
