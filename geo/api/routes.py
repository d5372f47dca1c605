"""
The routes, all GET and all below `<base path>/api`; a filter stands in the query as `Filter.to_query` writes it.

/aggregate?<filter>&west&south&east&north&zoom   a view of the map: `answers.picture`
/list?<filter>&key | west&south&east&north[&near] | place [&limit&offset]   what stands there: `answers.listed`
/incident/{id}                                   one incident with its sentences: `answers.incident`
/histogram?<filter>[&unit]                       when they began, the filter's dates left out: `answers.histogram`
/facets?<filter>                                 values with counts: `answers.facets`
/shape/{id of a place}                           outline of an area, a geometry in GeoJSON
/saved/{token}/{name}                            a file that was made for whoever knows the token: `saving.reserve`

All take `snapshot`, the id of the one that the page shows. Refusals are `{"message": ...}`: 400 for nonsense, 403 for another
origin, 404 for what is not there, 503 for what took too long or while there is no snapshot.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from shapely.geometry import mapping
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from geo import areas, saving, views
from geo.api import answers, turns
from geo.api.gate import Gate, Hosts
from geo.errors import BudgetError, FactsError, GeoError, InputError, QueryError, SnapshotError
from geo.settings import Settings
from geo.store import Snapshot
from geo.views import Filter, Unit, opening
from geo.views.kept import Kept
from geo.views.selection import Box

served: Final = threading.Event()
"""Set while a server of this process answers on the routes."""

PAGE: Final = 50
MOST_ROWS: Final = 200
_KEPT: Final = 512
"""Answers that are kept; none is much longer than 25 kB."""
_SMALL: Final = 1_000
"""Bytes below which an answer is not worth packing."""
_DAY_S: Final = 86_400
_DIGITS: Final = 4

_STATUS: Final[Mapping[type[GeoError], int]] = {
    BudgetError: 503,
    SnapshotError: 503,
    FactsError: 503,
    InputError: 400,
    QueryError: 404,
}


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of an answer, packed if that is worth it."""

    body: bytes
    gzipped: bool


_ANSWERS: Final[Kept[tuple[str, ...], Packed]] = Kept(_KEPT)


def mount(base: str, hosts: Hosts) -> Mount:
    """Return the routes below a base path, "" or "maps/room1"; `hosts` as in `Gate`."""
    inner = Mount("/", routes=[Route(path, endpoint) for path, endpoint in _ROUTES.items()])
    return Mount(f"{'/' if base else ''}{base.strip('/')}/api", app=Gate(inner, hosts))


# --- endpoints -----------------------------------------------------------------------------


def _aggregate(request: Request) -> Response:
    chosen = _filter(request)
    try:
        box, zoom = _box(request), math.floor(_number(request, "zoom"))
        return _answered(request, lambda of: answers.picture(views.picture(of, chosen, box, zoom), of.id))
    finally:
        turns.answered(request.query_params.get("snapshot", ""), chosen)


def _list(request: Request) -> Response:
    limit, offset = (int(_number(request, name, default)) for name, default in (("limit", PAGE), ("offset", 0)))
    if not (1 <= limit <= MOST_ROWS and offset >= 0):
        msg = f"limit is 1 to {MOST_ROWS}, offset 0 or more"
        raise InputError(msg)
    query = request.query_params
    if "key" in query:
        return _answered(request, lambda of: _one(of, int(_number(request, "key"))))
    part: views.Part = {"box": _box(request)} if "west" in query else {}
    if "place" in query:
        part["place"] = query["place"]
    if "near" in query:
        part["near"] = query["near"] == "1"

    def page(of: Snapshot) -> answers.Json:
        rows, total = views.numbers(of, _filter(request), limit=limit, offset=offset, **part)
        return answers.listed(views.frame_of(of, rows), rows.tolist(), total)

    return _answered(request, page)


def _one(of: Snapshot, key: int) -> answers.Json:
    frame = views.frame_of(of, [key]) if 0 <= key < 2**32 else views.at(of, "")
    if frame.empty:
        msg = f"there is no incident {key} in snapshot {of.id}"
        raise QueryError(msg)
    return answers.listed(frame, [key], 1)


def _incident(request: Request) -> Response:
    return _answered(request, lambda of: answers.incident(views.evidence(of, request.path_params["id"])))


