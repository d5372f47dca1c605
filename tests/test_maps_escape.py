"""Nothing that a document says is ever code: not on the server, not in the browser, wherever the map puts it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

import branca.element
import folium
import folium.plugins
import pytest
from hypothesis import given, strategies as st
from streamlit_folium import _get_feature_group_string

from geo import maps
from tests.attacks import ATTACKS, PRODUCT


def _feature(text: str) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [44, 33]}, "properties": {"text": text}}


def sinks(text: str) -> list[folium.FeatureGroup]:
    """Return a layer for every way in which text can enter a folium map, those that our own layers do not use included."""
    at = (33, 44)
    features = {"type": "FeatureCollection", "features": [_feature(text)]}
    elements = (
        folium.Marker(at, popup=folium.Popup(text)),
        folium.Marker(at, popup=folium.Popup(text, lazy=True)),
        folium.Marker(at, tooltip=folium.Tooltip(text), title=text, alt=text),
        folium.Marker(at, icon=folium.DivIcon(html=text)),
        folium.GeoJson(features, tooltip=folium.GeoJsonTooltip(["text"]), popup=folium.GeoJsonPopup(["text"])),
        folium.plugins.MarkerCluster([at], popups=[folium.Popup(text)]),
    )
    groups = []
    for element in elements:
        group = folium.FeatureGroup(name=text)
        element.add_to(group)
        groups.append(group)
    return groups


def rendered(groups: Iterable[folium.FeatureGroup]) -> str:
    """Return everything that the browser is sent: the page that folium writes, and each layer as the component takes it."""
    base = maps.base_map()
    kept = list(groups)
    for group in kept:
        group.add_to(base)
    page = str(base.get_root().render())
    return page + "".join(str(_get_feature_group_string(group, base, index)) for index, group in enumerate(kept))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_evaluated_on_the_server_even_where_it_was_not_escaped(attack: str) -> None:
    assert PRODUCT not in rendered(sinks(attack))


def test_a_command_in_a_title_is_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ",".join(str(byte) for byte in f"touch {trace}".encode())
    rendered(sinks(f"{{{{cycler.__init__.__globals__.os.system(bytes([{command}]).decode())}}}}"))
    assert not trace.exists()


@pytest.mark.parametrize("attack", ATTACKS)
def test_escaped_text_leaves_nothing_that_a_script_or_a_page_could_read_as_code(attack: str) -> None:
    quiet, loud = (rendered(sinks(maps.safe_html(text))) for text in ("quiet", attack))
    marks = ("<", "`", "${", "{{", "{%", "{#")
    assert [loud.count(mark) for mark in marks] == [quiet.count(mark) for mark in marks]
    assert PRODUCT not in loud


def test_an_element_keeps_its_text_when_it_is_copied_by_pickling() -> None:
    element = branca.element.Element("{{7*7777777}}")
    copied = branca.element.Element.__new__(branca.element.Element)
    copied.__setstate__(element.__getstate__())
    assert (element.render(), copied.render()) == ("{{7*7777777}}", "{{7*7777777}}")


@given(st.text())
def test_what_is_shown_is_what_was_written_save_what_no_browser_shows(text: str) -> None:
    escaped = maps.safe_html(text)
    assert not set(escaped) & set("<>\"'`${}\\\n\r\u2028\u2029")
    shown = html.unescape(escaped)
    for before, after in (("\r", " "), ("\n", " "), ("\t", " "), ("\x85", " "), ("\u2028", " "), ("\u2029", " ")):
        text = text.replace(before, after)
    unseen = {chr(code) for code in (*range(32), *range(127, 160), *range(0xD800, 0xE000))}
    assert shown == "".join(mark for mark in text if mark not in unseen)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)))
def test_packed_values_are_letters_and_digits(value: object) -> None:
    content = maps.packed(value)
    assert all(mark.isascii() and (mark.isalnum() or mark in "+/=") for mark in content)


def test_a_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        maps.packed([float("nan")])


def test_no_element_of_the_map_loads_from_another_host() -> None:
    base = maps.base_map()
    for group in (maps.ring_layer([]), maps.view_layer("33.0000,44.0000,6")):
        group.add_to(base)
    assert maps.remote_links(base) == []
    assert "http" not in base.get_root().render().replace("http-equiv", "")


def test_a_remote_link_is_found() -> None:
    base = maps.base_map()
    folium.plugins.Fullscreen().add_to(base)
    assert any(link.startswith("https://") for link in maps.remote_links(base))
