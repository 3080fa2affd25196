"""Where objects stand: the matrix of an object, the box its clips leave of it, the square an image fills."""

from __future__ import annotations

from flows.readers.document import Box
from flows.readers.ofd.paths import Point, subpaths
from flows.readers.ofd.values import Element, child, children, is_off, matrix, numbers
from flows.readers.page.geometry import Matrix, times

_CLIP_PIECES = 10_000
_UNIT_SQUARE: list[Point] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]


def object_matrix(element: Element, outer: Matrix) -> Matrix:
    """The matrix from an object's own coordinates through its CTM and Boundary to those outside. Raises BadValueError."""
    boundary, ctm = element.get("Boundary"), element.get("CTM")
    left, top, _, _ = numbers(boundary, 4) if boundary else (0.0, 0.0, 0.0, 0.0)
    if ctm is None:
        a, b, c, d, e, f = outer
        return a, b, c, d, a * left + c * top + e, b * left + d * top + f
    a, b, c, d, e, f = matrix(ctm)
    return times((a, b, c, d, e + left, f + top), outer)


def image_matrix(element: Element, placed: Matrix) -> Matrix:
    """The matrix that takes the unit square to where an image stands; without a CTM it fills its Boundary."""
    if element.get("CTM") is not None:
        return placed
    _, _, width, height = numbers(element.get("Boundary", "0 0 0 0"), 4)
    return times((width, 0.0, 0.0, height, 0.0, 0.0), placed)


def square_box(placed: Matrix) -> Box:
    """The box around a placed unit square."""
    return box_around(_UNIT_SQUARE, placed)


def clip_box(element: Element, own: Matrix, outer: Matrix, clip: Box | None) -> Box | None:
    """The box that an object is cut to: where all of its clips and those around it lie."""
    clips = child(element, "Clips")
    if clips is None:
        return clip
    # By default the object's own matrix applies to its clips.
    base = _matrix_without_ctm(element, outer) if is_off(clips.get("TransFlag")) else own
    for each in children(clips, "Clip"):
        areas = [box for area in children(each, "Area") if (box := _area_box(area, base)) is not None]
        if areas:
            clip = common_box(clip, _around(areas))
    return clip


def _matrix_without_ctm(element: Element, outer: Matrix) -> Matrix:
    left, top, _, _ = numbers(element.get("Boundary", "0 0 0 0"), 4)
    return times((1.0, 0.0, 0.0, 1.0, left, top), outer)


def _area_box(area: Element, outer: Matrix) -> Box | None:
    path = child(area, "Path")
    if path is None:
        return None
    ctm = area.get("CTM")
    placed = object_matrix(path, times(matrix(ctm), outer) if ctm else outer)
    data = child(path, "AbbreviatedData")
    try:
        found = subpaths((data.text or "") if data is not None else "", _CLIP_PIECES)
    except OverflowError:
        return None
    points = [point for each in found for point in each.points]
    return box_around(points, placed) if points else None


def box_around(points: list[Point], placed: Matrix) -> Box:
    """The box around points that a matrix places."""
    a, b, c, d, e, f = placed
    xs = [a * x + c * y + e for x, y in points]
    ys = [b * x + d * y + f for x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _around(boxes: list[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def common_box(one: Box | None, other: Box) -> Box:
    if one is None:
        return other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
