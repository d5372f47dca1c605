"""The nouns: frozen values that every room shares. No value here knows where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from geo.errors import CoordinateError, InputError


@dataclass(frozen=True, slots=True)
class LatLon:
    """A WGS 84 position in decimal degrees, latitude first."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        """Refuse what is no position, NaN included."""
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            msg = f"not a WGS 84 position: {self.lat}, {self.lon}"
            raise CoordinateError(msg)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in the text of one document."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards."""
        if not 0 <= self.start <= self.end:
            msg = f"not a span: {self.start}, {self.end}"
            raise InputError(msg)

    def of(self, text: str) -> str:
        """Return the mention itself."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Return whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Return whether `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


# --- documents -----------------------------------------------------------------------------


class BlockKind(StrEnum):
    """What a paragraph is for."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    HEADING = "heading"
    CAPTION = "caption"
    BODY = "body"
    FURNITURE = "furniture"
    """Teasers, comments, tags, adverts, repeats: it yields nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph of a document."""

    span: Span
    kind: BlockKind
    reason: str
    """Why it was taken for this kind, in words."""


class DatePrecision(StrEnum):
    """How exactly a date was stated."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    OPEN = "open"
    """Only one end is known: `first` or `last` is None."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """First and last possible day, as exactly as it was said and no more."""

    first: date | None = None
    last: date | None = None
    precision: DatePrecision = DatePrecision.UNKNOWN
    words: str = ""
    """The words that say so, empty when nothing says so."""
    span: Span | None = None
    anchor: str = ""
    """What the words were counted from ("published 2019-12-05", "September 6"), empty when they need none."""

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards."""
        if self.first and self.last and self.last < self.first:
            msg = f"a date cannot end before it begins: {self.first} to {self.last}"
            raise InputError(msg)


class Basis(StrEnum):
    """How the publication date of a document is known."""

    METADATA = "metadata"
    STATED = "stated"
    URL = "url"
    WEEKDAY = "weekday"
    OFFICE_HOLDERS = "office_holders"
    SAME_EVENTS = "same_events"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """When a document was published, and how that is known."""

    when: When = field(default_factory=When)
    basis: Basis = Basis.UNKNOWN
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One report as published.

    `text` is never edited. Every span in the project is a range of code points of this text; `start` is where
    the text begins in the source file as decoded, for a file may hold several documents.
    """

    id: str
    source: str
    """Name of the file, relative to the folder that was read, with "/" between its parts."""
    text: str
    start: int = 0
    sha256: str = ""
    """Digest of the bytes of the source file."""
    blocks: tuple[Block, ...] = ()
    """In order, without overlap; white space between them belongs to none."""
    title: str = ""
    publisher: str = ""
    url: str = ""
    dateline: Span | None = None
    """The words before the first sentence that say where it was written, the mark behind them included."""
    published: Publication = field(default_factory=Publication)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file, or a part of one, that could not be read, and why."""

    source: str
    reason: str
    language: str = ""
    """Code of the language that it is written in where that is why; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A document that carries the report of another one: the same text, or nearly, is no source of its own."""

    document_id: str
    report_id: str
    """The document that stands for the report: the earliest, of these the most complete, of these the first by name."""
    share: float
    """How much of the shorter text stands in the other in the same order, 0 to 1; 1 for a copy."""


# --- places --------------------------------------------------------------------------------


class Precision(StrEnum):
    """How exactly a place was said; it decides how it may be drawn."""

    EXACT = "exact"
    SETTLEMENT = "settlement"
    NEAR = "near"
    AREA = "area"
    COUNTRY = "country"
    UNKNOWN = "unknown"


PINNED: Final = frozenset({Precision.EXACT, Precision.SETTLEMENT})
"""What is drawn as a point; NEAR is a disc, AREA a shape, the rest is in the list only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a name points."""

    id: str
    """Stable across builds: "curated:basra", "geonames:99532", "country:IQ", "admin1:IQ.02", "near:..."."""
    name: str
    kind: str
    """city, district, base, facility, airport, admin1, region, country, continent, water, island, ..."""
    precision: Precision
    at: LatLon | None = None
    """Position, or label point of an area; None when it is only known by name."""
    uncertainty_km: float | None = None
    country: str = ""
    """ISO 3166-1 alpha-2, empty where it spans several or none."""
    admin1: str = ""
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees; west > east where it crosses the antimeridian."""
    population: int | None = None
    source: str = ""
    """Who says so: the row of `data/places.csv`, GeoNames, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a toponym may denote, and why."""

    place: Place
    score: float
    """0 to 1; for ranking only, not a probability."""
    reasons: tuple[str, ...] = ()


class ToponymRole(StrEnum):
    """What a place name does in its sentence."""

    EVENT = "event"
    DATELINE = "dateline"
    METONYM = "metonym"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A mention of a place."""

    span: Span
    text: str
    role: ToponymRole
    candidates: tuple[Candidate, ...] = ()
    """Best first. Empty, or headed by too weak a candidate: unresolved, which is a value."""
    resolved: bool = False
    reasons: tuple[str, ...] = ()
    """Why it is a place, and why it has this role."""

    @property
    def place(self) -> Place | None:
        """The chosen place; None when the name stays unresolved."""
        return self.candidates[0].place if self.resolved and self.candidates else None


