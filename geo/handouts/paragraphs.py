"""Paragraphs as DrawingML, for text boxes and for the cells of tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lxml import etree
from pptx.oxml.ns import qn

from geo.handouts.fitting import LEADING
from geo.handouts.sheets import INDENT, Paragraph, Run, Tone

Leads = Callable[[str, str], tuple[str, str]]
"""Makes of an address, or of the name of a sheet, the id of a relationship and the action of a click; both empty for none."""

_ALIGNED: Final = {"left": "l", "center": "ctr", "right": "r"}
_LINK_COLOR: Final = "{A12FA001-AC4F-418D-AE19-62706E023703}"
_LINKS: Final = "http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor"
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def fill(body: Any, paragraphs: Sequence[Paragraph], ink: Mapping[Tone, str], leads: Leads, align: str = "left") -> None:  # noqa: ANN401  # an element
    """Replace the paragraphs of a text body; what is in a text can only be text, for it is never parsed."""
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for one in paragraphs:
        paragraph = etree.SubElement(body, qn("a:p"))
        _look(paragraph, one, align)
        for run in one.runs:
            if run.text:
                _run(paragraph, run, one.size, ink, leads)
        etree.SubElement(paragraph, qn("a:endParaRPr"), lang="en-US", sz=_hundredths(one.size))


def _look(paragraph: Any, one: Paragraph, align: str) -> None:  # noqa: ANN401  # an element
    indent = round(INDENT * one.size * 12_700) if one.bullet else 0
    look = etree.SubElement(paragraph, qn("a:pPr"), marL=str(indent), indent=str(-indent), algn=_ALIGNED[align])
    for name, points in (("lnSpc", one.size * LEADING), ("spcBef", 0.0), ("spcAft", one.after)):
        etree.SubElement(etree.SubElement(look, qn(f"a:{name}")), qn("a:spcPts"), val=_hundredths(points))
    if one.bullet:
        etree.SubElement(look, qn("a:buFont"), typeface="Arial")
        etree.SubElement(look, qn("a:buChar"), char="•")
    else:
        etree.SubElement(look, qn("a:buNone"))


def _run(paragraph: Any, run: Run, size: float, ink: Mapping[Tone, str], leads: Leads) -> None:  # noqa: ANN401  # an element
    made = etree.SubElement(paragraph, qn("a:r"))
    look = etree.SubElement(made, qn("a:rPr"), lang="en-US", sz=_hundredths(size), b="1" if run.bold else "0")
    etree.SubElement(etree.SubElement(look, qn("a:solidFill")), qn("a:srgbClr"), val=ink[run.tone][1:])
    id_, action = leads(run.link, run.to) if run.link or run.to else ("", "")
    if id_:
        click = etree.SubElement(look, qn("a:hlinkClick"))
        click.set(f"{{{_RELATED}}}id", id_)
        if action:
            click.set("action", action)
        extension = etree.SubElement(etree.SubElement(click, qn("a:extLst")), qn("a:ext"), uri=_LINK_COLOR)
        etree.SubElement(extension, f"{{{_LINKS}}}hlinkClr", nsmap={"ahyp": _LINKS}).set("val", "tx")
    etree.SubElement(made, qn("a:t")).text = run.text


def _hundredths(points: float) -> str:
    return str(round(points * 100))
