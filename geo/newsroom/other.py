"""Reports of everything else: sport, markets, the weather, a festival; war is in them as a figure of speech, or long past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from geo.newsroom.happening import pick_town
from geo.newsroom.reporting import Report
from geo.newsroom.stock import Form, Forms, Outlet, Stock
from geo.newsroom.wording import Pen, weekday

WARLIKE: Final = 0.5
"""Share of reports on other things in which words of war are used for something else, or tell of what is long past."""
_ASIDES: Final = 16
"""Sentences that could stand in any report."""


def write(stock: Stock, outlet: Outlet, day: date, dice: Random) -> Report:
    """Return a report that tells of no incident."""
    pen = _pen(stock, day, dice)
    forms = stock.others[dice.choice(sorted(stock.others.keys() - {"any"}))]
    figures = forms.get("figure", ())
    warlike = dice.sample(figures, min(len(figures), dice.randint(1, 3))) if dice.random() < WARLIKE else []
    sentences = [*forms["body"], *warlike, *dice.sample(stock.others["any"]["body"], _ASIDES)]
    paragraphs = _paragraphs(dice.sample(sentences, len(sentences)), pen, dice.randint(3, 15))
    if dice.random() < 0.5:
        paragraphs[0] = f"{pen.said['town'].upper()} - {paragraphs[0]}"
    return _report(forms["headline"], paragraphs, pen, outlet)


def foreign(stock: Stock, outlet: Outlet, day: date, dice: Random) -> Report:
    """Return a report in another language than English."""
    pen = _pen(stock, day, dice)
    forms: Forms = stock.foreign
    chosen = forms[dice.choice(sorted(forms))]
    return _report(chosen["headline"], _paragraphs(dice.sample(chosen["body"], len(chosen["body"])), pen, 4), pen, outlet)


def _pen(stock: Stock, day: date, dice: Random) -> Pen:
    pen = Pen(stock=stock, dice=dice, today=day)
    home, guest = pick_town(stock, dice), pick_town(stock, dice)
    last = dice.choice(stock.words["last"])
    pen.said = {
        "town": home.name,
        "country": home.land,
        "club": f"{home.name} {dice.choice(('United', 'City', 'Rovers', 'Athletic'))}",
        "rival": f"{dice.choice(('Dynamo', 'Sporting', 'Real', 'Racing'))} {guest.name}",
        "company": f"{last} {dice.choice(('Foods', 'Steel', 'Motors', 'Bank', 'Energy', 'Air'))}",
        "rivalco": f"{dice.choice(stock.words['last'])} {dice.choice(('Group', 'Holdings', 'Industries'))}",
        "party": f"the {dice.choice(('Green', 'Labor', 'National', 'Liberal', 'Farmers'))} Party",
        "last": last,
        "weekday": weekday(day),
    }
    return pen


def _paragraphs(forms: Sequence[Form], pen: Pen, many: int) -> list[str]:
    """Return so many paragraphs of one to three sentences, fewer where there are not enough sentences; none stands twice."""
    sentences = [pen.write(one) for one in forms]
    found: list[str] = []
    at = 0
    while at < len(sentences) and len(found) < many:
        step = pen.dice.randint(1, 3)
        found.append(" ".join(sentences[at : at + step]))
        at += step
    return found


def _report(headlines: tuple[Form, ...], paragraphs: list[str], pen: Pen, outlet: Outlet) -> Report:
    return Report(
        headline=pen.write(pen.dice.choice(headlines)),
        paragraphs=tuple(paragraphs),
        outlet=outlet,
        day=pen.today,
        dated=pen.dice.random() < 0.95,
    )
