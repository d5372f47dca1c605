"""
What each field of a record is taken from, for each format that is known.

An expression is SQL over one row of text. `<name>` stands for the cell in the column of that name, whatever the case of its
letters; it is NULL where the cell is empty and where the file has no such column. `<*.lat>` is the first column whose name ends
so, `<#2>` the third column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "native": "VARCHAR",
    "kind1": "VARCHAR",
    "kind2": "VARCHAR",
    "kind3": "VARCHAR",
    "place_code": "VARCHAR",
    "date_code": "VARCHAR",
    "status": "VARCHAR",
    "first": "VARCHAR",
    "last": "VARCHAR",
    "year": "VARCHAR",
    "updated": "VARCHAR",
    "place_name": "VARCHAR",
    "place_kind": "VARCHAR",
    "admin1": "VARCHAR",
    "country1": "VARCHAR",
    "country2": "VARCHAR",
    "lat": "VARCHAR",
    "lon": "VARCHAR",
    "km": "VARCHAR",
    "one_side": "VARCHAR[]",
    "other_side": "VARCHAR[]",
    "weapon": "VARCHAR",
    "killed_low": "VARCHAR",
    "killed_high": "VARCHAR",
    "injured_low": "VARCHAR",
    "injured_high": "VARCHAR",
    "title": "VARCHAR",
    "note": "VARCHAR",
    "source": "VARCHAR",
    "url": "VARCHAR",
}
"""
Of a recipe, with their types. `kind1` to `kind3` are codes of `data/imports/kinds.csv`, the narrowest first; `country1` is "n:"
and a number of ISO 3166, "f:" and a code of FIPS 10-4, or a name, and `country2` a second way to say it. `one_side` did it, or
took part as `other_side` did where the kind of incident does not say who suffered it. What a recipe leaves out is not known.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the rows of one format become records."""

    format: str
    codes: str
    """Which rows of `data/imports/places.csv` and `dates.csv` hold for it: the format, or "words"."""
    kinds: str
    """Which rows of `data/imports/kinds.csv` do."""
    marks: tuple[str, ...] = ()
    """Columns that tell the format."""
    fields: Mapping[str, str] = field(default_factory=dict)
    exact: str = "near"
    """The code of a position where the row does not say how exact it is."""
    dated: str = "day"
    """The code of a date where the row does not say how exact it is."""
    directed: bool = False
    """Whether one side always did to the other what happened."""
    zero_is_unsaid: bool = False
    """Whether nobody killed means that nothing was reported."""
    order: str = ""
    """"dmy" or "mdy": what 3/4/2031 means; "" where no such dates are read."""


def _split(*columns: str) -> str:
    """Return SQL for the names in cells that separate several by semicolons."""
    parts = ", ".join(f"<{column}>" for column in columns)
    return f"string_split(concat_ws(';', {parts}), ';')"


ACLED: Final = Recipe(
    format="acled",
    codes="acled",
    kinds="acled",
    marks=("event_date", "event_type", "sub_event_type", "actor1", "latitude", "longitude"),
    fields={
        "native": "coalesce(<event_id_cnty>, <data_id>)",
        "kind1": "lower(<sub_event_type>)",
        "kind2": "lower(<event_type>)",
        "place_code": "<geo_precision>",
        "date_code": "<time_precision>",
        "first": "<event_date>",
        "year": "<year>",
        "updated": "CASE WHEN regexp_matches(<timestamp>, '^[0-9]{9,10}$') "
        "THEN strftime(make_timestamp(<timestamp>::BIGINT * 1000000), '%Y-%m-%d') END",
        "place_name": "<location>",
        "admin1": "<admin1>",
        "country1": "'n:' || <iso>",
        "country2": "<country>",
        "lat": "<latitude>",
        "lon": "<longitude>",
        "one_side": _split("actor1", "assoc_actor_1"),
        "other_side": _split("actor2", "assoc_actor_2"),
        "killed_low": "<fatalities>",
        "killed_high": "<fatalities>",
        "title": "coalesce(<sub_event_type>, <event_type>)",
        "note": "<notes>",
        "source": "<source>",
    },
    exact="2",
    dated="1",
    zero_is_unsaid=True,
    order="dmy",
)

UCDP: Final = Recipe(
    format="ucdp",
    codes="ucdp",
    kinds="ucdp",
    marks=("type_of_violence", "where_prec", "date_prec", "date_start", "latitude", "longitude"),
    fields={
        "native": "<id>",
        "kind1": "<type_of_violence>",
        "place_code": "<where_prec>",
        "date_code": "<date_prec>",
        "first": "<date_start>",
        "last": "<date_end>",
        "place_name": "coalesce(<where_coordinates>, <where_description>)",
        "admin1": "<adm_1>",
        "country1": "<country>",
        "lat": "<latitude>",
        "lon": "<longitude>",
        "one_side": "[<side_a>]",
        "other_side": "[<side_b>]",
        "killed_low": "coalesce(<low>, <best>)",
        "killed_high": "coalesce(<high>, <best>)",
        "note": "concat_ws('; ', <source_headline>, <where_description>)",
        "source": "coalesce(<source_office>, <source_article>)",
    },
    exact="5",
    dated="1",
)


def _actor(prefix: str) -> list[str]:
    parts = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code"
    return [f"{prefix}{part}" for part in parts.split()]


def _geography(prefix: str) -> list[str]:
    parts = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID"
    return [f"{prefix}Geo_{part}" for part in parts.split()]


GDELT_COLUMNS: Final = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(*_actor("Actor1"), *_actor("Actor2")),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(*_geography("Actor1"), *_geography("Actor2"), *_geography("Action")),
    *("DATEADDED", "SOURCEURL"),
)
"""Of the files of GDELT 2.0 Events, which have no header."""

_GDELT_NOTE: Final = (
    "concat_ws(' ', 'As coded by a machine: ' || coalesce(<Actor1Name>, 'nobody named') || ' to ' || "
    "coalesce(<Actor2Name>, 'nobody named') || ', CAMEO ' || <EventCode> || '.', "
    "'In ' || <NumArticles> || ' articles of ' || <NumSources> || ' sources.')"
)

GDELT: Final = Recipe(
    format="gdelt",
    codes="gdelt",
    kinds="gdelt",
    marks=("globaleventid", "eventcode", "actiongeo_type", "actiongeo_lat", "actiongeo_long"),
    fields={
        "native": "<GLOBALEVENTID>",
        "kind1": "<EventCode>",
        "kind2": "<EventBaseCode>",
        "kind3": "<EventRootCode>",
        "place_code": "<ActionGeo_Type>",
        "first": "<SQLDATE>",
        "updated": "left(<DATEADDED>, 8)",
        "place_name": "<ActionGeo_FullName>",
        "country1": "'f:' || <ActionGeo_CountryCode>",
        "lat": "<ActionGeo_Lat>",
        "lon": "<ActionGeo_Long>",
        "one_side": "[<Actor1Name>]",
        "other_side": "[<Actor2Name>]",
        "note": _GDELT_NOTE,
        "source": "nullif(regexp_extract(<SOURCEURL>, '^https?://(?:www\\.)?([^/:?#]{1,200})', 1), '')",
        "url": "<SOURCEURL>",
    },
    exact="0",
)

_GTD_NUMBER: Final = "lpad(greatest(coalesce(try_cast(<{0}> AS INTEGER), 0), 1)::VARCHAR, 2, '0')"

GTD: Final = Recipe(
    format="gtd",
    codes="gtd",
    kinds="gtd",
    marks=("eventid", "iyear", "imonth", "iday", "attacktype1"),
    fields={
        "native": "<eventid>",
        "kind1": "<attacktype1> || '/' || <weaptype1> || '/' || <weapsubtype1>",
        "kind2": "<attacktype1> || '/' || <weaptype1>",
        "kind3": "<attacktype1>",
        "place_code": "CASE WHEN <vicinity> = '1' AND coalesce(<specificity>, '1') = '1' THEN 'near' ELSE <specificity> END",
        "date_code": "CASE WHEN coalesce(try_cast(<imonth> AS INTEGER), 0) = 0 THEN 'year' "
        "WHEN coalesce(try_cast(<iday> AS INTEGER), 0) = 0 THEN 'month' ELSE 'day' END",
        "status": "CASE WHEN <claimed> = '1' THEN 'claimed' WHEN <guncertain1> = '1' THEN 'alleged' END",
        "first": f"<iyear> || '-' || {_GTD_NUMBER.format('imonth')} || '-' || {_GTD_NUMBER.format('iday')}",
        "place_name": "coalesce(nullif(<city>, 'Unknown'), nullif(<provstate>, 'Unknown'), <country_txt>)",
        "admin1": "nullif(<provstate>, 'Unknown')",
        "country1": "<country_txt>",
        "lat": "<latitude>",
        "lon": "<longitude>",
        "one_side": "[<gname>, <gname2>, <gname3>]",
        "other_side": "[coalesce(<target1>, <targtype1_txt>)]",
        "weapon": "lower(coalesce(<weapsubtype1_txt>, <weaptype1_txt>))",
        "killed_low": "<nkill>",
        "killed_high": "<nkill>",
        "injured_low": "<nwound>",
        "injured_high": "<nwound>",
        "title": "<attacktype1_txt>",
        "note": "<summary>",
        "source": "coalesce(<scite1>, <dbsource>)",
    },
    exact="5",
)

USHAHIDI: Final = Recipe(
    format="ushahidi",
    codes="words",
    kinds="words",
    marks=("post id", "created (utc)"),
    fields={
        "native": "<Post ID>",
        "kind1": "lower(<Category>)",
        "kind2": "lower(<Categories>)",
        "kind3": "lower(<Survey>)",
        "first": "coalesce(<Incident Date>, <Post Date (UTC)>, <Created (UTC)>)",
        "updated": "<Updated (UTC)>",
        "place_name": "coalesce(<Location Name>, <Location>)",
        "lat": "coalesce(<*.lat>, <*latitude>)",
        "lon": "coalesce(<*.lon>, <*longitude>)",
        "title": "<Title>",
        "note": "coalesce(<Description>, <Content>)",
        "source": "coalesce(<Source>, <Contact>)",
    },
    exact="settlement",
)

ATLAS: Final = Recipe(
    format="atlas",
    codes="atlas",
    kinds="words",
    marks=("id", "kind", "status", "date_precision", "place_precision"),
    fields={
        "native": "<id>",
        "kind1": "lower(<kind>)",
        "place_code": "<place_precision>",
        "date_code": "<date_precision>",
        "status": "<status>",
        "first": "<first>",
        "last": "<last>",
        "place_name": "<place_name>",
        "place_kind": "<place_kind>",
        "country1": "<country>",
        "lat": "coalesce(<lat>, <(latitude)>)",
        "lon": "coalesce(<lon>, <(longitude)>)",
        "km": "coalesce(<uncertainty_km>, <(extent km)>)",
        "one_side": _split("actors"),
        "other_side": _split("targets"),
        "weapon": "<weapon>",
        "killed_low": "<killed_low>",
        "killed_high": "<killed_high>",
        "title": "<title>",
        "note": "<snippet>",
    },
    exact="unknown",
    dated="unknown",
    directed=True,
)

KNOWN: Final[tuple[Recipe, ...]] = (ACLED, UCDP, GDELT, GTD, USHAHIDI, ATLAS)


def of_columns(columns: Sequence[str]) -> Recipe | None:
    """Return the recipe whose marks are all among the columns of a file; None where a mapping is needed."""
    there = {column.casefold() for column in columns}
    return next((recipe for recipe in KNOWN if there.issuperset(recipe.marks)), None)
