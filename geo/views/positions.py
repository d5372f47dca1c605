"""Which incidents are drawn at a position, and how far around it they may have been."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.model import Precision

UNIT: Final = 1e-5
"""Degrees; about a metre, and finer than any place is known."""

RADIUS_KM: Final = {Precision.EXACT: 1.0, Precision.SETTLEMENT: 5.0, Precision.NEAR: 25.0}
"""What is drawn at a position, and the radius of what was meant where the place does not say: a compound, a town, around it."""

Whole = npt.NDArray[np.int64]


def positioned(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `views.incidents` that are drawn at a position."""
    known = np.isfinite(incidents["lat"].astype(float)) & np.isfinite(incidents["lon"].astype(float))
    return incidents[incidents["mapped"].astype(bool) & known & incidents["place_precision"].isin(RADIUS_KM)]


def units(degrees: pd.Series[float]) -> Whole:
    """Return positions in whole `UNIT`."""
    whole: Whole = np.rint(degrees.astype(float).to_numpy() / UNIT).astype(np.int64)
    return whole


def tenths_of_km(incidents: pd.DataFrame) -> Whole:
    """Return for rows of `positioned` how far around its position each may have been, in tenths of a kilometre."""
    usual = incidents["place_precision"].map({str(level): km for level, km in RADIUS_KM.items()}).astype(float)
    km = incidents["uncertainty_km"].astype(float)
    tenths: Whole = np.rint(km.where(np.isfinite(km) & (km > 0), usual).to_numpy() * 10).astype(np.int64)
    return tenths
