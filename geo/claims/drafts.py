"""What one sentence says of one happening, before the sentences of a document are compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Span as Tokens, Token

from geo.claims.lexicon import Rule
from geo.claims.mention import Mention
from geo.claims.modality import Mood
from geo.claims.speech import Saying
from geo.model import Count, Kind, Participant, Place, Reason, Span, Status, When


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A claim in the making."""

    mention: Mention
    sentence: Tokens
    kind: Kind
    paragraph: int
    place: Place | None = None
    place_span: Span | None = None
    when: When = field(default_factory=When)
    own_place: bool = False
    pointer: str = ""
    """What its words say of the place without naming it: see `unnamed.pointed_at`."""
    spot: str = ""
    """A finer place that is named but not known."""
    own_date: bool = False
    participants: tuple[Participant, ...] = ()
    weapon: str = ""
    weapon_span: Span | None = None
    killed: Count | None = None
    injured: Count | None = None
    outcome_span: Span | None = None
    """The word that says whether it hit, was intercepted, missed or failed."""
    status: Status = Status.REPORTED
    said: tuple[Saying, ...] = ()
    mood: Mood = field(default_factory=Mood)
    historical: bool = False
    quoted: bool = False
    lead: bool = False
    """Whether it may stand for the happening in its document; a draft that may not only adds to another."""
    told_in: frozenset[int] = frozenset()
    """Where the sentences begin that speak of it, its own included."""
    opening: Span | None = None
    """The trigger of the happening that its report opens with, where it tells on of that."""
    reasons: tuple[Reason, ...] = ()

    @property
    def asserted(self) -> bool:
        """Whether it is told as something that happened, lately."""
        return not self.historical and not self.mood.modality

    @property
    def tells_where(self) -> bool:
        """Whether its own sentence names its place: one that was learned elsewhere is not handed on."""
        return self.own_place and _inside(self.place_span, self.sentence)

    @property
    def tells_when(self) -> bool:
        """Whether its own sentence gives its date."""
        return self.own_date and _inside(self.when.span, self.sentence)

    @property
    def vague(self) -> bool:
        """Whether it is an attack of which nobody says by what means."""
        return self.kind is Kind.ARMED_CLASH and self.mention.row.rule is Rule.BY_WEAPON and not self.weapon

    @property
    def start(self) -> int:
        """Where its trigger stands."""
        return self.mention.trigger.idx

    @property
    def toll(self) -> bool:
        """Whether it counts victims."""
        return self.killed is not None or self.injured is not None


def _inside(span: Span | None, sentence: Tokens) -> bool:
    return span is not None and sentence.start_char <= span.start < sentence.end_char


def token_span(token: Token) -> Span:
    """Return where a token stands in its document."""
    return Span(token.idx, token.idx + len(token.text))
