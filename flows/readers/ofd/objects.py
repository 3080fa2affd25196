"""The objects of a page or template in the order they are drawn: text, paths and images, each with its place.

Page blocks and composite graphics are taken apart. What is marked as not visible is left out; a composite that leads back
to itself, or whose resource is not there, is counted and skipped. Clips count as the box around them.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from flows.readers.document import Box
from flows.readers.ofd.places import clip_box, object_matrix
from flows.readers.ofd.resources import Resources
from flows.readers.ofd.values import BadValueError, Element, child, children, is_off, name_of
from flows.readers.page.geometry import Matrix

_DRAWN = frozenset({"TextObject", "PathObject", "ImageObject"})
_LAYER_ORDER = {"Background": 0, "Body": 1, "Foreground": 2}
_MOST_NESTING = 8


class TooManyError(Exception):
    """A page holds more objects, characters or pieces of paths than the limit."""


class Drawn(NamedTuple):
    """An object. `matrix` takes its own coordinates to those asked for; `params` are the DrawParams around it, nearest last."""

    kind: str
    element: Element
    matrix: Matrix
    clip: Box | None
    params: tuple[str, ...]


class Objects:
    """Gathers the objects of contents. `skipped` counts what could not be placed, by reason; `left` what may still come."""

    def __init__(self, resources: Resources, most: int) -> None:
        self.drawn: list[Drawn] = []
        self.skipped: Counter[str] = Counter()
        self._resources = resources
        self.left = most

    def add_page(self, root: Element, outer: Matrix) -> None:
        """Adds the objects of a page's or template's root element. Raises TooManyError."""
        content = child(root, "Content")
        layers = list(children(content, "Layer")) if content is not None else []
        for layer in sorted(layers, key=lambda each: _LAYER_ORDER.get(each.get("Type", "Body"), 1)):
            param = layer.get("DrawParam")
            self._add(layer, outer, None, (param,) if param else (), ())

    def _add(
        self, parent: Element, outer: Matrix, clip: Box | None, params: tuple[str, ...], inside: tuple[str, ...]
    ) -> None:
        self.left -= len(parent)
        if self.left < 0:
            raise TooManyError
        for element in parent:
            kind = name_of(element)
            visible = element.get("Visible")
            if visible is not None and is_off(visible):
                continue
            if kind in _DRAWN:
                try:
                    own = object_matrix(element, outer)
                    own_clip = clip_box(element, own, outer, clip) if len(element) > 1 or clip is not None else None
                except BadValueError:
                    self.skipped["坐标无效"] += 1
                    continue
                self.drawn.append(Drawn(kind, element, own, own_clip, params))
            elif kind == "PageBlock":
                self._add(element, outer, clip, params, inside)
            elif kind == "CompositeObject":
                self._add_composite(element, outer, clip, params, inside)

    def _add_composite(
        self, element: Element, outer: Matrix, clip: Box | None, params: tuple[str, ...], inside: tuple[str, ...]
    ) -> None:
        id_ = element.get("ResourceID", "")
        content = self._resources.composite(id_)
        if content is None or id_ in inside or len(inside) >= _MOST_NESTING:
            self.skipped["引用的图形缺失或循环"] += 1
            return
        try:
            own = object_matrix(element, outer)
            own_clip = clip_box(element, own, outer, clip)
        except BadValueError:
            self.skipped["坐标无效"] += 1
            return
        param = element.get("DrawParam")
        self._add(content, own, own_clip, (*params, param) if param else params, (*inside, id_))
