"""The source appendix: each incident once, with its exact words, and an honest count of what is left out."""

from __future__ import annotations

from geo.briefing import Bullet, Deck, Scene
from geo.handouts import appendix
from geo.store import Snapshot


def _deck(*scenes: Scene) -> Deck:
    return Deck(id="demo", title="Demo", scenes=scenes)


def test_each_incident_stands_once_by_date_with_the_scenes_that_show_it(snapshot: Snapshot) -> None:
    told = appendix.appendix(snapshot, _deck(Scene(id="aaaaaaaa", title="All"), Scene(id="bbbbbbbb", title="Again")))
    ids = [row.id for row in told.rows]
    assert len(set(ids)) == len(ids) == told.total > 1
    assert {row.scenes for row in told.rows} == {(1, 2)}
    assert [row.number for row in told.rows] == list(range(1, len(ids) + 1))


def test_a_row_has_the_sentence_word_for_word_and_the_digest_of_its_document(snapshot: Snapshot) -> None:
    rows = appendix.rows(snapshot, _deck(Scene(id="aaaaaaaa", title="All")))
    documents = {row["id"]: row for row in snapshot.rows("SELECT * FROM documents")}
    told = [one for row in rows for one in row.told]
    assert told
    for one in told:
        document = documents[one.cited.id]
        assert one.sentence in document["text"]
        assert (one.cited.sha256, one.cited.link) == (document["sha256"], document["url"])


def test_what_a_bullet_rests_on_is_kept_before_the_rest_and_the_rest_is_counted(snapshot: Snapshot) -> None:
    everything = appendix.rows(snapshot, _deck(Scene(id="aaaaaaaa", title="All")))
    last = everything[-1].id
    deck = _deck(Scene(id="aaaaaaaa", title="All", bullets=(Bullet(text="This one.", of=(last,)),)))
    told = appendix.appendix(snapshot, deck, most=1)
    assert [row.id for row in told.rows] == [last]
    assert (told.total, told.more) == (len(everything), len(everything) - 1)


def test_an_incident_that_is_no_longer_there_is_named_and_not_invented(snapshot: Snapshot) -> None:
    deck = _deck(
        Scene(id="aaaaaaaa", title="None", query=(("text", ("no such word",)),), bullets=(Bullet(text="Gone.", of=("gone",)),))
    )
    told = appendix.appendix(snapshot, deck)
    assert (told.rows, told.total, told.missing) == ((), 0, ("gone",))
