"""What is shown and what is logged when something fails."""

from __future__ import annotations

import logging

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import QueryError, SettingsError, SnapshotError


def _raise(error: Exception) -> None:
    from geo.ui.guard import Guard  # noqa: PLC0415  # the function is run as a script of its own

    with Guard():
        raise error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SnapshotError("/secret/path is damaged"), "python -m geo build"),
        (QueryError("took 12 s at /secret/path"), "Ask for less"),
        (SettingsError("/secret/path"), "INCIDENT_ATLAS_"),
        (RuntimeError("/secret/path"), "The server's log has the details under"),
    ],
)
def test_a_message_says_what_to_do_and_no_path(error: Exception, said: str) -> None:
    app = AppTest.from_function(_raise, args=(error,)).run()
    [shown] = app.error
    assert said in shown.value
    assert "secret" not in shown.value
    assert not app.exception


def test_the_id_that_is_shown_is_the_id_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="geo"):
        app = AppTest.from_function(_raise, args=(RuntimeError("why"),)).run()
    [record] = [record for record in caplog.records if record.name == "geo"]
    assert record.getMessage().removeprefix("error ") in app.error[0].value
    assert record.exc_info is not None


def test_stopping_a_script_is_no_error() -> None:
    def stop() -> None:
        import streamlit as st  # noqa: PLC0415  # the function is run as a script of its own

        from geo.ui.guard import Guard  # noqa: PLC0415

        st.write("before")
        with Guard():
            st.stop()
        st.write("after")

    app = AppTest.from_function(stop).run()
    assert not app.error
    assert [text.value for text in app.markdown] == ["before"]
