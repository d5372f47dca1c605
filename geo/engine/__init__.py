"""Builds: the pipeline run over files, by this process or by many, and what came of it."""

from geo.engine.building import Built, build
from geo.engine.crew import CROWD, Plan
from geo.engine.progress import Progress, silent
from geo.engine.watching import watch

__all__ = ["CROWD", "Built", "Plan", "Progress", "build", "silent", "watch"]
