"""The words for values, dates and numbers, the same on every page."""

from __future__ import annotations

from typing import Final

from geo.model import ActorRole as Role
from geo.views import ActorRole
from geo.views.phrases import count, day, people, period, sourced

__all__ = ["BASES", "PARTS", "ROLES", "count", "day", "people", "period", "sourced"]

ROLES: Final = {
    ActorRole.ANY: "in any role",
    ActorRole.PERPETRATOR: "did it, or is said to",
    ActorRole.TARGET: "was the target",
    ActorRole.SPEAKER: "says so",
    ActorRole.MENTIONED: "is at least mentioned",
}
"""How an actor of the filter takes part."""

PARTS: Final = {
    Role.PERPETRATOR: "perpetrator, as stated",
    Role.ACCUSED: "accused",
    Role.CLAIMANT: "claims it",
    Role.TARGET: "target",
    Role.SPEAKER: "says so",
}
"""What an actor does in a claim."""

BASES: Final = {
    "metadata": "stated in the file that came with it",
    "stated": "stated in the text",
    "url": "from its address",
    "weekday": "worked out from the weekdays it names",
    "office_holders": "worked out from who held office",
    "same_events": "worked out from events that other reports date",
    "unknown": "not known",
}
"""How the publication date of a document is known."""
