"""Reports of everything else: sport, markets, the weather, a festival; war is in them as a figure of speech, or long past."""

from __future__ import annotations

from datetime import date
from random import Random

from geo.newsroom.happening import pick_town
from geo.newsroom.reporting import Report
from geo.newsroom.stock import Form, Forms, Outlet, Stock
from geo.newsroom.wording import Pen, weekday


def write(stock: Stock, outlet: Outlet, day: date, dice: Random) -> Report:
    """Return a report that tells of no incident."""
    pen = _pen(stock, day, dice)
    forms = stock.others[dice.choice(sorted(stock.others))]
    paragraphs = _paragraphs(forms["body"], pen, dice.randint(3, 15))
    if dice.random() < 0.5:
        paragraphs[0] = f"{pen.said['town'].upper()} - {paragraphs[0]}"
    return _report(forms["headline"], paragraphs, pen, outlet)


def foreign(stock: Stock, outlet: Outlet, day: date, dice: Random) -> Report:
    """Return a report in another language than English."""
    pen = _pen(stock, day, dice)
    forms: Forms = stock.foreign
    chosen = forms[dice.choice(sorted(forms))]
    return _report(chosen["headline"], _paragraphs(chosen["body"], pen, 4), pen, outlet)


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


def _paragraphs(forms: tuple[Form, ...], pen: Pen, many: int) -> list[str]:
    dice = pen.dice
    sentences: list[str] = []
    while len(sentences) < 2 * many:
        sentences += [pen.write(one) for one in dice.sample(forms, len(forms))]
    found, at = [], 0
    for _ in range(many):
        step = dice.randint(1, 3)
        found.append(" ".join(sentences[at : at + step]))
        at += step
    return [one for one in found if one]


def _report(headlines: tuple[Form, ...], paragraphs: list[str], pen: Pen, outlet: Outlet) -> Report:
    return Report(
        headline=pen.write(pen.dice.choice(headlines)),
        paragraphs=tuple(paragraphs),
        outlet=outlet,
        day=pen.today,
        dated=pen.dice.random() < 0.95,
    )
