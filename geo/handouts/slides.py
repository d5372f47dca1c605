"""A deck as PPTX: titles, statements, tables and links are native, so that who gets it can read, search and change it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.util import Emu

from geo.handouts.look import colors, readable
from geo.handouts.paragraphs import Leads, fill
from geo.handouts.sheets import HIGH, PAD_X, PAD_Y, WIDE, Box, Grid, Item, Picture, Role, Rule, Sheet, Tone, Words
from geo.handouts.texts import lines

_FONT: Final = "Arial"
"""What every program that shows slides has, or has a font as wide as."""
_TITLE_ONLY, _TITLE_AND_BODY = "Title Only", "Title and Content"
_PLAIN: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""The table style without lines and colors."""
_DECORATIVE: Final = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_DECOR: Final = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_ANCHORS: Final = {"top": "t", "middle": "ctr", "bottom": "b"}
_MIDNIGHT: Final = (1980, 1, 1, 0, 0, 0)

Ink = Mapping[Tone, str]
Slide = Any
"""What python-pptx gives has types, but what this module needs of it has none."""


def written(sheets: Sequence[Sheet], *, title: str, subject: str, on: date) -> bytes:
    """
    Return the sheets as a presentation; the same bytes for the same sheets.

    Parameters
    ----------
    sheets
        In their order.
    title, subject
        Of the file.
    on
        The day that the file says it is of: there is no clock here.
    """
    deck: Any = Presentation()
    _prepare(deck)
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    made = [deck.slides.add_slide(layouts[_layout(sheet)]) for sheet in sheets]
    targets = {sheet.name: slide for sheet, slide in zip(sheets, made, strict=True)}
    for sheet, slide in zip(sheets, made, strict=True):
        _write(slide, sheet, targets)
    about = deck.core_properties
    about.title, about.subject, about.author, about.last_modified_by = title, subject, "Incident Atlas", "Incident Atlas"
    about.created = about.modified = about.last_printed = datetime.combine(on, time())
    about.revision, about.keywords, about.comments, about.language = 1, "", "", "en"
    out = io.BytesIO()
    deck.save(out)
    return _timeless(out.getvalue())


def _layout(sheet: Sheet) -> str:
    return _TITLE_AND_BODY if any(isinstance(one, Words) and one.role is Role.BODY for one in sheet.items) else _TITLE_ONLY


def _prepare(deck: Any) -> None:  # noqa: ANN401  # as above
    """Make the template of python-pptx ours: 16 to 9, our font, and nothing in it that is not used."""
    deck.slide_width, deck.slide_height = Emu(_emu(WIDE)), Emu(_emu(HIGH))
    for layout in list(deck.slide_layouts):
        if layout.name not in {_TITLE_ONLY, _TITLE_AND_BODY}:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    places = {
        0: Box(30, 22, 900, 58),
        1: Box(30, 84, 900, 408),
        10: Box(30, 518, 300, 14),
        11: Box(330, 518, 300, 14),
        12: Box(810, 518, 120, 14),
    }
    kinds = {"title": 0, "body": 1, "dt": 10, "ftr": 11, "sldNum": 12}
    for of in (master, *deck.slide_layouts):
        for shape in of.placeholders:
            kind = shape.element.ph.get("type", "obj")
            _place(shape, places[kinds.get(kind, 1)])
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _themed(theme.blob)  # noqa: SLF001  # python-pptx has no words for themes
    for rels in (deck.part.rels, deck.part.package._rels):  # noqa: SLF001  # as above
        for id_, rel in list(rels.items()):
            if rel.reltype.endswith(("/printerSettings", "/thumbnail")):
                rels.pop(id_)


def _themed(blob: bytes) -> bytes:
    root = etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))
    for font in root.iter(qn("a:latin")):
        font.set("typeface", _FONT)
    ink = colors("light")
    for name, tone in (("dk2", Tone.INK), ("hlink", Tone.LINK), ("folHlink", Tone.LINK), ("accent1", Tone.LINK)):
        for color in root.iter(qn(f"a:{name}")):
            for part in list(color):
                color.remove(part)
            etree.SubElement(color, qn("a:srgbClr")).set("val", ink[tone][1:])
    found: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return found


# --- one slide -----------------------------------------------------------------------------


def _write(slide: Slide, sheet: Sheet, targets: Mapping[str, Slide]) -> None:
    ink = colors(sheet.lit)
    if sheet.lit == "dark":
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = _rgb(ink[Tone.GROUND])
    leads = _leads(slide, targets)
    for item in sheet.items:
        _add(slide, item, ink, leads)
    _unused(slide)
    if sheet.note.strip():
        slide.notes_slide.notes_text_frame.text = "\n".join(lines(sheet.note))


def _leads(slide: Slide, targets: Mapping[str, Slide]) -> Leads:
    """Return what makes a relationship of an address, or of the name of a sheet."""

    def lead(link: str, to: str) -> tuple[str, str]:
        if link:
            return slide.part.relate_to(link, RT.HYPERLINK, is_external=True), ""
        target = targets.get(to)
        return (slide.part.relate_to(target.part, RT.SLIDE), "ppaction://hlinksldjump") if target else ("", "")

    return lead


def _add(slide: Slide, item: Item, ink: Ink, leads: Leads) -> None:
    if isinstance(item, Words):
        _words(slide, item, ink, leads)
    elif isinstance(item, Picture):
        shape = slide.shapes.add_picture(io.BytesIO(item.png), *_emus(item.box))
        _described(shape, "Map", item.alt)
        shape.line.width, shape.line.color.rgb = Emu(_emu(0.75)), _rgb(ink[Tone.LINE])
    elif isinstance(item, Grid):
        _grid(slide, item, ink, leads)
    else:
        _rule(slide, item, ink)


