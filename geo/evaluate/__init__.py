"""Accuracy against labeled documents."""

from geo.evaluate.figures import Report, score

__all__ = ["Report", "score"]
