"""Programs and packages that some formats need and an installation may lack: OCR for scans, LibreOffice for old Word files.

What needs one that is not there gets an outcome that says what to install; once it is there, the next run reads the file.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec

OCR = "ocr"
LIBREOFFICE = "libreoffice"

# The tool that a file with this outcome waits for.
TOOL_OF = {"needs_ocr": OCR, "needs_libreoffice": LIBREOFFICE}

# What to do where pages are pictures and cannot be read.
OCR_ADVICE = '需要文字识别（OCR）：请运行 pip install "fiscal-report-warehouse[ocr]" 后重新运行'

_OCR_PACKAGES = ("rapidocr", "onnxruntime", "cv2")
_OFFICE_COMMANDS = ("soffice", "libreoffice")


def available_tools() -> frozenset[str]:
    """The tools that can be used here. Looks for them without loading anything."""
    found = {OCR: all(find_spec(name) for name in _OCR_PACKAGES), LIBREOFFICE: office_command() is not None}
    return frozenset(tool for tool, is_there in found.items() if is_there)


def office_command() -> str | None:
    """Path of the LibreOffice command, or None."""
    return next((path for name in _OFFICE_COMMANDS if (path := shutil.which(name)) is not None), None)
