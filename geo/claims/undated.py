"""When a happening took place of which no date is told: near its report, lately, or at some time before, by tense and words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from spacy.tokens import Token

from geo.claims import grammar
from geo.claims.mention import Mention
from geo.claims.scene import Scene
from geo.dates.resolution import LOOSE
from geo.model import DatePrecision, Document, When

LATELY: Final = timedelta(days=31)
"""How far "recently" reaches back, and what is only counted up."""
A_WEEK: Final = timedelta(days=7)
NEWS: Final = timedelta(days=1)
"""News is of the day of publication or the day before."""
BEFORE: Final = frozenset({"previously", "formerly", "beforehand", "historically", "originally", "traditionally"})
BEFORE_NOUN: Final = frozenset({"previous", "past", "former", "earlier", "prior", "preceding", "historic", "historical"})
OF_LATE: Final = frozenset({"recent", "recently", "lately"})
OFTEN: Final = frozenset(
    {"often", "frequently", "regularly", "routinely", "sometimes", "occasionally", "periodically", "usually"}
)
AMOUNTS: Final = frozenset({"hundred", "hundreds", "thousands", "thousand", "scores", "series", "spate", "string", "wave"})
"""What adds up in more than a day."""
ANALYSIS: Final = frozenset(
    {"analysis", "opinion", "editorial", "commentary", "comment", "explainer", "backgrounder", "profile", "timeline", "feature"}
)
"""First words of the titles of what is no report of the day."""


def by_default(mention: Mention, scene: Scene) -> tuple[When, str]:
    """Return the date of an undated happening from that of its report, and the reason."""
    published = scene.document.published.when
    if published.last is None or published.first is None:
        return When(), "neither the sentence nor the document gives a date"
    if published.last - published.first > LOOSE:
        return When(), f"no date is given, and the report is only known to be from {published.first} to {published.last}"
    for rule in RULES:
        found = rule(mention, scene)
        if found is not None:
            return found
    return fresh(scene.document), "no date is given; news of the day of publication or the day before"


def fresh(document: Document) -> When:
    """Return the day of publication and the day before."""
    first, last = document.published.when.first, document.published.when.last
    if first is None or last is None:
        return When()
    precision = DatePrecision.DAY if last - first <= NEWS else DatePrecision.WEEK
    return When(first=first - NEWS, last=last, precision=precision)


# --- what words and tense say --------------------------------------------------------------

Found = tuple[When, str] | None


def _before(mention: Mention, scene: Scene) -> Found:
    """Heed words that put it into an earlier time."""
    word = _modified(mention, BEFORE, BEFORE_NOUN) or _in_the_past(mention)
    return (_open(scene), f"the word {word!r} says that it was earlier; no date is given") if word else None


def _pluperfect(mention: Mention, scene: Scene) -> Found:
    """Heed a tense that puts it before something else."""
    if any(_had(member) and not _is_reported(member, scene) for member in mention.members):
        return _open(scene), "told as something that had already happened; no date is given"
    return None


def _recent(mention: Mention, scene: Scene) -> Found:
    word = _modified(mention, OF_LATE, OF_LATE)
    return (_back(scene, LATELY, DatePrecision.MONTH), f"no date is given but {word!r}") if word else None


def _habit(mention: Mention, scene: Scene) -> Found:
    word = _modified(mention, OFTEN, frozenset())
    return (_open(scene), f"told of many times: {word!r}; no date is given") if word else None


def _added_up(mention: Mention, scene: Scene) -> Found:
    """Heed what has come together up to now: "hundreds have been killed"."""
    if scene.is_lede(mention.trigger.idx) or not any(_has(member) for member in mention.members):
        return None
    counted = (*mention.targets, *mention.agents, *(victim for _, victim in mention.harmed))
    words = {child.lower_ for one in counted for child in (one, *one.children, one.head.head)}
    if not words & AMOUNTS:
        return None
    return _back(scene, LATELY, DatePrecision.MONTH), "counted up to the report; since when is not said"


def _analyzed(_mention: Mention, scene: Scene) -> Found:
    """Date what an analysis tells by the last weeks."""
    title = scene.document.title.split()
    if title and title[0].strip(":|-").lower() in ANALYSIS:
        return _back(scene, LATELY, DatePrecision.MONTH), f"no date is given, and {title[0]!r} is no report of the day"
    return None


def _going_on(mention: Mention, scene: Scene) -> Found:
    """Date what lasts by the report, unless a verb puts all of it into the past."""
    is_over = any(member.tag_ == "VBD" and member.lemma_ != "continue" for member in mention.members)
    if not mention.row.ongoing or is_over:
        return None
    return _back(scene, A_WEEK, DatePrecision.WEEK), "no date is given; it was going on when the report was published"


RULES: Final[tuple[Callable[[Mention, Scene], Found], ...]] = (
    _before,
    _pluperfect,
    _recent,
    _habit,
    _added_up,
    _analyzed,
    _going_on,
)
"""The first that speaks is heard."""


# --- the grammar behind them ---------------------------------------------------------------


def _open(scene: Scene) -> When:
    return When(last=scene.document.published.when.last, precision=DatePrecision.OPEN)


def _back(scene: Scene, reach: timedelta, precision: DatePrecision) -> When:
    published = scene.document.published.when
    return When(first=published.first and published.first - reach, last=published.last, precision=precision)


def _modified(mention: Mention, verbs: frozenset[str], nouns: frozenset[str]) -> str:
    """Return the word beside the happening that is one of these."""
    for member in mention.members:
        words = verbs if grammar.is_verb(member) else nouns
        for child in member.children:
            if child.dep_ in {"advmod", "amod", "npadvmod"} and child.lower_ in words:
                return child.text
    return ""


def _in_the_past(mention: Mention) -> str:
    for member in mention.members:
        for child in member.children:
            if child.dep_ == "prep" and any(one.lower_ == "past" and one.dep_ == "pobj" for one in child.children):
                return f"{child.text} the past"
    return ""


def _had(member: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "had" for child in member.children)


def _has(member: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ in {"has", "have", "'ve", "\u2019ve"} for child in member.children)


def _is_reported(member: Token, scene: Scene) -> bool:
    """Return whether "had" only follows the tense of who tells it: "officials said that ten had been killed"."""
    node = member
    while node.dep_ == "conj" and node.head.i != node.i:
        node = node.head
    return node.dep_ in {"ccomp", "parataxis"} and node.head.lemma_.lower() in scene.lexicon.speech
