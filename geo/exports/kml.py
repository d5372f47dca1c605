"""KML 2.2 and KMZ: a folder for each kind, time spans, the screen's colors, and range rings with geodesic edges."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from shapely import Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.exports import icons
from geo.exports.rows import Job, Row, iso
from geo.exports.shapes import Shapes, polygons_of, shapely_of
from geo.model import Kind, Precision, Status
from geo.ranges import Reach
from geo.views import KIND_LABELS, PRECISION_LABELS, STATUS_LABELS, phrases
from geo.views.columns import KINDS, columns
from geo.views.reach import Pair
from geo.views.rings import caveat
from geo.views.signs import BAND_COLORS, Sign, Theme
from geo.views.zones import Zone, zones

DATA: Final = (
    "id",
    "kind",
    "status",
    "first",
    "last",
    "date_precision",
    "place_name",
    "place_precision",
    "uncertainty_km",
    "country",
    "actors",
    "targets",
    "weapon",
    "killed_low",
    "killed_high",
    "sources",
    "articles",
    "copies",
    "disagreements",
    "dataset_name",
    "license",
    "attribution",
)
"""Columns that each placemark carries as data."""

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
_END: Final = "</Document>\n</kml>\n"
_FILL: Final = {Reach.INSIDE: 0.35, Reach.MAYBE: 0.15}
_AREA_FILL: Final = 0.2
# What XML 1.0 cannot hold, however it is written (W3C XML 1.0, production 2).
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STEM: Final = "incidents"


def write(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for as KML."""
    out.writelines(text.encode() for text in _document(job, icon=""))


