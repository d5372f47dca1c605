"""Words that match a form of time and are none: names, verbs, amounts, terms."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geo.dates.expression import Expression, Sense
from geo.dates.tense import verb_of

_NAMES: Final = frozenset({"PERSON", "ORG", "WORK_OF_ART", "FAC", "PRODUCT"})
_NAMED_DAYS: Final = frozenset({"black", "bloody", "good", "easter", "palm", "holy", "ash", "super", "cyber", "maundy", "giving"})
"""Words before a weekday that make it a name: Bloody Sunday."""
_YEAR_LEADS: Final = frozenset(
    {
        "in", "since", "by", "of", "during", "from", "until", "till", "through", "throughout", "before", "after", "between",
        "and", "to", "late", "early", "mid", "around", "circa", "the", "this", "back", "for",
        ",", "(", "-", "--", "\u2013", "\u2014",
    }
)  # fmt: skip
_HAPPENINGS: Final = frozenset(
    {
        "attack", "bombing", "election", "protest", "riot", "war", "sanction", "clash", "uprising", "talk", "killing", "strike",
        "revolution", "invasion", "blast", "explosion", "raid", "demonstration", "agreement", "accord", "summit", "conflict",
        "crisis", "hostility", "negotiation", "kidnapping", "shooting", "massacre",
    }
)  # fmt: skip
"""Plural nouns that a year may stand before ("the 2011 protests"); before others it is an amount ("2000 soldiers")."""
_MEASURES: Final = frozenset({"hours", "hrs", "gmt", "utc", "local", "%", "percent", "people", "km", "miles", "metres", "meters"})
_TERMS: Final = frozenset(
    {"jail", "sentence", "imprison", "ban", "bar", "suspend", "extend", "postpone", "delay", "last", "close", "hide"}
)
"""Verbs whose "for two years" says how long, not since when."""
_HAVE: Final = frozenset({"have", "has", "'ve", "\u2019ve"})
_MODALS: Final = frozenset({"May", "MAY", "March", "MARCH"})
_SHORT_NAMES: Final = frozenset({"june", "july", "may"})
_ABBREVIATION: Final = 4


def _is_a_name(one: Expression, first: Token, last: Token) -> bool:
    """Theresa May, the Sunday Telegraph, Bloody Sunday."""
    lead = first.nbor(-1).lower_ if first.i else ""
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    if one.sense is Sense.WEEKDAY and (
        lead in _NAMED_DAYS or (lead == "the" and following is not None and following.pos_ == "PROPN")
    ):
        return True
    if one.sense not in {Sense.MONTH, Sense.WEEKDAY, Sense.SEASON} or one.year:
        return False
    is_amid = following is not None and following.pos_ == "PROPN" and following.ent_iob_ == "I"
    return last.ent_type_ in _NAMES and (one.sense is Sense.MONTH or is_amid)


def _names_a_feast(one: Expression, first: Token, last: Token) -> bool:  # the table calls all alike
    """Return whether a feast is part of a name: Ramadan Shallah, Christmas Island, the Boxing Day Test."""
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    before = first.nbor(-1) if first.i else None
    person = last.ent_type_ == "PERSON" or (before is not None and before.pos_ == "PROPN" and before.ent_type_ == "PERSON")
    return one.sense is Sense.FEAST and (person or (following is not None and following.pos_ == "PROPN"))


def _is_a_verb(one: Expression, first: Token, last: Token) -> bool:
    """May and March at the head of a sentence, or an abbreviation without its stop."""
    if one.sense is not Sense.MONTH or one.year or one.turn is not None or one.part or one.year_turn is not None:
        return False
    if last.text in _MODALS:
        led = first.i and first.nbor(-1).pos_ in {"ADP", "SCONJ", "CCONJ"}
        return last.tag_ in {"MD", "VB", "VBP"} or not led
    return len(one.words) <= _ABBREVIATION and not one.words.endswith(".") and one.words.lower() not in _SHORT_NAMES


def _is_an_amount(one: Expression, first: Token, last: Token) -> bool:
    """2000 soldiers, Resolution 1701, 0600 hours."""
    if one.sense is not Sense.YEAR or not one.words.isdigit():
        return False
    following = last.nbor(1) if last.i + 1 < len(last.doc) else None
    counts = following is not None and following.tag_ == "NNS" and following.lemma_.lower() not in _HAPPENINGS
    # "In 1991 rebels took the town": the parser hangs the year on "in", and does not count with it
    if counts and last.dep_ != "pobj":
        return True
    if following is not None and following.lower_ in _MEASURES:
        return True
    leads = first.nbor(-1).lower_ if first.i else ""
    return leads not in _YEAR_LEADS and not (following is not None and following.pos_ == "NOUN")


def _is_a_title(one: Expression, first: Token, last: Token) -> bool:
    """Return whether it is the year of a law or of games: "the 2018 National Defense Authorization Act"."""
    if one.sense is not Sense.YEAR or not one.words.isdigit() or not first.i or last.i + 1 >= len(last.doc):
        return False
    return last.nbor(1).pos_ == "PROPN" and (first.nbor(-1).pos_ == "DET" or first.nbor(-1).tag_ in {"POS", "PRP$"})


def _is_a_term(one: Expression, first: Token, last: Token) -> bool:
    """Jailed for two years, hidden for hours: a stretch that does not reach today unless something has gone on that long."""
    if one.sense is not Sense.LASTING or not one.words.lower().startswith("for"):
        return False
    if last.doc[first.i + 1].lower_ == "the":
        return False
    verb = verb_of(first)
    return verb is None or verb.lemma_.lower() in _TERMS or not any(child.lower_ in _HAVE for child in verb.children)


def _is_day_by_day(one: Expression, _: Token, last: Token) -> bool:
    """Day after day."""
    return one.sense in {Sense.AFTER, Sense.BEFORE} and last.i + 1 < len(last.doc) and last.nbor(1).lower_ == one.unit


LOOK_ALIKES: Final = (_is_a_name, _names_a_feast, _is_a_verb, _is_an_amount, _is_a_title, _is_a_term, _is_day_by_day)
"""Each says why words that match a form are no date; the first that says so is enough."""
