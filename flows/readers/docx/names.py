"""Element names of WordprocessingML, and what its on/off properties mean."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def is_on(element: etree._Element | None) -> bool:
    """Whether an on/off property is set: present and not switched off."""
    return element is not None and element.get(W + "val", "1").lower() not in {"0", "false", "off"}
