"""The app's side of Streamlit: cached loaders, the filter, the URL, the map's mount. Only `server` imports it besides."""

from geo.ui import mount, panel, rings, shelf, table
from geo.ui.frame import as_of, begin, current, end, warm_up
from geo.ui.guard import Guard, report
from geo.ui.loaders import document, documents, evidence, headline, incidents, not_on_map, snapshot
from geo.ui.memory import change, link, remember
from geo.ui.state import State

__all__ = [
    "Guard",
    "State",
    "as_of",
    "begin",
    "change",
    "current",
    "document",
    "documents",
    "end",
    "evidence",
    "headline",
    "incidents",
    "link",
    "mount",
    "not_on_map",
    "panel",
    "remember",
    "report",
    "rings",
    "shelf",
    "snapshot",
    "table",
    "warm_up",
]
