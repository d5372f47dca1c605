"""Reports of what happened, each in the words of one outlet, with its own figures now and then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import Final

from geo.newsroom.happening import Happening
from geo.newsroom.stock import Form, Outlet, details
from geo.newsroom.wording import Pen, capital, people, weekday, written

_OTHER_FIGURES: Final = 0.15
"""Share of reports that count the dead differently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it is printed, with what it says of the happening that it tells."""

    headline: str
    paragraphs: tuple[str, ...]
    outlet: Outlet
    day: date
    """Of publication."""
    dated: bool
    """Whether anything beside the text says that day."""
    happening: str = ""
    killed: int | None = None
    """How many it says were killed; None where it says no number."""


def tell(happening: Happening, pen: Pen, outlet: Outlet, *, follow: bool = False) -> Report:
    """Return a report of a happening; one that follows up knows what came of it."""
    told, stock, dice = happening, pen.stock, pen.dice
    if happening.killed > 2 and dice.random() < _OTHER_FIGURES:
        told = replace(happening, killed=max(1, happening.killed + dice.choice((-2, -1, 1, 2))))
    pen.said = _slots(told, pen, outlet)
    of, family = stock.tellings[told.kind.value], stock.tellings[details(told.kind)]
    lead = _pick(of["follow"] if follow and "follow" in of and told.killed > 2 else of["lead"], told, dice)
    body = [pen.write(lead)]
    counted = lead.asks("dead", "Dead", "n")
    if told.is_deadly and told.killed and not counted:
        body.append(pen.write(_pick([one for one in family["toll"] if one.asks("n", "Dead")], told, dice)))
        counted = True
    anyway = stock.tellings["any"]
    rest = (
        *_sample([one for one in family["detail"] if fits(one, told)], dice, 1, 5),
        *_sample(family.get("credit", ()), dice, 0, 1),
        *_sample(anyway["react"], dice, 0, 2),
        *_sample((*anyway["back"], *family.get("back", ())), dice, 0, 4),
    )
    body += [pen.write(one) for one in rest]
    paragraphs = [*_front(pen), *_joined(_opened(body, pen, told, outlet), dice)]
    if dice.random() < 0.25:
        paragraphs.append(pen.write(dice.choice(anyway["end"])))
    return Report(
        headline=capital(pen.write(_pick(of["headline"], told, dice))),
        paragraphs=tuple(paragraphs),
        outlet=outlet,
        day=pen.today,
        dated=pen.dated,
        happening=happening.id,
        killed=told.killed if told.is_deadly and counted else None,
    )


def carry(report: Report, happening: Happening, pen: Pen, outlet: Outlet) -> Report:
    """Return the copy of an agency's report that another outlet prints: the same words under another headline, cut at the end."""
    dice = pen.dice
    pen.said = _slots(replace(happening, killed=report.killed or 0), pen, outlet)
    forms = pen.stock.tellings[happening.kind.value]["headline"]
    known = replace(happening, killed=report.killed or 0)
    kept = max(2, len(report.paragraphs) - dice.randint(0, 2))
    return replace(
        report, headline=capital(pen.write(_pick(forms, known, dice))), paragraphs=report.paragraphs[:kept], outlet=outlet
    )


def _slots(told: Happening, pen: Pen, outlet: Outlet) -> dict[str, str]:
    dice = pen.dice
    dead = people(told.killed, "people", digits=pen.digits)
    if told.killed > 1 and dice.random() < 0.3:
        dead = f"at least {dead}"
    taken = people(told.taken, told.whom, digits=pen.digits)
    number = told.killed if told.is_deadly else told.taken
    hurt = people(told.injured, "people", digits=pen.digits)
    day, bare = pen.day(told.day), told.site.split(" ", 1)[1]
    return {
        "where": pen.where(told.town),
        "town": told.town.name,
        "country": told.town.land,
        "day": day,
        "days": pen.day_of(told.day),
        "site": told.site,
        "Site": capital(told.site),
        "bare": bare,
        "Bare": capital(bare),
        "dead": dead,
        "Dead": capital(dead),
        "n": people(number, "", digits=pen.digits).strip(),
        "N": capital(people(number, "", digits=pen.digits).strip()),
        "hurt": hurt,
        "others": people(told.injured, "others", digits=pen.digits),
        "Hurt": capital(hurt),
        "doer": told.doer,
        "Doer": capital(told.doer),
        "Doers": capital(told.doer),
        "foe": told.foe,
        "taken": taken,
        "Taken": capital(taken),
        "victims": told.whom,
        "cause": told.cause,
        "crime": told.crime,
        "agency": outlet.code or outlet.name,
    }


def _pick(forms: Sequence[Form], told: Happening, dice: Random) -> Form:
    """Return a form that asks for no figure that there is none of, and hides none that there is."""
    return dice.choice([one for one in forms if fits(one, told)])


def fits(form: Form, told: Happening) -> bool:
    """Return whether a form can be written of a happening with these figures."""
    harmed = bool(told.killed or told.injured)
    if form.toll:
        return harmed == (form.toll == "some")
    if form.asks("dead", "Dead") and not told.killed:
        return False
    if form.asks("n", "N") and told.is_deadly and not told.killed:
        return False
    return not (form.asks("hurt", "Hurt", "others") and not told.injured)


def _sample(forms: Sequence[Form], dice: Random, least: int, most: int) -> list[Form]:
    return dice.sample(forms, min(len(forms), dice.randint(least, most)))


def _front(pen: Pen) -> list[str]:
    """Return the lines above the text: who wrote it, and when."""
    lines = []
    if pen.dice.random() < 0.25:
        lines.append(pen.write(Form(text="By {person}")))
    if pen.dated and pen.dice.random() < 0.2:
        lines.append(f"{weekday(pen.today)}, {written(pen.today, year=True, british=pen.british)}")
    return lines


def _opened(body: list[str], pen: Pen, told: Happening, outlet: Outlet) -> list[str]:
    """Return the text with the dateline that it is printed with."""
    dice, land = pen.dice, told.town.land.removeprefix("the ")
    if dice.random() < 0.25:
        return body
    credit = f" ({outlet.code})" if outlet.code else ""
    day = f", {written(pen.today, year=False, british=False)}" if pen.dated and dice.random() < 0.3 else ""
    country = "" if told.town.famous else f", {land}"
    return [f"{told.town.name.upper()}{country}{day}{credit} - {body[0]}", *body[1:]]


def _joined(sentences: Sequence[str], dice: Random) -> list[str]:
    """Return paragraphs of one to three sentences; the first sentence stands alone."""
    found, at = [sentences[0]], 1
    while at < len(sentences):
        step = dice.randint(1, 3)
        found.append(" ".join(sentences[at : at + step]))
        at += step
    return found