def _histogram(request: Request) -> Response:
    name = request.query_params.get("unit", "")
    if name and name not in set(Unit):
        msg = f"unit is one of {', '.join(Unit)}"
        raise InputError(msg)

    def bins(of: Snapshot) -> answers.Json:
        chosen = replace(_filter(request), first=None, last=None)
        unit = Unit(name) if name else views.unit_of(of, Filter())
        return answers.histogram(views.bins(of, chosen, unit), views.bins(of, Filter(), unit), unit.value)

    return _answered(request, bins)


def _facets(request: Request) -> Response:
    return _answered(request, lambda of: answers.facets(views.facets(of, _filter(request))))


def _shape(request: Request) -> Response:
    id_ = request.path_params["id"]

    def outline(of: Snapshot) -> answers.Json:
        box = views.box_of(of, id_)
        shape = _outlines().of(id_, box)
        if shape is None:
            msg = f"there is no outline of {id_[:80]}"
            raise QueryError(msg)
        return dict(mapping(shape))

    return _answered(request, outline, max_age=_DAY_S)


def _saved(request: Request) -> Response:
    path = saving.kept(_settings(), request.path_params["token"], request.path_params["name"])
    if path is None:
        msg = "this file is no longer kept; save it anew"
        raise QueryError(msg)
    media = next((form.media for form in saving.FORMS.values() if path.name.endswith(form.suffix)), "application/octet-stream")
    return FileResponse(path, media_type=media, filename=path.name, headers={"Cache-Control": "private, no-store"})


def _told(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return the endpoint with what goes wrong told in words, and with no path or source in them that is nobody's business."""

    def answered(request: Request) -> Response:
        try:
            return endpoint(request)
        except GeoError as error:
            status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
            told = _NO_SNAPSHOT if isinstance(error, (SnapshotError, FactsError)) else str(error)
            return JSONResponse({"message": told}, status_code=status, headers={"Cache-Control": "no-store"})

    return answered


_NO_SNAPSHOT: Final = "there is no snapshot that can be read; run `python -m geo check`"

_ROUTES: Final[Mapping[str, Callable[[Request], Response]]] = {
    name: _told(endpoint)
    for name, endpoint in (
        ("/aggregate", _aggregate),
        ("/list", _list),
        ("/incident/{id:path}", _incident),
        ("/histogram", _histogram),
        ("/facets", _facets),
        ("/shape/{id:path}", _shape),
        ("/saved/{token}/{name}", _saved),
    )
}


# --- what all of them share ----------------------------------------------------------------


def _answered(request: Request, make: Callable[[Snapshot], answers.Json], max_age: int = 0) -> Response:
    """Return the answer that `make` makes of the snapshot, kept for whoever asks the same of it."""
    snapshot = opening.named(_settings(), request.query_params.get("snapshot", ""))
    asked = sorted((name, value) for name, value in request.query_params.multi_items() if name != "snapshot")
    key = (snapshot.id, request.url.path.rpartition("/api/")[2], json.dumps(asked))
    tag = f'"{hashlib.sha256(repr(key).encode()).hexdigest()[:24]}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"private, max-age={max_age}" if max_age else "private, no-cache",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    packed = _ANSWERS.get(key, lambda: _packed(make(snapshot)))
    body = packed.body
    if packed.gzipped:
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
    return Response(body, media_type="application/json", headers=headers)


def _packed(answer: answers.Json) -> Packed:
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    # Without a time in it the same answer has the same bytes.
    return Packed(gzip.compress(text, 6, mtime=0), gzipped=True) if len(text) > _SMALL else Packed(text, gzipped=False)


def _settings() -> Settings:
    return Settings.from_env(os.environ)


def _filter(request: Request) -> Filter:
    query = request.query_params
    return Filter.from_query({name: query.getlist(name) for name in query})


def _box(request: Request) -> Box:
    west, south, east, north = (round(_number(request, name), _DIGITS) for name in ("west", "south", "east", "north"))
    if not (west <= east <= west + 720 and west >= -540 and east <= 540 and south <= north):
        msg = f"not a view of the map: west {west}, south {south}, east {east}, north {north}"
        raise InputError(msg)
    return west, south, east, north


def _number(request: Request, name: str, default: float | None = None) -> float:
    told = request.query_params.get(name)
    if told is None and default is not None:
        return default
    try:
        number = float(told or "")
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        msg = f"{name} is a number"
        raise InputError(msg)
    return number


_SHAPES: Final[Kept[Settings, areas.Outlines]] = Kept(1)


def _outlines() -> areas.Outlines:
    told = _settings()
    return _SHAPES.get(told, lambda: areas.load(told))
