"""Fields whose results are not what was printed: the program that made the .docx computed them anew."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from flows.readers.docx.names import W

_CHAR, _INSTRUCTION, _SIMPLE, _TEXT = W + "fldChar", W + "instrText", W + "fldSimple", W + "t"


def drop_results(root: etree._Element, names: Collection[str]) -> int:
    """Empty the results of the fields with these names (DATE, FILENAME ...); how many there were."""
    dropped = 0
    # The instructions of the fields that are open, outermost first, and whether each one's result has begun.
    instructions: list[str] = []
    in_result: list[bool] = []
    for element in root.iter(_CHAR, _INSTRUCTION, _SIMPLE, _TEXT):
        if element.tag == _SIMPLE:
            if _name(element.get(W + "instr", "")) in names:
                dropped += 1
                for text in element.iter(_TEXT):
                    text.text = ""
        elif element.tag == _INSTRUCTION:
            if instructions:
                instructions[-1] += element.text or ""
        elif element.tag == _TEXT:
            if any(began and _name(said) in names for said, began in zip(instructions, in_result, strict=True)):
                element.text = ""
        elif (step := element.get(W + "fldCharType")) == "begin":
            instructions.append("")
            in_result.append(False)
        elif instructions and step == "separate":
            in_result[-1] = True
            dropped += _name(instructions[-1]) in names
        elif instructions and step == "end":
            instructions.pop()
            in_result.pop()
    return dropped


def _name(instruction: str) -> str:
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""
