"""News that nobody wrote of things that never happened, with a list of what did: to measure reading, joining and growth with."""

from geo.newsroom.archive import MOST, Written, truth_of, write

__all__ = ["MOST", "Written", "truth_of", "write"]