# --- actors --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone who acts, is acted upon, or speaks."""

    id: str
    """Stable: "iran", "irgc" for listed ones; "name:..." for others; "group:protesters" for the unnamed."""
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    """state, military, militia, party, company, media, person, office, organization, crowd, unknown."""
    belongs_to: tuple[str, ...] = ()
    """Ids from the nearest parent up: Kata'ib Hezbollah -> pmf -> iraq."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorMention:
    """Where a document names an actor."""

    span: Span
    actor: Actor


class ActorRole(StrEnum):
    """What an actor does in a claim."""

    PERPETRATOR = "perpetrator"
    ACCUSED = "accused"
    CLAIMANT = "claimant"
    TARGET = "target"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor in a claim."""

    actor: Actor
    role: ActorRole
    span: Span | None = None
    """None when the actor is known from elsewhere in the document; the claim's reasons say from where."""


# --- claims --------------------------------------------------------------------------------


class Family(StrEnum):
    """Kinds that can be one happening seen differently."""

    EXPLOSIVE = "explosive"
    ARMED = "armed"
    UNREST = "unrest"
    COERCION = "coercion"
    POSTURE = "posture"
    WORDS = "words"
    OTHER = "other"


class Kind(StrEnum):
    """What is said to have happened."""

    MISSILE_STRIKE = "missile_strike"
    ROCKET_OR_MORTAR_ATTACK = "rocket_or_mortar_attack"
    DRONE_STRIKE = "drone_strike"
    AIRSTRIKE = "airstrike"
    BOMBING = "bombing"
    ARMED_CLASH = "armed_clash"
    SHOOTING = "shooting"
    ARSON_OR_PROPERTY_DESTRUCTION = "arson_or_property_destruction"
    PROTEST = "protest"
    RIOT_CRACKDOWN = "riot_crackdown"
    SEIZURE = "seizure"
    ABDUCTION = "abduction"
    ARREST = "arrest"
    CYBER = "cyber"
    TROOP_DEPLOYMENT = "troop_deployment"
    WEAPONS_TRANSFER = "weapons_transfer"
    STATEMENT_OR_THREAT = "statement_or_threat"
    SANCTION = "sanction"
    DIPLOMATIC = "diplomatic"
    OTHER = "other"

    @property
    def family(self) -> Family:
        """The family it belongs to."""
        return FAMILY_OF[self]


FAMILY_OF: Final[dict[Kind, Family]] = {
    Kind.MISSILE_STRIKE: Family.EXPLOSIVE,
    Kind.ROCKET_OR_MORTAR_ATTACK: Family.EXPLOSIVE,
    Kind.DRONE_STRIKE: Family.EXPLOSIVE,
    Kind.AIRSTRIKE: Family.EXPLOSIVE,
    Kind.BOMBING: Family.EXPLOSIVE,
    Kind.ARMED_CLASH: Family.ARMED,
    Kind.SHOOTING: Family.ARMED,
    Kind.ARSON_OR_PROPERTY_DESTRUCTION: Family.UNREST,
    Kind.PROTEST: Family.UNREST,
    Kind.RIOT_CRACKDOWN: Family.UNREST,
    Kind.SEIZURE: Family.COERCION,
    Kind.ABDUCTION: Family.COERCION,
    Kind.ARREST: Family.COERCION,
    Kind.CYBER: Family.COERCION,
    Kind.TROOP_DEPLOYMENT: Family.POSTURE,
    Kind.WEAPONS_TRANSFER: Family.POSTURE,
    Kind.STATEMENT_OR_THREAT: Family.WORDS,
    Kind.SANCTION: Family.WORDS,
    Kind.DIPLOMATIC: Family.WORDS,
    Kind.OTHER: Family.OTHER,
}

