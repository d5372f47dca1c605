"""Reading and writing the URL."""

from __future__ import annotations

import pytest

from geo.ui import memory


class _Params(dict[str, list[str]]):
    """The query of a visitor, as Streamlit hands it out."""

    def get_all(self, name: str) -> list[str]:
        return self[name]

    def from_dict(self, query: dict[str, list[str]]) -> None:
        self.clear()
        self.update(query)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> _Params:
    params = _Params()
    monkeypatch.setattr(memory.st, "query_params", params)
    return params


def test_a_state_that_is_there_already_is_not_written_again_for_the_sake_of_where_the_map_stands(address: _Params) -> None:
    address.update({"kind": ["seizure"], "at": ["33,44,6"]})
    memory.remember(memory.current())
    assert address == {"kind": ["seizure"], "at": ["33,44,6"]}


def test_another_state_is_written(address: _Params) -> None:
    address.update({"kind": ["seizure"], "at": ["33,44,6"]})
    memory.change(incident="c4")
    assert address == {"kind": ["seizure"], "incident": ["c4"]}


def test_a_parameter_of_a_megabyte_is_not_read(address: _Params) -> None:
    address.update({"text": ["a" * 1_000_000], "incident": ["c4"]})
    assert memory.current().to_query() == {"incident": ["c4"]}