def _words(slide: Slide, item: Words, ink: Ink, leads: Leads) -> None:
    shape = _holder(slide, item)
    _place(shape, item.box)
    _described(shape, item.name, "")
    body = shape.text_frame._txBody  # noqa: SLF001  # as above
    inside = body.find(qn("a:bodyPr"))
    for part in list(inside):
        inside.remove(part)
    inside.attrib.update({"lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0", "wrap": "square", "anchor": _ANCHORS[item.anchor]})
    etree.SubElement(inside, qn("a:noAutofit"))
    fill(body, item.paragraphs, ink, leads, item.align)


def _holder(slide: Slide, item: Words) -> Any:  # noqa: ANN401  # as above
    if item.role is Role.TITLE:
        return slide.shapes.title
    if item.role is Role.BODY:
        return next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)
    return slide.shapes.add_textbox(*_emus(item.box))


def _unused(slide: Slide) -> None:
    for shape in list(slide.placeholders):
        if not shape.has_text_frame or not shape.text_frame.text.strip():
            shape.element.getparent().remove(shape.element)


def _rule(slide: Slide, item: Rule, ink: Ink) -> None:
    x, y, wide, _ = _emus(Box(item.x, item.y, item.wide, 0))
    shape = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, y, x + wide, y)
    shape.element.remove(shape.element.find(qn("p:style")))  # the theme's has a shadow
    shape.line.width = Emu(_emu(0.75))
    shape.line.color.rgb = _rgb(ink[Tone.LINE])
    about = _described(shape, "Rule", "")
    extension = etree.SubElement(etree.SubElement(about, qn("a:extLst")), qn("a:ext"), uri=_DECORATIVE)
    etree.SubElement(extension, f"{{{_DECOR}}}decorative", nsmap={"adec": _DECOR}).set("val", "1")


# --- tables --------------------------------------------------------------------------------


def _grid(slide: Slide, item: Grid, ink: Ink, leads: Leads) -> None:
    high = sum(line.high for line in item.lines)
    frame = slide.shapes.add_table(len(item.lines), len(item.widths), *_emus(Box(item.x, item.y, sum(item.widths), high)))
    _described(frame, "Table", item.alt)
    table = frame.table._tbl  # noqa: SLF001  # as above
    look = table.tblPr
    look.attrib.clear()
    look.attrib.update({"firstRow": "1"} if item.lines[0].head else {})
    look.find(qn("a:tableStyleId")).text = _PLAIN
    for column, wide in zip(table.tblGrid.gridCol_lst, item.widths, strict=True):
        column.w = Emu(_emu(wide))
    for row, line in zip(table.tr_lst, item.lines, strict=True):
        row.h = Emu(_emu(line.high))
        for n, (cell, texts) in enumerate(zip(row.tc_lst, line.cells, strict=True)):
            shade = line.shades[n] if line.shades else ""
            told = {**ink, Tone.INK: readable(shade, ink[Tone.INK], ink[Tone.GROUND])} if shade else ink
            body = cell.find(qn("a:txBody"))
            fill(body, texts, told, leads, "center" if n in item.centered else "left")
            _celled(cell, ink, shade or (ink[Tone.SHADE] if line.head else ""), ruled=item.ruled)


def _celled(cell: Any, ink: Ink, ground: str, *, ruled: bool) -> None:  # noqa: ANN401  # as above
    about = cell.get_or_add_tcPr()
    for name, pad in (("marL", PAD_X), ("marR", PAD_X), ("marT", PAD_Y), ("marB", PAD_Y)):
        about.set(name, str(_emu(pad)))
    if ruled:
        _solid(etree.SubElement(about, qn("a:lnB"), w=str(_emu(0.75))), ink[Tone.LINE])
    if ground:
        _solid(about, ground)
    else:
        etree.SubElement(about, qn("a:noFill"))


def _solid(parent: Any, color: str) -> None:  # noqa: ANN401  # as above
    etree.SubElement(etree.SubElement(parent, qn("a:solidFill")), qn("a:srgbClr")).set("val", color[1:])


# --- small things --------------------------------------------------------------------------


def _described(shape: Any, name: str, alt: str) -> Any:  # noqa: ANN401  # as above
    about = shape._element._nvXxPr.cNvPr  # noqa: SLF001  # as above
    about.set("name", name or shape.name)
    if alt:
        about.set("descr", alt)
    return about


def _place(shape: Any, box: Box) -> None:  # noqa: ANN401  # as above
    shape.left, shape.top, shape.width, shape.height = _emus(box)


def _emu(points: float) -> int:
    return round(points * 12_700)


def _emus(box: Box) -> tuple[Emu, Emu, Emu, Emu]:
    return Emu(_emu(box.x)), Emu(_emu(box.y)), Emu(_emu(box.wide)), Emu(_emu(box.high))


def _rgb(color: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(color[1:]))  # type: ignore[no-untyped-call]  # it has no types


def _timeless(data: bytes) -> bytes:
    """Return the same package with no time of day in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in _ordered(given.namelist()):
            entry = zipfile.ZipInfo(name, _MIDNIGHT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            kept.writestr(entry, given.read(name))
    return out.getvalue()


def _ordered(names: Sequence[str]) -> Iterator[str]:
    """Yield the list of contents first, as readers of packages expect it."""
    first = "[Content_Types].xml"
    yield first
    yield from sorted(set(names) - {first})
