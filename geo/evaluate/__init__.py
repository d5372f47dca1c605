"""Accuracy against labeled documents."""

from geo.evaluate.figures import score
from geo.evaluate.keeping import Measured, keep, kept
from geo.evaluate.report import Confusion, FieldFigures, KindFigures, Match, Report, Share, read

__all__ = ["Confusion", "FieldFigures", "KindFigures", "Match", "Measured", "Report", "Share", "keep", "kept", "read", "score"]
