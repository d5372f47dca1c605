"""Several processes of the app behind nginx, with decks in PostgreSQL: started together, watched, stopped in order."""

from geo.serving.plan import Certificate, Plan
from geo.serving.running import run

__all__ = ["Certificate", "Plan", "run"]
