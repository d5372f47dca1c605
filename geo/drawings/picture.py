"""A picture of range bands in azimuthal equidistant projection: around the first launch area, rings are circles."""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from geo import geodesy
from geo.areas import Outlines
from geo.drawings.files import COLORS
from geo.errors import InputError
from geo.model import LatLon
from geo.ranges import Reach
from geo.views.reach import Pair
from geo.views.rings import extent
from geo.views.zones import zones

Town = tuple[str, LatLon]

WATER, LAND, BORDER, INK, QUIET = "#E9EEF2", "#FAF9F6", "#9AA3AA", "#20252A", "#5B6268"
_OPACITY: Final = {Reach.INSIDE: 0.34, Reach.MAYBE: 0.13}
_MARGIN: Final = 1.12
_FARTHEST_KM: Final = 15_000.0
"""Toward the antipode the projection tears every shape; what is farther is left out."""
_TOWNS: Final = 14
_SIZE_INCHES: Final = 10.0
_DPI: Final = 150
_WIDE: Final = 150
"""Characters of a line of the note."""


def picture(
    pairs: Sequence[Pair],
    note: str,
    form: Literal["png", "svg"],
    *,
    outlines: Outlines | None = None,
    towns: Iterable[Town] = (),
) -> bytes:
    """
    Return the bands of the pairs as a picture, centered on the launch area of the first.

    Parameters
    ----------
    pairs
        At most as many as there are `files.COLORS`, or they could not be told apart.
    note
        What must stand beside them; it is printed below.
    form
        "png" or "svg".
    outlines
        Shapes of the countries to draw below; none when None.
    towns
        Names to write where there is room, the most important first.

    Raises
    ------
    InputError
        If there is no pair, or more than can be told apart.
    """
    if not 0 < len(pairs) <= len(COLORS):
        msg = f"a picture shows 1 to {len(COLORS)} bands, not {len(pairs)}"
        raise InputError(msg)
    center = pairs[0].area.at
    plane = Proj(proj="aeqd", ellps="WGS84", lat_0=center.lat, lon_0=center.lon, units="km")
    reach = _MARGIN * max(zone.outer_km + geodesy.distance(center, zone.pair.area.at) / 1000 for zone in zones(pairs))
    reach = min(reach, _FARTHEST_KM)
    figure = Figure(figsize=(_SIZE_INCHES, _SIZE_INCHES * 1.2), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.03, 0.17, 0.94, 0.94 / 1.2))
    _frame(axes, reach)
    if outlines is not None:
        _land(axes, plane, center, reach, outlines)
    _bands(axes, plane, pairs)
    _names(axes, plane, pairs, towns, reach)
    _scale(axes, reach)
    _words(figure, axes, pairs, note)
    out = io.BytesIO()
    # Without the date two pictures of the same are the same bytes.
    figure.savefig(out, format=form, metadata={"Date": None} if form == "svg" else {"Software": None})
    return out.getvalue()


def _frame(axes: Axes, reach: float) -> None:
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")
    axes.set_facecolor(WATER)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(BORDER)


def _land(axes: Axes, plane: Proj, center: LatLon, reach: float, outlines: Outlines) -> None:
    for name, wkb in outlines.wkb.items():
        if name.startswith("country:"):
            for polygon in _polygons(shapely.from_wkb(wkb)):
                shape = _projected(polygon, plane, center, reach)
                if shape is not None:
                    axes.add_patch(PathPatch(shape, facecolor=LAND, edgecolor=BORDER, linewidth=0.6, zorder=1))
                    axes.add_patch(PathPatch(shape, facecolor="none", edgecolor=BORDER, linewidth=0.6, zorder=4))


def _projected(polygon: shapely.Polygon, plane: Proj, center: LatLon, reach: float) -> Path | None:
    """Return the outline of a country on the plane; None where it is out of the picture or near the antipode."""
    lons, lats = shapely.get_coordinates(polygon.exterior).T
    away = geodesy.distances(center, lats, (lons + 180) % 360 - 180) / 1000
    if away.min() > 1.5 * reach or away.max() > _FARTHEST_KM + 3000:
        return None
    return Path(np.column_stack(plane(lons, lats)), closed=True)


def _polygons(shape: BaseGeometry) -> Iterator[shapely.Polygon]:
    for part in getattr(shape, "geoms", [shape]):
        if isinstance(part, shapely.Polygon):
            yield part


