"""The app's side of Streamlit: cached loaders, the filter, the URL, the map's mount. Only `server` imports it besides."""

from geo.ui import (
    afterwards,
    briefing,
    chronicle,
    contests,
    holdings,
    intake,
    launching,
    mount,
    panel,
    people,
    reach,
    report_card,
    rings,
    shelf,
    strip,
    table,
    visitor,
)
from geo.ui.frame import as_of, begin, current, warm_up
from geo.ui.guard import Guard, report
from geo.ui.loaders import documents, incidents
from geo.ui.state import State
from geo.ui.visitor import admitted

__all__ = [
    "Guard",
    "State",
    "admitted",
    "afterwards",
    "as_of",
    "begin",
    "briefing",
    "chronicle",
    "contests",
    "current",
    "documents",
    "holdings",
    "incidents",
    "intake",
    "launching",
    "mount",
    "panel",
    "people",
    "reach",
    "report",
    "report_card",
    "rings",
    "shelf",
    "strip",
    "table",
    "visitor",
    "warm_up",
]
