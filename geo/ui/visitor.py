"""Who looks at the app: asked at every run, in every fragment and before everything that changes something."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Final, ParamSpec

import streamlit as st

from geo import access
from geo.access import Member, Refusal, Right, Why
from geo.api import signin
from geo.errors import AccessError
from geo.ui import browser
from geo.ui.markup import escape, escape_attribute

_LOG: Final = logging.getLogger("geo")
_TOLD: Final = "visitor.told"
"""What this session was refused for last, so that the log has it once."""

_REFUSED: Final = "visitor.refused"
"""What this visitor was refused and is not told of yet."""

_RETURN: Final = Path(__file__).with_name("returning.html")
P = ParamSpec("P")


def met() -> Member | Refusal:
    """Return who looks at the page, or why they may not."""
    return signin.admit(st.user.to_dict())


def admitted() -> bool:
    """Return whether the page may be shown; else show the door, and nothing else."""
    found = met()
    if isinstance(found, Refusal):
        _note(found)
        _door(found)
        return False
    st.session_state.pop(_TOLD, None)
    if told := st.session_state.pop(_REFUSED, ""):
        st.toast(f"Nothing was done. {told.partition(';')[0]}", icon=":material/lock:", duration="long")
    return True


def stay() -> None:
    """Run the app anew, which shows the door, if the visitor may not see this any more; for what is run without the router."""
    if isinstance(met(), Refusal):
        st.rerun()


def fragment(work: Callable[P, None], *, run_every: float | None = None) -> Callable[P, None]:
    """Return `work` as a fragment that asks again who looks whenever it is run; nothing else in the app makes fragments."""

    @wraps(work)  # Streamlit knows a fragment by its name and where it stands
    def watched(*values: P.args, **named: P.kwargs) -> None:
        stay()
        if _REFUSED in st.session_state:  # the role has changed, and with it the page around
            st.rerun()
        work(*values, **named)

    made: Callable[P, None] = st.fragment(watched, run_every=run_every)
    return made


# --- rights --------------------------------------------------------------------------------


def may(right: Right) -> bool:
    """Return whether the visitor's role allows it."""
    found = met()
    return isinstance(found, Member) and found.may(right)


def need(right: Right) -> str:
    """
    Return the name under which the visitor does something: their address; empty where nobody signs in.

    Raises
    ------
    AccessError
        If their role does not allow it; the log tells who asked.
    """
    found = met()
    if isinstance(found, Member) and found.may(right):
        return found.email
    _LOG.warning("refused: %s may not %s", found.email or "somebody unknown", access.RULES[right].what)
    raise AccessError(reason(right))


def only(right: Right) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Return what makes a callback do nothing for whoever may not do it; they are told so, and the log tells who asked."""

    def guarded(work: Callable[P, None]) -> Callable[P, None]:
        @wraps(work)
        def asked(*values: P.args, **named: P.kwargs) -> None:
            try:
                need(right)
            except AccessError as error:
                st.session_state[_REFUSED] = str(error)
            else:
                work(*values, **named)

        return asked

    return guarded


def reason(right: Right) -> str:
    """Return why a control is disabled for the visitor, as plain text."""
    rule = access.RULES[right]
    least = f"an {rule.least}" if rule.least[0] in "aeiou" else f"a {rule.least}"
    return f"Only {least} may {rule.what}; {rule.why}"


def lock(right: Right, help: str = "") -> tuple[bool, str | None]:  # noqa: A002  # as the controls call it
    """Return whether a control is disabled for the visitor, and what it says of itself: its own words, or why it is."""
    return (False, help or None) if may(right) else (True, reason(right))


# --- what is shown of it -------------------------------------------------------------------


def card() -> None:
    """Show who is signed in, with their role and the way out; nothing where nobody signs in."""
    found = met()
    if not isinstance(found, Member) or not found.email:
        return
    with st.sidebar, st.container(horizontal=True, gap="small", vertical_alignment="center", key="visitor-card"):
        who = f'<span title="{escape_attribute(found.email)}">{escape(found.name or found.email)}</span>'
        st.html(f"{who}<span>&nbsp;· {found.role}</span>", width="stretch")
        st.button("Sign out", key="visitor.out", type="tertiary", on_click=st.logout)
        _keep_way()


def _door(refused: Refusal) -> None:
    title, text, way = _DOORS[refused.why]
    who = f" You are signed in as <b>{escape(refused.email)}</b>." if refused.email else ""
    whom = f" Ask {escape(refused.contact or 'whoever runs this server')}." if refused.why is not Why.UNKNOWN else ""
    with st.container(key="visitor-door"):
        browser.dress()
        st.html(f"<h1>{title}</h1><p>{text}{who}{whom}</p>")
        if way == _IN:
            st.button("Sign in", key="visitor.in", type="primary", on_click=st.login)
            _keep_way()
        elif way == _OUT:
            st.button("Sign out", key="visitor.out", on_click=st.logout)


def _keep_way() -> None:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    home = f"/{base}/" if base else "/"
    script = _RETURN.read_text(encoding="utf-8").replace('"@HOME@"', json.dumps(home).replace("<", "\\u003c"))
    st.html(script, unsafe_allow_javascript=True, width="content")


_IN, _OUT = "in", "out"

_DOORS: Final[dict[Why, tuple[str, str, str]]] = {
    Why.UNKNOWN: ("Incident Atlas", "From reports to incidents on a map, each with its sentence. Sign in to see it.", _IN),
    Why.ENDED: ("Your sign-in has ended", "It is good for some hours only. Sign in again to go on.", _IN),
    Why.UNVERIFIED: ("Your address is not verified", "Whoever signed you in does not say that your address is yours.", _OUT),
    Why.STRANGER: ("You are not on the list", "This map is for those on its list, and your address is not among them.", _OUT),
    Why.CLOSED: (
        "Closed for now",
        "Sign-in is not set up as it should be, so nobody may come in. The server's log says why.",
        "",
    ),
}
"""What stands at the door: title, text, and which way leads on."""


def _note(refused: Refusal) -> None:
    told = f"{refused.why} {refused.email} {refused.fault}".strip()
    if refused.why is not Why.UNKNOWN and st.session_state.get(_TOLD) != told:
        st.session_state[_TOLD] = told
        _LOG.warning("kept out: %s", told)
