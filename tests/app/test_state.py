"""What stands in the URL."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from geo.model import Kind, Status
from geo.ui.state import State
from geo.views import Filter


def test_the_state_survives_the_url() -> None:
    state = State(
        filter=Filter(kinds=(Kind.SEIZURE,), statuses=(Status.DENIED,), first=date(2031, 5, 1), actors=("irgc",), text="depot"),
        incident="c4",
        listed="place:curated:calder",
        document="d1",
        claim="c1",
        field="killed",
        who="group:protesters",
        whom="irgc",
        form="graph",
        lanes="actor",
        until=date(2031, 6, 4),
        window=True,
        rings=("122 mm Grad/Arash@ahvaz", "Qiam-1@place:curated:calder"),
    )
    assert State.from_query(state.to_query()) == state


def test_nothing_chosen_is_an_empty_query() -> None:
    assert State().to_query() == {}


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "incident",
                "list",
                "document",
                "claim",
                "ring",
                "kind",
                "from",
                "at",
                "who",
                "field",
                "as",
                "lanes",
                "until",
                "window",
            ]
        ),
        st.lists(st.text(), max_size=4),
    )
)
def test_no_query_raises(query: dict[str, list[str]]) -> None:
    State.from_query(query)


@pytest.mark.parametrize("value", ["<script>", "a" * 1_000_000, "", "../../etc/passwd\n", "a;b"])
def test_what_cannot_be_an_id_is_ignored(value: str) -> None:
    assert State.from_query({"incident": [value], "document": [value], "list": [value]}) == State()


def test_a_ring_is_drawn_once_and_six_at_most() -> None:
    tokens = [f"s{n}@ahvaz" for n in range(9)]
    assert State.from_query({"ring": [tokens[0], *tokens]}).rings == tuple(tokens[:6])
