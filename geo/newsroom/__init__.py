"""News that nobody wrote of things that never happened, with a list of what did: to measure reading, joining and growth with."""

from geo.newsroom.archive import MOST, TRUTH, Written, truth_of, write
from geo.newsroom.judging import Verdict, judge

__all__ = ["MOST", "TRUTH", "Verdict", "Written", "judge", "truth_of", "write"]
