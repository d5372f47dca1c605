"""Builds: the pipeline run over files, by this process or by many, and what came of it."""

from geo.engine.building import Built, build
from geo.engine.crew import CROWD, Hands
from geo.engine.progress import Progress, silent

__all__ = ["CROWD", "Built", "Hands", "Progress", "build", "silent"]