def _bands(axes: Axes, plane: Proj, pairs: Sequence[Pair]) -> None:
    """Draw the narrowest band first, and of each wider one only what is not covered: fills never add up."""
    covered: BaseGeometry = shapely.Point()
    order = sorted(range(len(pairs)), key=lambda n: pairs[n].band.high_km + pairs[n].area.uncertainty_km)
    for n in order:
        color = f"#{COLORS[n]}"
        own: list[BaseGeometry] = []
        for zone in sorted(zones([pairs[n]]), key=lambda zone: zone.outer_km):
            outer = _disc(plane, zone.pair.area.at, zone.outer_km)
            shape = shapely.difference(outer, _disc(plane, zone.pair.area.at, zone.inner_km)) if zone.inner_km else outer
            own.append(shape)
            for polygon in _polygons(shapely.difference(shape, covered)):
                axes.add_patch(PathPatch(_path(polygon), facecolor=color, alpha=_OPACITY[zone.answer], linewidth=0, zorder=2))
            dashes = "--" if pairs[n].band.only_claimed else "-"
            line = np.array(outer.exterior.coords)
            axes.plot(line[:, 0], line[:, 1], color=color, linewidth=1.5, linestyle=dashes, zorder=5)
        covered = shapely.union_all([covered, *own])


def _disc(plane: Proj, center: LatLon, radius_km: float) -> shapely.Polygon:
    lats, lons = geodesy.circle(center, radius_km * 1000, 360)
    shape = shapely.make_valid(shapely.Polygon(np.column_stack(plane(lons, lats))))
    return max(_polygons(shape), key=lambda polygon: float(polygon.area))


def _path(polygon: shapely.Polygon) -> Path:
    rings = [np.array(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))


def _names(axes: Axes, plane: Proj, pairs: Sequence[Pair], towns: Iterable[Town], reach: float) -> None:
    taken: list[tuple[float, float]] = []
    for area in dict.fromkeys(pair.area for pair in pairs):
        x, y = plane(area.at.lon, area.at.lat)
        axes.plot([x], [y], marker="+", markersize=11, color=INK, zorder=7)
        taken.append((x, y))
        axes.annotate(
            _safe(area.name), (x, y), (6, 6), textcoords="offset points", color=INK, weight="bold", fontsize=10, zorder=8
        )
    written = 0
    for name, at in towns:
        x, y = plane(at.lon, at.lat)
        inside = max(abs(x), abs(y)) < 0.93 * reach
        if not inside or any(abs(x - a) < 0.17 * reach and abs(y - b) < 0.06 * reach for a, b in taken):
            continue
        taken.append((x, y))
        axes.plot([x], [y], marker="o", markersize=2.5, color=QUIET, zorder=6)
        axes.annotate(_safe(name), (x, y), (3, 3), textcoords="offset points", color=QUIET, fontsize=8, zorder=6)
        written += 1
        if written == _TOWNS:
            break


def _scale(axes: Axes, reach: float) -> None:
    power = 10 ** np.floor(np.log10(reach / 2))
    length = float(max(step * power for step in (1, 2, 5) if step * power <= reach / 2))
    x, y = -0.94 * reach, -0.93 * reach
    axes.plot([x, x + length], [y, y], color=INK, linewidth=2, solid_capstyle="butt", zorder=9)
    axes.text(x, y + 0.015 * reach, f"{length:,.0f} km", color=INK, fontsize=9, zorder=9)


def _words(figure: Figure, axes: Axes, pairs: Sequence[Pair], note: str) -> None:
    areas = list(dict.fromkeys(pair.area.name for pair in pairs))
    figure.text(0.03, 0.986, _safe(f"Within reach from {', '.join(areas)}"), fontsize=14, weight="bold", color=INK, va="top")
    keys: list[Any] = [
        Line2D(
            [],
            [],
            color=f"#{COLORS[n]}",
            linewidth=2,
            linestyle="--" if pair.band.only_claimed else "-",
            label=_safe(_label(pair)),
        )
        for n, pair in enumerate(pairs)
    ]
    keys += [
        Patch(facecolor=INK, alpha=_OPACITY[Reach.INSIDE], label="within reach for sure"),
        Patch(facecolor=INK, alpha=_OPACITY[Reach.MAYBE], label="maybe within reach"),
    ]
    if any(pair.band.only_claimed for pair in pairs):
        keys.append(Line2D([], [], color=INK, linestyle="--", label="dashed: only its owner says so"))
    axes.legend(
        handles=keys, loc="upper left", bbox_to_anchor=(-0.01, -0.005), ncols=2, fontsize=9, frameon=False, labelcolor=INK
    )
    end = "Azimuthal equidistant around the first launch area: rings around it are circles. Borders: Natural Earth."
    figure.text(0.03, 0.012, _safe(textwrap.fill(f"{note} {end}", _WIDE)), fontsize=8, color=QUIET, va="bottom")


def _label(pair: Pair) -> str:
    return f"{pair.label}, {extent(pair.band)}, from {pair.area.name}"


def _safe(text: str) -> str:
    """Return text that matplotlib writes as it is: a dollar sign would begin a formula, and control characters have no glyph."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"} or sign == "\n").replace("$", r"\$")
