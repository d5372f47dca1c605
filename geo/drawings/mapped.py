"""The map as a picture: what a scene shows, drawn without a browser in the colors and by the rules of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.path import Path

from geo import geodesy
from geo.areas import Outlines
from geo.briefing import Shown
from geo.drawings import bands, basemap, margins, marks, regions
from geo.drawings.bands import Drawn
from geo.drawings.basemap import Ground
from geo.drawings.canvas import Canvas, Font, Form, sheet
from geo.drawings.looks import LOOKS, Look
from geo.drawings.margins import Line, Scale
from geo.drawings.marks import Name, Shown as Mark
from geo.drawings.regions import Note, Placed, Region
from geo.drawings.spots import Spot, clusters, places_of
from geo.drawings.viewport import Bounds, Box, Room, Viewport, fitting, looking
from geo.errors import InputError
from geo.views import space, within
from geo.views.phrases import count, day
from geo.views.reach import Pair
from geo.views.rings import caveat
from geo.views.signs import Theme

SIZE: Final = (1920, 1080)
RATIO: Final = 1.6
"""Pixels of the picture for one of the screen, so that letters can be read from the last row."""
LEAST: Final = 320
MOST: Final = 8_000
"""Pixels of a side."""
_BEYOND_PX: Final = 600
"""Around the view: what is farther joins nothing in it."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sight:
    """What is where, in the pixels of one view."""

    view: Viewport
    areas: Sequence[Placed]
    bands: Sequence[Drawn]
    marks: Sequence[Mark]
    room: Room
    notes: Sequence[Note]
    left_out: Sequence[Region]
    """Areas without room for a label."""
    scale: Scale | None
    scale_box: Box | None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scenery:
    """All that is drawn."""

    sight: Sight
    ground: Ground
    corners: Sequence[tuple[float, float]]
    """Of what was drawn to filter by."""
    names: Sequence[Name]
    title: Sequence[Line]
    legend: Sequence[Line]


def map_picture(  # noqa: PLR0913  # each of them is a choice of its own
    shown: Shown,
    *,
    outlines: Outlines,
    basemap: File,
    size: tuple[int, int] = SIZE,
    form: Form = "png",
    title: str = "",
    ratio: float = RATIO,
    alone: bool = True,
) -> bytes:
    """
    Return the map of a scene as the bytes of a picture, the same for the same scene.

    Parameters
    ----------
    shown
        What the scene shows.
    outlines
        Shapes of areas and countries.
    basemap
        `static/basemap.pmtiles`.
    size
        Width and height in pixels, `LEAST` to `MOST` each.
    form
        "png" or "svg".
    title
        Above the map; nothing when empty.
    ratio
        Pixels of the picture for one of the screen, 0.5 to 4.
    alone
        Whether `rests_on` and `as_of` stand below the map; False where they stand beside the picture.

    Raises
    ------
    InputError
        If a number is out of range, or there are more bands than can be told apart.
    FactsError
        If the basemap cannot be read.
    """
    if not (all(LEAST <= side <= MOST for side in size) and 0.5 <= ratio <= 4 and form in {"png", "svg"}):
        msg = f"not a picture: {size[0]} by {size[1]} pixels at {ratio:g} as {form}; {LEAST} to {MOST} a side, png or svg"
        raise InputError(msg)
    made = _scenery(shown, outlines, basemap, (size[0] / ratio, size[1] / ratio), title, alone=alone)
    return sheet(lambda canvas: _paint(canvas, made), size, form, ratio, LOOKS[Theme(shown.theme)])


# --- what is where -------------------------------------------------------------------------


def _scenery(  # noqa: PLR0913  # what `map_picture` was given
    shown: Shown, outlines: Outlines, source: File, size: tuple[float, float], title: str, *, alone: bool
) -> Scenery:
    look, (wide, high) = LOOKS[Theme(shown.theme)], size
    text = wide - 2 * margins.EDGE
    heading = list(margins.wrapped(title, _font(look, 17, bold=True), text, most=2)) if title.strip() else []
    eye = _Eye(shown=shown, outlines=outlines, look=look, found=regions.regions(shown.frame, shown.selected))
    lines: list[Line] = []
    # How high the legend is, is known when it is known what is in view; so look twice.
    for _ in range(2):
        sight = eye.see((0.0, margins.height(heading), wide, high - margins.height(lines)))
        key = [*margins.entries(sight.marks, sight.areas, look), *margins.band_entries(sight.bands, look)]
        lines = [
            *margins.flowed(key, _font(look, 11), text),
            *_said(regions.in_words(eye.found, sight.left_out), _font(look, 11), text),
            *_caveat_lines(shown, look, text),
            *(_source_lines(shown, look, text) if alone else ()),
        ]
    return Scenery(
        sight=sight,
        ground=basemap.ground(source, sight.view),
        corners=[sight.view.point(lat, lon) for lat, lon in _corners(shown)],
        names=marks.names(sight.marks, sight.view, look, sight.room),
        title=heading,
        legend=lines,
    )


