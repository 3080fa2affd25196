"""A Word document as it reads with all tracked changes accepted: deletions, hidden runs and second copies removed.

Insertions need nothing: their content stands where it belongs. A deleted paragraph mark joins two paragraphs; such
paragraphs are returned, because joining is the reader's business.
"""

from __future__ import annotations

from lxml import etree

from flows.readers.docx.names import ALTERNATE, CHOICE, FALLBACK, W, is_on

_DELETED = (W + "del", W + "moveFrom")
# Readings printed above a word, and instructions of fields.
_BESIDE_THE_TEXT = (W + "rt", W + "instrText", W + "delText", W + "delInstrText")


def accept(root: etree._Element) -> set[etree._Element]:
    """Change the tree to what a reader sees; the paragraphs that go on in the next one."""
    joined: set[etree._Element] = set()
    for element in list(root.iter(*_DELETED)):
        parent = element.getparent()
        if parent is None:
            continue
        if parent.tag == W + "trPr":
            _remove(parent.getparent())
        elif parent.tag == W + "rPr":
            holder = parent.getparent()
            paragraph = holder.getparent() if holder is not None and holder.tag == W + "pPr" else None
            if paragraph is not None:
                joined.add(paragraph)
        else:
            _remove(element)
    for element in list(root.iter(W + "cellDel")):
        properties = element.getparent()
        _remove(properties.getparent() if properties is not None else None)
    for element in list(root.iter(W + "vanish")):
        run = properties.getparent() if (properties := element.getparent()) is not None and is_on(element) else None
        if run is not None and run.tag == W + "r":
            _remove(run)
    for element in list(root.iter(*_BESIDE_THE_TEXT)):
        _remove(element)
    for element in list(root.iter(ALTERNATE)):
        # A text box is stored twice, for new and for old programs.
        if element.find(CHOICE) is not None:
            for fallback in element.findall(FALLBACK):
                _remove(fallback)
    return joined


def _remove(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
