"""Prints the smallest disc that covers each region of `launch_areas.csv` that is an area and no town, from `areas.parquet`."""

import numpy as np
import shapely

from geo import areas
from geo.geodesy import azimuth, destination, distances
from geo.model import LatLon
from geo.settings import Settings

REGIONS = {
    "anbar": ["IQ.01"],
    "kurdistan-region": ["IQ.11", "IQ.05", "IQ.08"],
    "saada-governorate": ["YE.15"],
    "western-iran": ["IR.10", "IR.13", "IR.16", "IR.23"],
}
ROUNDS = 20_000


def disc(codes: list[str]) -> tuple[LatLon, float]:
    """Return the center and the radius in km: the center moves toward whatever is farthest from it, in ever smaller steps."""
    outlines = areas.load(Settings())
    corners = np.concatenate([shapely.get_coordinates(outlines.of(f"admin1:{code}")) for code in codes])
    center = LatLon(corners[:, 1].mean(), corners[:, 0].mean())
    for step in range(2, ROUNDS):
        away = distances(center, corners[:, 1], corners[:, 0])
        far = LatLon(*corners[away.argmax(), ::-1])
        center = destination(center, azimuth(center, far), away.max() / step)
    return center, distances(center, corners[:, 1], corners[:, 0]).max() / 1000


for name, codes in REGIONS.items():
    center, radius = disc(codes)
    print(f"{name}: {center.lat:.2f}, {center.lon:.2f}, {radius:.0f} km")
