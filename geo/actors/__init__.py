"""Recognize who acts, is acted upon, or speaks; fold their names; know who belongs to whom."""

from geo.actors.directory import Directory, load
from geo.actors.recognize import recognize

__all__ = ["Directory", "load", "recognize"]
