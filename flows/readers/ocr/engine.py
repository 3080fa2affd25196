"""The only module that calls the OCR engine (rapidocr, its models in the wheel): where text is, and what it says.

One engine for a process, with one thread: reader processes run side by side. Nothing is downloaded: the files of the
models are named, and the engine only looks for others when they are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr
from rapidocr import RapidOCR

Gray = npt.NDArray[np.uint8]
Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels

_MODELS = Path(rapidocr.__file__).parent / "models"
# The recogniser scales every line to this height; its time and memory grow with the width that gives.
_LINE_HEIGHT = 48
_LEAST_WIDTH = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """A recognised line. For each character its centre, as part of the line's width, and its confidence (0 to 1)."""

    text: str
    centres: tuple[float, ...]
    confidences: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean of the characters' confidences; 0 where nothing was recognised."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


@cache
def _engine() -> RapidOCR:
    one_thread = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Global.use_cls": False,
            "Global.text_score": 0.0,
            "Det.model_path": str(_model("det")),
            "Rec.model_path": str(_model("rec")),
            "Rec.rec_img_shape": [3, _LINE_HEIGHT, _LEAST_WIDTH],
            **one_thread,
        }
    )


def _model(task: str) -> Path:
    """The model file of a task in the wheel. Raises FileNotFoundError when the installed package has none."""
    found = sorted(_MODELS.glob(f"*_{task}_*.onnx"))
    if not found:
        raise FileNotFoundError(f"rapidocr has no {task} model in {_MODELS}")
    return found[0]


def find_text(image: Gray) -> list[Rect]:
    """The upright boxes around lines of text, as the detector finds them."""
    found: Any = _engine()(_colour(image), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    return [
        (int(box[:, 0].min()), int(box[:, 1].min()), int(box[:, 0].max()), int(box[:, 1].max())) for box in found.boxes
    ]


def recognise(line: Gray) -> Reading:
    """What an image of one line says."""
    found: Any = _engine()(_colour(line), use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    text, info = found.txts[0], found.word_results[0]
    if not text:
        return Reading("", (), ())
    columns = iter([column for word in info.word_cols for column in word])
    steps = info.line_txt_len
    centres: list[float] = []
    for char in text:
        # Blanks have no column: they stand where the character before them ends.
        centres.append(min(1.0, (next(columns) + 0.5) / steps) if not char.isspace() else centres[-1] if centres else 0.0)
    return Reading(text, tuple(centres), tuple(float(sure) for sure in info.confs))


def _colour(image: Gray) -> npt.NDArray[Any]:
    return cv2.cvtColor(image, cv2.COLOR_GRAY2BGR)
