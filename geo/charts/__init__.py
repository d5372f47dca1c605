"""Views as Altair charts; the only room that imports altair."""

from geo.charts.bars import bars, strip
from geo.charts.graph import GRAPHED, graph
from geo.charts.histogram import BRUSH, histogram
from geo.charts.ink import PICK, Chart
from geo.charts.matrix import matrix
from geo.charts.timeline import MOST, Scene, counted, fits, timeline

__all__ = [
    "BRUSH",
    "GRAPHED",
    "MOST",
    "PICK",
    "Chart",
    "Scene",
    "bars",
    "counted",
    "fits",
    "graph",
    "histogram",
    "matrix",
    "strip",
    "timeline",
]