def write_packed(job: Job, out: BinaryIO) -> None:
    """Write all that is asked for as KMZ, with the signs of the kinds as pictures."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_entry(f"{_STEM}.kml"), "w", force_zip64=True) as file:
            file.writelines(text.encode() for text in _document(job, icon="signs/{}.png"))
        for shape in sorted({sign.shape for sign in job.context.signs.values()}):
            archive.writestr(_entry(f"signs/{shape}.png"), icons.png(shape))


def _entry(name: str) -> zipfile.ZipInfo:
    # The clock has no say in a file; archives know no earlier day.
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _document(job: Job, icon: str) -> Iterator[str]:
    rows = job.numbers()
    kinds = columns(job.snapshot).kind[rows]
    rows = rows[np.argsort(kinds, kind="stable")]
    held = [kind for number, kind in enumerate(KINDS) if (kinds == number).any()]
    yield f"{_HEAD}{_tag('name', 'Incidents')}<open>1</open>\n{_tag('description', _about(job, len(rows)))}"
    yield from (_style(job.context.signs[kind], icon) for kind in held)
    if job.pairs:
        yield from _rings(job.pairs)
    shapes = Shapes(job.context.outlines, _geometry)
    counts = {kind: int((kinds == KINDS.index(kind)).sum()) for kind in held}
    opened: Kind | None = None
    for frame in job.frames(rows):
        for row in job.records(frame):
            kind = Kind(row["kind"])
            if kind is not opened:
                close = "</Folder>\n" if opened else ""
                yield f"{close}<Folder>\n{_tag('name', f'{KIND_LABELS[kind]} ({counts[kind]:,})')}"
                opened = kind
            yield _placemark(row, shapes)
    yield f"</Folder>\n{_END}" if opened else _END


def _about(job: Job, total: int) -> str:
    credits_ = "; ".join(f"{one['name']} ({one['license']}): {one['credit']}" for one in job.snapshot.manifest["credits"])
    told = f"{phrases.count(total, 'incident')} of snapshot {job.snapshot.id}. Nothing is drawn more exactly than it was said. "
    return _shown(f"{told}{credits_}")


def _style(sign: Sign, icon: str) -> str:
    color = _color(sign.light)
    picture = f"<Icon><href>{icon.format(sign.shape)}</href></Icon>" if icon else ""
    return (
        f"<Style id={quoteattr(sign.kind.value)}><IconStyle><color>{color}</color><scale>0.8</scale>{picture}</IconStyle>"
        f"<LabelStyle><scale>0</scale></LabelStyle><LineStyle><color>{color}</color><width>1.5</width></LineStyle>"
        f"<PolyStyle><color>{_color(sign.light, _AREA_FILL)}</color></PolyStyle></Style>\n"
    )


def _placemark(row: Row, shapes: Shapes[str]) -> str:
    drawn_as, geometry = shapes.of(row)
    data = {**{name: row[name] for name in DATA}, "drawn_as": drawn_as}
    return (
        f"<Placemark>\n{_tag('name', _label(row['title']))}{_tag('description', _description(row))}{_span(row)}"
        f"<styleUrl>#{row['kind']}</styleUrl>\n{_data(data)}{geometry or ''}</Placemark>\n"
    )


def _span(row: Row) -> str:
    ends = "".join(f"<{tag}>{iso(day)}</{tag}>" for tag, day in (("begin", row["first"]), ("end", row["last"])) if day)
    return f"<TimeSpan>{ends}</TimeSpan>\n" if ends else ""


def _description(row: Row) -> str:
    """Return what the balloon says: HTML, in which every text is text."""
    lines = {
        "What": f"{KIND_LABELS[Kind(row['kind'])]}, {STATUS_LABELS[Status(row['status'])].lower()}",
        "When": phrases.period(row["first"], row["last"], row["date_precision"]),
        "Where": f"{row['place_name'] or ''} ({PRECISION_LABELS[Precision(row['place_precision'])].lower()})".strip(),
        "By whom": row["actors"],
        "Target": row["targets"],
        "With": row["weapon"],
        "Killed": phrases.people(row["killed_low"], row["killed_high"]),
        "Sources": phrases.sourced(row["sources"], row["articles"], row["copies"]),
        "Data set": "; ".join(filter(None, (row["dataset_name"], row["license"], row["attribution"]))),
    }
    cells = "".join(f"<tr><td>{name}</td><td>{_shown(str(text))}</td></tr>" for name, text in lines.items() if text)
    return f"<h3>{_shown(row['title'])}</h3><p>{_shown(row['snippet'] or '')}</p><table>{cells}</table>"


def _shown(text: str) -> str:
    # "$[name]" would be put in the place of by Google Earth, which reads this as HTML.
    return html.escape(phrases.plain(text)).replace("$[", "&#36;[")


def _label(text: str) -> str:
    # A name is text, but stands in balloons that are read as HTML.
    return phrases.plain(text).replace("<", "\u2039").replace(">", "\u203a").replace("$[", "$ [")


def _data(values: Mapping[str, object]) -> str:
    held = {name: iso(value) if name in {"first", "last"} else value for name, value in values.items() if value is not None}  # type: ignore[arg-type]  # both are days
    entries = "".join(
        f'<Data name="{name}"><value>{_text(str(value))}</value></Data>' for name, value in held.items() if value != ""
    )
    return f"<ExtendedData>{entries}</ExtendedData>\n"


# --- range rings ---------------------------------------------------------------------------


def _rings(pairs: Iterable[Pair]) -> Iterator[str]:
    pairs = tuple(pairs)
    note = _shown(caveat(pairs))
    yield f"<Folder>\n{_tag('name', 'Range rings')}{_tag('description', note)}"
    colors = BAND_COLORS[Theme.LIGHT]
    for n, pair in enumerate(pairs):
        yield f"<Folder>\n{_tag('name', _label(f'{pair.label} from {pair.area.label}'))}"
        yield from (_zone(zone, colors[n % len(colors)], note) for zone in zones([pair]))
        yield "</Folder>\n"
    yield "</Folder>\n"


def _zone(zone: Zone, color: str, note: str) -> str:
    told = {name: "; ".join(value) if isinstance(value, list) else value for name, value in zone.properties().items()}
    answer = "within reach for sure" if zone.answer is Reach.INSIDE else "maybe within reach"
    about = f"{zone.inner_km:,.0f} to {zone.outer_km:,.0f} km from {told['launch_area']}."
    return (
        f"<Placemark>\n{_tag('name', _label(f'{zone.pair.label}: {answer}'))}{_tag('description', f'{_shown(about)} {note}')}"
        f"<Style><LineStyle><color>{_color(color)}</color><width>2</width></LineStyle>"
        f"<PolyStyle><color>{_color(color, _FILL[zone.answer])}</color></PolyStyle></Style>\n"
        f"{_data(told)}{_geometry(shapely_of(zone.shape()))}</Placemark>\n"
    )


# --- geometry and text ---------------------------------------------------------------------


def _geometry(shape: BaseGeometry) -> str:
    if isinstance(shape, Point):
        return f"<Point><coordinates>{shape.x!r},{shape.y!r}</coordinates></Point>\n"
    parts = [_polygon(polygon) for polygon in polygons_of(shape)]
    return parts[0] if len(parts) == 1 else f"<MultiGeometry>\n{''.join(parts)}</MultiGeometry>\n"


def _polygon(polygon: Polygon) -> str:
    rings = [("outerBoundaryIs", polygon.exterior), *(("innerBoundaryIs", hole) for hole in polygon.interiors)]
    lines = "".join(f"<{name}><LinearRing>{_positions(ring.coords)}</LinearRing></{name}>" for name, ring in rings)
    return f"<Polygon><tessellate>1</tessellate>{lines}</Polygon>\n"


def _positions(line: Iterable[tuple[float, ...]]) -> str:
    return f"<coordinates>{' '.join(f'{lon!r},{lat!r}' for lon, lat in line)}</coordinates>"


def _color(color: str, opacity: float = 1.0) -> str:
    """Return "#RRGGBB" as KML writes it: opacity, blue, green, red."""
    red, green, blue = color[1:3], color[3:5], color[5:7]
    return f"{round(255 * opacity):02x}{blue}{green}{red}".lower()


def _tag(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))
