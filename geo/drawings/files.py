"""Range bands for other maps: GeoJSON (RFC 7946) and KML 2.2, with polygons whose edges are geodesic circles."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo.geodesy import Part, Position
from geo.ranges import Reach
from geo.views.reach import Pair
from geo.views.signs import BAND_COLORS, Theme
from geo.views.zones import Zone, zones

_KML: Final = "http://www.opengis.net/kml/2.2"
COLORS: Final = tuple(color.removeprefix("#") for color in BAND_COLORS[Theme.LIGHT])
"""Of the systems by turns: red, green, blue."""
_OPACITY: Final = {Reach.INSIDE: 0.35, Reach.MAYBE: 0.15}


def geojson(pairs: Iterable[Pair], note: str) -> str:
    """Return the zones of the pairs as a feature collection, one feature a line; `note` is what must stand beside them."""
    features = (
        {"type": "Feature", "geometry": zone.shape().geojson(), "properties": {**zone.properties(), "note": note}}
        for zone in zones(pairs)
    )
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "note": {json.dumps(note, ensure_ascii=False)}, "features": [\n{lines}\n]}}\n'


def kml(pairs: Sequence[Pair], note: str) -> str:
    """Return the zones of the pairs as KML, a folder for each pair; `note` is what must stand beside them."""
    root = Element("kml", xmlns=_KML)
    document = SubElement(root, "Document")
    _text(document, "name", "Ranges")
    _text(document, "description", note)
    for n, pair in enumerate(pairs):
        folder = SubElement(document, "Folder")
        _text(folder, "name", f"{pair.label} from {pair.area.label}")
        for zone in zones([pair]):
            _placemark(folder, zone, COLORS[n % len(COLORS)], note)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _placemark(folder: Element, zone: Zone, color: str, note: str) -> None:
    mark = SubElement(folder, "Placemark")
    told = zone.properties()
    _text(mark, "name", f"{told['system']}: {'within reach for sure' if zone.answer is Reach.INSIDE else 'maybe within reach'}")
    _text(mark, "description", f"{zone.inner_km:,.0f} to {zone.outer_km:,.0f} km from {told['launch_area']}. {note}")
    style = SubElement(mark, "Style")
    turned = color[4:6] + color[2:4] + color[0:2]  # KML writes alpha, blue, green, red
    _text(SubElement(style, "LineStyle"), "color", f"ff{turned.lower()}")
    _text(SubElement(style, "PolyStyle"), "color", f"{round(_OPACITY[zone.answer] * 255):02x}{turned.lower()}")
    data = SubElement(mark, "ExtendedData")
    for name, value in told.items():
        entry = SubElement(data, "Data", name=name)
        _text(entry, "value", "; ".join(value) if isinstance(value, list) else str(value))
    shapes = SubElement(mark, "MultiGeometry")
    for part in zone.shape().parts:
        _polygon(shapes, part)


def _polygon(parent: Element, part: Part) -> None:
    polygon = SubElement(parent, "Polygon")
    _text(polygon, "tessellate", "1")  # edges follow the ground, as geodesics do
    for name, lines in (("outerBoundaryIs", [part.exterior]), ("innerBoundaryIs", list(part.holes))):
        for line in lines:
            _text(SubElement(SubElement(polygon, name), "LinearRing"), "coordinates", _positions(line))


def _positions(line: Iterable[Position]) -> str:
    return " ".join(f"{lon},{lat}" for lon, lat in line)


def _text(parent: Element, tag: str, text: str) -> None:
    # Control characters cannot stand in XML, however they are escaped.
    shown = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"})
    SubElement(parent, tag).text = shown
