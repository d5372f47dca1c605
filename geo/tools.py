"""What the stages need, loaded once at the edge and passed down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.language import Language

from geo import actors, claims, gazetteer, offices, rangeclaims, ranges, text
from geo.actors import Directory
from geo.claims import Lexicon, Triggers
from geo.gazetteer import Gazetteer
from geo.offices import Tenure
from geo.rangeclaims import Terms
from geo.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Language model, gazetteer, directory of actors, lexicon of predicates and its triggers, terms of range, office holders."""

    nlp: Language
    gazetteer: Gazetteer
    directory: Directory
    lexicon: Lexicon
    triggers: Triggers
    terms: Terms
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
        # The systems of a user are shown beside the claims and change nothing that a build reads.
        terms=rangeclaims.load(settings, ranges.load(settings, own=False)),
        tenures=offices.load(settings),
    )