PHYSICAL: Final = frozenset({Family.EXPLOSIVE, Family.ARMED, Family.UNREST, Family.COERCION})
"""Families that can be seen from the street: only these are drawn as incidents at a position."""


class Status(StrEnum):
    """How firmly it is said."""

    REPORTED = "reported"
    ALLEGED = "alleged"
    DISPUTED = "disputed"
    DENIED = "denied"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A number of people as a range; `high` is None for "at least"."""

    low: int
    high: int | None
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The words that a value was taken from."""

    field: str
    """place, date, actor, target, weapon, killed, injured, trigger, attribution; known, for what is told of as known;
    opening, for what the report opens with and this tells on of."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a value is what it is, in words a person can argue with."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One document says that something happened."""

    id: str
    document_id: str
    kind: Kind
    span: Span
    """The sentence, word for word."""
    participants: tuple[Participant, ...] = ()
    place: Place | None = None
    when: When = field(default_factory=When)
    weapon: str = ""
    killed: Count | None = None
    injured: Count | None = None
    status: Status = Status.REPORTED
    attribution: tuple[str, ...] = ()
    """Who says so, nearest to the happening first: ("US officials", "New York Times")."""
    origins: tuple[str, ...] = ()
    """Whose word it is, as claims are told apart by: who is quoted by name, else the outlet; empty when that is unknown."""
    marks: tuple[Mark, ...] = ()
    reasons: tuple[Reason, ...] = ()
    historical: bool = False
    future: bool = False
    hypothetical: bool = False
    negated: bool = False

    @property
    def asserted(self) -> bool:
        """Whether it says that this happened, here and lately; only such a claim makes an incident."""
        return not (self.historical or self.future or self.hypothetical or self.negated)


# --- what is said about range --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemMention:
    """Where a document names a weapon that `data/systems.csv` knows; a name may be that of several."""

    span: Span
    systems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place as a claim about range names it."""

    place: Place
    span: Span
    whole: bool = False
    """Whether all of it is meant: "anywhere in Iran", "all of Israel"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeClaim:
    """One document says how far a weapon reaches, or which places are within reach from where."""

    id: str
    document_id: str
    span: Span
    """The sentence, word for word."""
    weapon: str = ""
    """As written; empty where no weapon is named and one is meant."""
    systems: tuple[str, ...] = ()
    """Names in `data/systems.csv`; empty for a weapon that it does not know."""
    low_km: float | None = None
    """None together with `high_km` where no figure is said, alone for "less than"."""
    high_km: float | None = None
    """None alone for "more than"."""
    about: bool = False
    """Whether the figure is said to be rough."""
    origins: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()
    within: bool = True
    """False where the places are said to be out of reach."""
    attribution: tuple[str, ...] = ()
    """Who says so, nearest first."""
    marks: tuple[Mark, ...] = ()
    """Fields: trigger, figure, weapon, origin, target, attribution; some may stand in a sentence before."""
    reasons: tuple[Reason, ...] = ()

    @property
    def stated(self) -> bool:
        """Return whether it gives a figure."""
        return self.low_km is not None or self.high_km is not None


# --- incidents -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One value of a field that sources disagree about, and which claims say so."""

    value: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A field in which the claims of one incident contradict each other."""

    field: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Claims that speak of one happening."""

    id: str
    """That of its earliest claim, so that it survives a rebuild."""
    claim_ids: tuple[str, ...]
    """Earliest document first."""
    kind: Kind
    status: Status
    place: Place | None = None
    when: When = field(default_factory=When)
    participants: tuple[Participant, ...] = ()
    weapon: str = ""
    killed: Count | None = None
    injured: Count | None = None
    sources: int = 1
    """Independent sources, not articles: three papers quoting one newspaper are one."""
    disagreements: tuple[Disagreement, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def mapped(self) -> bool:
        """Whether it may be drawn at a position, or as an area, on the map."""
        drawable = self.place is not None and self.place.precision not in {Precision.COUNTRY, Precision.UNKNOWN}
        return drawable and self.kind.family in PHYSICAL


# --- what the pipeline returns -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read out of one document."""

    document: Document
    toponyms: tuple[Toponym, ...] = ()
    dates: tuple[When, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    claims: tuple[Claim, ...] = ()
    systems: tuple[SystemMention, ...] = ()
    range_claims: tuple[RangeClaim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Everything one build found."""

    readings: tuple[Reading, ...] = ()
    incidents: tuple[Incident, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    carriers: tuple[Carrier, ...] = ()
