"""How far a system reaches: what was published, the band that it spans, and who is inside, maybe inside, outside."""

from geo.ranges.arsenal import Arsenal, LaunchArea, System, load
from geo.ranges.bands import MOST_KM, Band, Figure, FigureBasis, band
from geo.ranges.classes import RangeClass, classify, load_classes
from geo.ranges.own import OWN_FILES, area_of, area_token, parsed, system_of, system_token, written
from geo.ranges.reaching import ANSWERS, Reach, doubt_km, margin_km, reach, reaches

__all__ = [
    "ANSWERS",
    "MOST_KM",
    "OWN_FILES",
    "Arsenal",
    "Band",
    "Figure",
    "FigureBasis",
    "LaunchArea",
    "RangeClass",
    "Reach",
    "System",
    "area_of",
    "area_token",
    "band",
    "classify",
    "doubt_km",
    "load",
    "load_classes",
    "margin_km",
    "parsed",
    "reach",
    "reaches",
    "system_of",
    "system_token",
    "written",
]