@dataclass(slots=True, kw_only=True)
class _Eye:
    """What looks at a scene; what it has seen at a zoom it does not work out again."""

    shown: Shown
    outlines: Outlines
    look: Look
    found: Sequence[Region]
    places: Sequence[Spot] | None = None
    spots: dict[float, Sequence[Spot]] = field(default_factory=dict)
    areas: dict[float, Sequence[Placed]] = field(default_factory=dict)

    def see(self, frame: Box) -> Sight:
        """Return what is where in a rectangle; the next must lie in this one."""
        view, look, marked = _view(self.shown, self.found, frame), self.look, _row_of(self.shown)
        if self.places is None:
            self.places = places_of(_around(self.shown.frame, view))
        if view.zoom not in self.spots:
            self.spots[view.zoom] = clusters(self.places, view.zoom, marked)
            self.areas[view.zoom] = regions.placed(self.found, self.outlines, view, look)
        areas = [one.moved(view) for one in self.areas[view.zoom]]
        seen, room, scale = marks.shown(self.spots[view.zoom], view, look, marked), Room(), margins.scale(view)
        scale_box = margins.take_scale(scale, view, look, room)
        marks.take(seen, room)
        labels, left_out = regions.labels(areas, view, look, room)
        return Sight(
            view=view,
            areas=areas,
            bands=bands.bands(self.shown.pairs, view, look),
            marks=seen,
            room=room,
            notes=labels,
            left_out=left_out,
            scale=scale,
            scale_box=scale_box,
        )


def _said(sentences: Iterable[str], font: Font, wide: float) -> Iterator[Line]:
    text = " ".join(sentences)
    return margins.wrapped(text, font, wide, most=2) if text else iter(())


def _font(look: Look, size: float, *, bold: bool = False) -> Font:
    return round(size * (1.12 if look.theme is Theme.PROJECTOR else 1), 1), bold, False


def _view(shown: Shown, found: Sequence[Region], frame: Box) -> Viewport:
    if shown.at is not None:
        return looking(shown.at.lat, shown.at.lon, shown.at.zoom, frame)
    return fitting(_bounds(shown, found), frame)


def _bounds(shown: Shown, found: Sequence[Region]) -> Iterator[Bounds]:
    if shown.extent is not None:
        yield shown.extent
    yield from regions.bounds(found)
    yield from map(_reach, shown.pairs)


def _reach(pair: Pair) -> Bounds:
    lats, lons = geodesy.circle(pair.area.at, (pair.band.high_km + pair.area.uncertainty_km) * 1000)
    lons = np.unwrap(lons, period=360)
    return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())


def _row_of(shown: Shown) -> int:
    ids = shown.frame["id"].tolist() if shown.selected else []
    return ids.index(shown.selected) if shown.selected in ids else -1


def _around(frame: pd.DataFrame, view: Viewport) -> pd.DataFrame:
    """Return the rows in view and around it; what is farther joins nothing in it."""
    lons, lats = frame["lon"].to_numpy(float, na_value=np.nan), frame["lat"].to_numpy(float, na_value=np.nan)
    x = (lons / 360 + 0.5 - view.x + 0.5) % 1 - 0.5
    y = space.heights(lats) - view.y
    near = (np.abs(x) * view.scale <= view.width / 2 + _BEYOND_PX) & (np.abs(y) * view.scale <= view.height / 2 + _BEYOND_PX)
    return frame.assign(_row=np.arange(len(frame)))[near]


def _corners(shown: Shown) -> list[tuple[float, float]]:
    return list(within.corners(shown.filter.within)) if shown.filter.within else []


# --- in words ------------------------------------------------------------------------------


def _caveat_lines(shown: Shown, look: Look, wide: float) -> Iterator[Line]:
    if shown.pairs:
        yield from margins.wrapped(caveat(shown.pairs), _font(look, 9.5), wide, quiet=True)


def _source_lines(shown: Shown, look: Look, wide: float) -> Iterator[Line]:
    yield from margins.wrapped(rests_on(shown), _font(look, 12.5, bold=True), wide)
    yield from margins.wrapped(as_of(shown), _font(look, 9.5), wide, quiet=True)


def as_of(shown: Shown) -> str:
    """Return what a picture is drawn from, and whose work its ground is."""
    return f"As of: {shown.as_of}, {basemap.CREDIT}"


def rests_on(shown: Shown) -> str:
    """Return what a picture shows in numbers: incidents, independent sources, days, and what is not on it."""
    text = f"{count(shown.total, 'incident')}, {count(shown.sources, 'independent source')}"
    if shown.first and shown.last:
        begin, end = day(shown.first), day(shown.last)
        text += f", {begin}" if begin == end else f", {begin} to {end}"
    missing = [f"{shown.unmapped:,} not on the map"] if shown.unmapped else []
    missing += [f"{shown.undated:,} undated"] if shown.undated else []
    drawn = int(shown.frame["mapped"].sum())
    if shown.total - shown.unmapped > drawn:
        missing.append(f"the latest {drawn:,} are drawn")
    return f"{text}; {', '.join(missing)}" if missing else text


# --- drawing -------------------------------------------------------------------------------


def _paint(canvas: Canvas, made: Scenery) -> None:
    sight, view, look = made.sight, made.sight.view, canvas.look
    with canvas.clipped(*view.box):
        canvas.fill(_frame(view.box), look.water)
    basemap.paint(canvas, made.ground, view)
    with canvas.clipped(*view.box):
        bands.paint(canvas, sight.bands)
        regions.paint(canvas, sight.areas, view)
        if made.corners:
            canvas.stroke(Path([*made.corners, made.corners[0]]), look.ink, 1.6, dashes=(7, 5))
        bands.name(canvas, sight.bands, view, sight.room)
        basemap.name(canvas, made.ground, view, sight.room, said=[name.text for name in made.names])
        marks.paint(canvas, sight.marks, view)
        marks.write(canvas, made.names)
        regions.write(canvas, sight.notes)
        margins.draw_scale(canvas, sight.scale, sight.scale_box)
    margins.draw(canvas, made.title, (0, 0, canvas.width, view.top))
    margins.draw(canvas, made.legend, (0, view.top + view.height, canvas.width, canvas.height))
    for y in (view.top, view.top + view.height):
        if 0 < y < canvas.height:
            canvas.stroke(Path([(0, y), (canvas.width, y)]), look.line, 1)


def _frame(box: Box) -> Path:
    left, top, right, bottom = box
    return Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
