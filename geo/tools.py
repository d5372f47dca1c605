"""What the stages need, loaded once at the edge and passed down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.language import Language

from geo import actors, claims, gazetteer, offices, text
from geo.actors import Directory
from geo.claims import Lexicon, Triggers
from geo.gazetteer import Gazetteer
from geo.offices import Tenure
from geo.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Language model, gazetteer, directory of actors, lexicon of predicates, its triggers, and who held which office."""

    nlp: Language
    gazetteer: Gazetteer
    directory: Directory
    lexicon: Lexicon
    triggers: Triggers
    tenures: tuple[Tenure, ...]


def equip(settings: Settings) -> Tools:
    """
    Return the tools that the settings ask for.

    Raises
    ------
    SettingsError
        If the language model is not installed.
    FactsError
        If a table in `data/` is missing or wrong.
    """
    known = gazetteer.load(settings)
    lexicon = claims.load(settings)
    return Tools(
        nlp=text.load(settings.model),
        gazetteer=known,
        directory=actors.load(settings),
        lexicon=replace(lexicon, peoples=known.peoples(), capitals=known.seats()),
        triggers=claims.load_triggers(lexicon, settings),
        tenures=offices.load(settings),
    )
