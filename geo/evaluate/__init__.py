"""Accuracy against labeled documents."""

from geo.evaluate.figures import score
from geo.evaluate.report import Confusion, FieldFigures, KindFigures, Match, Report, Share, read

__all__ = ["Confusion", "FieldFigures", "KindFigures", "Match", "Report", "Share", "read", "score"]
