"""The only module that calls the OCR engine: where text is (rapidocr's detector), and what a line says (its recogniser's model).

The models come with the rapidocr package and are named, since it downloads what it is not given. One of each for a process,
with one thread: reader processes run side by side. The recogniser is run without rapidocr, which gives neither the place of
a character in the line nor a choice of characters: the model knows traditional and Japanese forms (決) that reports of
mainland authorities do not print, and takes one for the other where a scan is blurred.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]
import rapidocr

Gray = npt.NDArray[np.uint8]
Rect = tuple[int, int, int, int]  # left, top, right, bottom in pixels

_MODELS = Path(rapidocr.__file__).parent / "models"
# The recogniser takes lines of this height; its time and memory grow with the width that gives.
_LINE_HEIGHT = 48
_LEAST_WIDTH = 32
# Two equal digits run together where they are narrow (11 becomes 1): short lines, which may be figures, are read wider.
_SHORT = 6.0
_STRETCH = 1.4
# The model takes a Chinese character that stands by itself for the kana of the same shape.
_CHINESE = str.maketrans("カニロエタトハ", "力二口工夕卜八")
# How much more certain than another a character outside the simplified set must be. A rare name is: it is printed clearly.
_RARE = 0.05


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


@dataclass(frozen=True, slots=True)
class _Recogniser:
    session: onnxruntime.InferenceSession
    input_name: str
    characters: tuple[str, ...]  # by number; the first stands for no character
    weights: npt.NDArray[np.float32]


def find_text(image: Gray) -> list[Rect]:
    """The upright boxes around lines of text, as the detector finds them."""
    found: Any = _detector()(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
    if found.boxes is None:
        return []
    return [
        (int(box[:, 0].min()), int(box[:, 1].min()), int(box[:, 0].max()), int(box[:, 1].max())) for box in found.boxes
    ]


def recognise(line: Gray) -> Reading:
    """What an image of one line says."""
    recogniser = _recogniser()
    height, width = line.shape
    stretch = _STRETCH if width < _SHORT * height else 1.0
    scaled = max(1, round(width * stretch * _LINE_HEIGHT / height))
    values = cv2.resize(line, (scaled, _LINE_HEIGHT)).astype(np.float32) / 127.5 - 1
    padded = np.zeros((1, 3, _LINE_HEIGHT, max(_LEAST_WIDTH, scaled)), np.float32)
    padded[0, :, :, :scaled] = values
    (output,) = recogniser.session.run(None, {recogniser.input_name: padded})
    steps: npt.NDArray[np.float32] = np.asarray(output)[0]
    best = (steps * recogniser.weights).argmax(axis=1)
    starts = np.nonzero((best > 0) & (best != np.concatenate(([0], best[:-1]))))[0]
    step = padded.shape[3] / len(steps) / scaled
    return Reading(
        "".join(recogniser.characters[best[i]] for i in starts),
        tuple(min(1.0, (float(i) + 0.5) * step) for i in starts),
        tuple(float(steps[i, best[i]]) for i in starts),
    )


@cache
def _detector() -> Any:  # noqa: ANN401 - the package states no type
    threads = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    plain = {f"Global.{name}": False for name in ("use_preprocess_img", "use_vertical_padding", "use_cls", "use_rec")}
    # The size of the image is the caller's decision: the detector would enlarge narrow ones to several times their pixels.
    as_given = {"Det.limit_type": "min", "Det.limit_side_len": 32}
    model = {"Global.log_level": "critical", "Det.model_path": str(_model("det"))}
    return rapidocr.RapidOCR(params={**model, **as_given, **threads, **plain})


@cache
def _recogniser() -> _Recogniser:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # lines differ in width, and the arena keeps the memory of the widest
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(_model("rec")), options, providers=["CPUExecutionProvider"])
    known = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ("", *(char.translate(_CHINESE) for char in known), " ")
    weights = np.array([1.0 if _is_usual(char) else _RARE for char in characters], np.float32)
    return _Recogniser(session, session.get_inputs()[0].name, characters, weights)


def _model(task: str) -> Path:
    """The model file of a task in the package. Raises FileNotFoundError when the installed one has none."""
    found = sorted(_MODELS.glob(f"*_{task}_*.onnx"))
    if not found:
        raise FileNotFoundError(f"rapidocr has no {task} model in {_MODELS}")
    return found[0]


def _is_usual(char: str) -> bool:
    """Whether a character is in the national standard of simplified Chinese, or is punctuation. It has other scripts, too."""
    if "\u0370" <= char <= "\u04ff" or "\u3040" <= char <= "\u312f":
        return False
    if char.isascii() or char in "¥·㎡" or "\u2010" <= char <= "\u2027" or "\uff00" <= char <= "\uffef":
        return True
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
