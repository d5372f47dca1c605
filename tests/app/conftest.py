"""The app as its visitor's session sees it, on invented snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.model import Atlas
from geo.settings import home
from geo.ui import frame
from tests.app import quarrel, world

Visit = Callable[..., AppTest]


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a snapshot by name: "small", "quarrel", "brigades", "crowded", "hostile", "empty" or "none"."""
    made: dict[str, Path] = {}
    atlases: Mapping[str, Callable[[], Atlas | None]] = {
        "small": world.world,
        "crowded": lambda: world.crowded(1000),
        "hostile": world.hostile,
        "quarrel": quarrel.quarrel,
        "brigades": lambda: quarrel.brigades(300),
        "empty": Atlas,
        "none": lambda: None,
    }

    def folder(name: str) -> Path:
        if name not in made:
            made[name] = tmp_path_factory.mktemp(name)
            atlas = atlases[name]()
            if atlas is not None:
                world.publish(atlas, made[name])
        return made[name]

    return folder


@pytest.fixture
def visit(folders: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Return what opens a page of the app on a snapshot: `visit("small", "pages/table.py", kind="seizure")`."""

    def open_page(snapshot: str | Path = "small", page: str = "", **query: str | list[str]) -> AppTest:
        folder = snapshot if isinstance(snapshot, Path) else folders(snapshot)
        monkeypatch.setenv("INCIDENT_ATLAS_BUILD", str(folder))
        monkeypatch.setattr(frame, "_freeze", bool)  # it would freeze the leftovers of other tests too
        app = AppTest.from_file(str(home() / "dashboard.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params["from" if name == "since" else name] = value
        app.run()
        return app.switch_page(page).run() if page else app

    return open_page
