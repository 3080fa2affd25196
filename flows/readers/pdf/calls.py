"""How pdfium is called: its raw functions without ctypes' checks of each argument."""

from __future__ import annotations

import ctypes
from typing import Any, NewType

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

# What pdfium hands out: pointers that only these modules look behind.
Handle = NewType("Handle", object)


class TooManyError(Exception):
    """A page holds more than the limit of characters or drawn paths."""


def unchecked(function: Any, returns: Any = None) -> Any:  # noqa: ANN401 - a C function has no Python type
    """A pdfium function whose arguments ctypes does not compare with their declared types.

    That comparison costs more than twice the call itself, and a page needs thousands of calls. Only for functions that
    take handles, plain ints and references to buffers, and are so short that other threads may wait for them: letting
    these go on and waiting for them to stop again would be a fifth of the time of a call.
    """
    return ctypes.cast(function, ctypes.PYFUNCTYPE(function.restype if returns is None else returns))


OBJECT_AT = unchecked(pdfium.FPDFPage_GetObject)
TYPE_OF = unchecked(pdfium.FPDFPageObj_GetType)
