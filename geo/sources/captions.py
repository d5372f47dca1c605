"""What tells the words below a picture from the report."""

from __future__ import annotations

import re
from typing import Final

from geo.sources import stated
from geo.sources.paragraphs import Paragraph

MAX_CHARACTERS: Final = 600
_MAX_WORDS: Final = 16
_MAX_POINTING_WORDS: Final = 48
_MAX_SCENE_WORDS: Final = 45
_TAIL: Final = 130

_BRACKETS: Final = re.compile(r"[.!?\u201d\"'\w]\s{0,3}[(\[](?P<credit>[^()\[\]\n]{2,90})[)\]]\.?\Z")
_PICTURE: Final = re.compile(
    r"\b(?:file|photos?|photograph|picture|handout|supplied|courtesy|screengrab|screenshot|via|images?|stringer|video|twitter|pool)\b",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:\A|[.!?)\u201d\"\w] |\[|\()"
    r"(?:photo|photos|photograph|graphics?|images?|pictures?|illustration|file photo|photo credit|image credit|screengrab)"
    r"\s?(?::|\bby [A-Z]|/[A-Z]|\bcourtesy\b)"
    r"|\b(?:getty images|file photo|ap photo|wikimedia commons|image copyright|image caption|image source)\b",
    re.IGNORECASE,
)
_POINTING: Final = re.compile(r"\((?:left|right|center|centre|l|r|c|pictured|top|bottom|above|below|file)\)", re.IGNORECASE)
_SUBJECT: Final = re.compile(
    r"(?:(?:A |An |The )?(?:[A-Z]?[a-z]{1,12} ){0,2}"
    r"(?:[Mm]ap|[Ff]lags?|[Ll]ogo|[Vv]iew|[Pp]ortrait|[Ii]mage|[Pp]hoto|[Pp]hotograph|[Pp]icture|[Ss]creenshot|[Dd]iagram|"
    r"[Ii]llustration|[Gg]raphic|[Ii]nfographic)"
    r" (?:of|showing|shows|taken|depicting|released|provided)\b)|(?:File|Stock|Archive|Undated) (?:image|photo|picture|footage)\b"
)

_SCENE: Final = re.compile(
    r"(?:[\w\u2019'\u201c\u201d,.-]{1,24} ){1,14}?(?:stands? guard|inspects?|walks? (?:past|through|near|by|along)|"
    r"gathers? (?:at|near|outside|around|in)|looks? (?:at|on)|rises? (?:from|over|above|after|behind)|billows?|"
    r"(?:is|are|can be) (?:seen|pictured|shown) (?:in|at|near|on|during|after|here|above|from)|poses?|"
    r"waves? (?:an? |the |flags?)|shakes? hands|(?:chants?|shouts?) slogans|"
    r"carr(?:y|ies) (?:the |an? )?(?:coffins?|body|bodies|placards?|banners?|portraits?)|"
    r"holds? (?:up )?(?:an? |the |their )?(?:placards?|banners?|signs?|portraits?|pictures?|posters?|flags?|candles?)|"
    r"speaks? (?:during|at|to (?:reporters|the media|journalists)))\b"
)
"""A report tells in the past; the present of what stands in a picture is the words below it."""
_KICKER: Final = re.compile(
    r"(?!\w{1,20} (?:news|latest|update|report|analysis|said|says|told|wrote|added|tweeted|reads?)\b)(?:"
    r"[A-Z][\w\u2019'-]{1,20}(?: [\w\u2019'-]{1,20}){0,3}? [a-z][\w\u2019'-]{2,20}(?: [\w\u2019'-]{1,20}){0,2}|"
    r"Aftermath|Anger|Arrest(?:ed)?|Attack(?:ed)?|Attacker|Battles?|Blast|Carnage|Chaos|Clash(?:es)?|Crisis|Damaged?|Danger|Destroyed|"
    r"Destruction|Devastation|Escape|Evidence|Explosion|Fears?|Fire|Flames|Grief|Gunman|Horror|Injured|Killed|Mourning|Panic|Protests?|"
    r"Raid|Rescued?|Riots?|Scene|Search|Security|Shot|Standoff|Suspects?|Tensions?|Terror|Threat|Tragedy|Tributes?|Unrest|Victims?|"
    r"Violence|Vigil|Warning|Wounded|Wreckage): [A-Z]"
)
"""One word of what pictures show, or two to six not all capitalized as in a name, and a colon: so editors begin a caption."""
_SAID: Final = re.compile(r"[\u201c\u201d\"]|\b(?:said|says|told|according)\b", re.IGNORECASE)
_FROM_FILE: Final = re.compile(r"\b(?:from file|file (?:image|photo|picture))\.?\Z", re.IGNORECASE)


def reason(paragraph: Paragraph, below: Paragraph | None, credited: frozenset[str], *, goes_on: bool) -> str:
    """
    Return why a paragraph is the caption of a picture, "" when nothing says so.

    Parameters
    ----------
    paragraph
        The paragraph in question.
    below
        The paragraph after it.
    credited
        Names of agencies, in lower case.
    goes_on
        Whether the report goes on below: an agency at its very end has signed the report, not a picture.
    """
    if len(paragraph.text) > MAX_CHARACTERS:
        return ""
    few = _MAX_WORDS if paragraph.ended else _MAX_POINTING_WORDS
    signs = (
        (_is_credited(paragraph, credited, goes_on=goes_on), "ends with the credit of a picture"),
        (_LABEL.search(paragraph.text), "names the origin of a picture"),
        (
            goes_on and below is not None and not below.gap and stated.is_credit(below, credited),
            "stands above the credit of a picture",
        ),
        (len(paragraph.words) <= _MAX_WORDS and _SUBJECT.match(paragraph.text), "says what a picture shows"),
        (_FROM_FILE.search(paragraph.text[-_TAIL:]), "says that the picture is an old one"),
        (len(paragraph.words) <= _MAX_SCENE_WORDS and _is_scene(paragraph.text), "tells in the present what a picture shows"),
        (
            len(paragraph.words) <= _MAX_SCENE_WORDS and _KICKER.match(paragraph.text),
            "opens with a few words and a colon, as captions do",
        ),
        (len(paragraph.words) <= few and _POINTING.search(paragraph.text), "points at people in a picture"),
    )
    return next((why for sign, why in signs if sign), "")


def _is_scene(text: str) -> bool:
    """Whether the first sentence is of a scene, and nobody is quoted: what people say may be in the present."""
    return bool(_SCENE.match(text)) and not _SAID.search(text)


def _is_credited(paragraph: Paragraph, credited: frozenset[str], *, goes_on: bool) -> bool:
    match = _BRACKETS.search(paragraph.text[-_TAIL:])
    if match is None:
        return False
    if _PICTURE.search(match["credit"]):
        return True
    parts = [part.strip(" .").lower() for part in re.split(r"[/,|]", match["credit"])]
    return goes_on and any(part in credited for part in parts)
