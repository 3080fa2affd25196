"""The formats a document can be written in: name, file ending, writer. A new one is a line here."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.writers.written import Written
from flows.readers.document import Document


@dataclass(frozen=True, slots=True)
class Format:
    """`module` is loaded when the format is first written: some need packages that others do without."""

    suffix: str
    module: str
    function: str = "write"

    def write(self, document: Document) -> Written:
        return self.writer()(document)

    def writer(self) -> Callable[[Document], Written]:
        writer: Callable[[Document], Written] = getattr(importlib.import_module(self.module), self.function)
        return writer


FORMATS = {
    "txt": Format("txt", "benchmarks.writers.txt"),
    "cells": Format("txt", "benchmarks.writers.txt", "write_cells"),
    "html": Format("html", "benchmarks.writers.html"),
    "docx": Format("docx", "benchmarks.writers.docx"),
    "xlsx": Format("xlsx", "benchmarks.writers.xlsx"),
    "pdf": Format("pdf", "benchmarks.writers.pdf"),
    "ofd": Format("ofd", "benchmarks.writers.ofd"),
    "scan": Format("pdf", "benchmarks.writers.scan"),
    "doc": Format("doc", "benchmarks.writers.doc"),
}
