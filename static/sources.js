/* Where the incidents come from: all at once with the layer, or part by part from the server for what is looked at.
   Both have the same face: `spots`, `areas`, `countries`, `extent`, `look`, `tell`, `pick`, `close`. */
(function () {
  "use strict";

  const { placesOf, spotsOf, spotAt, lines, linesTold, near, isRing, TITLES } = atlasSpots;
  const MARGIN = 0.25; // of the view on each side that is asked for too, so that a short way needs no question
  const LATE_MS = 30000; // after which an answer is given up
  const KEPT = 400; // words at the pointer that are kept

  const shapes = new Map(); // id of a place -> promise of its geometry, null where there is none

  /* Columns that came with the layer. */
  class Embedded {
    constructor(content) {
      this.content = content;
      this.spots = placesOf(content, content.signs);
      this.mode = "places";
      this.countries = content.countries;
      this.more = [0, 0];
      this.left = content.left_out;
      this.turn = 0;
      const lats = this.spots.map(({ lat }) => lat), lons = this.spots.map(({ lon }) => lon);
      const least = (list) => list.reduce((a, b) => Math.min(a, b)), most = (list) => list.reduce((a, b) => Math.max(a, b));
      this.extent = lats.length ? [least(lons), least(lats), most(lons), most(lats)] : null;
      this._row = content.selected ? content.rows.id.indexOf(content.selected) : -1;
    }

    isMarked(spot) { return this._row >= 0 && Boolean(spot.items) && spot.items.includes(this._row); }

    look() {}

    close() {}

    tell(spot) {
      const { rows, titles, whens, names, statuses, precisions } = this.content, known = lines(spot, this.content);
      if (isRing(spot)) return known;
      const told = spot.items.slice(0, TITLES).map((i) => {
        const name = names[rows.name[i]];
        return { title: titles[rows.title[i]], when: whens[rows.when[i]], place: precisions[rows.precision[i]] === "near" ? near(name) : name, status: statuses[rows.status[i]] };
      });
      return linesTold(spot, told, known);
    }

    pick(spot) { return this.content.rows.id[spot.items[0]]; }
  }

  /* The server's answers, each for one view of the map. */
  class Served {
    /* on: { answer(), busy(yes), failed(words, again) } */
    constructor(content, on) {
      this.content = content;
      this.on = on;
      this.spots = [];
      this._plain = [];
      this.areas = [];
      this.countries = [];
      this.more = [0, 0];
      this.extent = content.extent;
      this.mode = "";
      this.turn = 0;
      this._told = new Map();
      const { mark } = content;
      if (mark) this._mark = spotAt(mark.lat, mark.lon, { ...mark, key: "selected", n: 1, counts: { [content.signs[mark.kind].family]: 1 }, near: mark.precision === "near", town: mark.precision === "settlement", lone: true });
    }

    /* Whether the answer in hand is of another question (filter, snapshot) than this content's. */
    isOf({ query, snapshot }) { return snapshot === this.content.snapshot && JSON.stringify(query) === JSON.stringify(this.content.query); }

    isMarked(spot) { return spot === this._mark || spot === this._twin; }

    url(path, words) {
      const query = new URLSearchParams(this.content.query);
      for (const [name, value] of Object.entries(words)) query.set(name, value);
      query.set("snapshot", this.content.snapshot);
      return `${this.content.api}${path}?${query}`;
    }

    async ask(path, words, signal) {
      const response = await fetch(this.url(path, words), { signal, credentials: "same-origin" });
      if (response.ok) return response.json();
      const told = await response.json().catch(() => ({}));
      throw Object.assign(new Error(String(told.message || told.error || `the server answered ${response.status}`).slice(0, 200)), { status: response.status });
    }

    /* Ask for what is looked at, unless it is known already. An answer that comes after the next question is dropped. */
    async look(map) {
      const view = map.getBounds(), zoom = map.getZoom();
      const knows = this._have && this._have.box.contains(view) && (this._have.zoom === zoom || (this._have.mode === "places" && zoom > this._have.zoom));
      if (knows || (this._asking && this._asked.zoom === zoom && this._asked.box.contains(view))) return;
      this.close();
      const asked = (this._asking = new AbortController()), box = view.pad(MARGIN), late = setTimeout(() => asked.abort("late"), LATE_MS);
      this._asked = { box, zoom };
      this.on.busy(true);
      const degrees = (value) => value.toFixed(4);
      const words = { west: degrees(box.getWest()), south: degrees(Math.max(box.getSouth(), -90)), east: degrees(box.getEast()), north: degrees(Math.min(box.getNorth(), 90)), zoom };
      try {
        const answer = await this.ask("aggregate", words, asked.signal);
        if (this._asking !== asked) return;
        this._take(answer, box, zoom);
      } catch (error) {
        if (this._asking !== asked) return;
        const why = asked.signal.reason === "late" ? "the server did not answer in time" : error instanceof TypeError ? "the server cannot be reached" : error.message;
        this.on.failed(why, error.status === 404);
      } finally {
        clearTimeout(late);
        if (this._asking === asked) {
          this._asking = null;
          this.on.busy(false);
        }
      }
    }

    _take(answer, box, zoom) {
      this._have = { box, zoom, mode: answer.mode };
      this._plain = spotsOf(answer);
      this.mode = answer.mode;
      this.areas = answer.areas || [];
      this.countries = answer.countries || [];
      this.more = answer.more_countries || [0, 0];
      this.extent = answer.extent || this.extent;
      this.turn++;
      this._join();
      this.on.answer();
    }

    /* Take over the answer of a source that asked the same; only the selection may differ. */
    adopting({ _have, _plain, _told, mode, areas, countries, more, extent, turn }) {
      Object.assign(this, { _have, _plain, _told, mode, areas, countries, more, extent, turn });
      this._join();
      return this;
    }

    /* The selection stands in its own place among others or, where a ring took that place in, on top of it. */
    _join() {
      const mark = this._mark, close = (a, b) => Math.abs(a - b) < 2e-5;
      const twin = mark && this._plain.find((spot) => !isRing(spot) && spot.near === mark.near && close(spot.lat, mark.lat) && close(spot.lon, mark.lon));
      this._twin = twin || null;
      this.spots = mark && !twin ? [...this._plain, mark] : this._plain;
    }

    /* What is known to an area or a country only, each with a way to its shape. */
    shapes() {
      const item = ([id, name, at, counts, shade]) => ({ id, name, at, counts, shade, marked: id === this.content.area, n: Object.values(counts).reduce((a, b) => a + b, 0) });
      const all = [...this.countries.map(([id, name, counts]) => [id, name, null, counts, true]), ...this.areas.map(([id, name, lat, lon, counts]) => [id, name, [lat, lon], counts, false])];
      return all.map(item).map((area) => ({
        ...area,
        ask: () => this.shape(area.id),
        told: () => this.ask("list", { place: area.id, limit: TITLES }).then(({ rows }) => rows),
      }));
    }

    /* Shapes do not change while the page is open, so each is asked for once. */
    shape(id) {
      const { api, snapshot } = this.content;
      if (!shapes.has(id)) {
        const asked = fetch(`${api}shape/${encodeURIComponent(id)}?snapshot=${snapshot}`, { credentials: "same-origin" }).then((response) => (response.ok ? response.json() : null));
        asked.catch(() => shapes.delete(id));
        shapes.set(id, asked);
      }
      return shapes.get(id);
    }

    close() {
      if (this._asking) this._asking.abort();
      this._asking = null;
    }

    /* What is at a spot, in words: what is known at once, and, for a place, a promise of what the server tells of it. */
    tell(spot, later) {
      const known = lines(spot, this.content);
      if (isRing(spot)) return known;
      const told = this._told.get(spot.key);
      if (told) return linesTold(spot, told, known);
      if (spot.lone) return linesTold(spot, [spot], known);
      this._list(spot).then((rows) => later(linesTold(spot, rows, known)), () => {});
      return known;
    }

    async _list(spot) {
      const [west, south, east, north] = spot.box;
      const where = spot.n === 1 ? { key: spot.code } : { west, south, east, north, ...(spot.near ? { near: 1 } : {}) };
      const { rows } = await this.ask("list", { ...where, limit: TITLES });
      if (this._told.size > KEPT) this._told.clear();
      this._told.set(spot.key, rows);
      return rows;
    }

    /* The id of the one incident at a spot. */
    async pick(spot) {
      if (spot.lone) return spot.id;
      const [first] = this._told.get(spot.key) || (await this._list(spot));
      return first ? first.id : null;
    }
  }

  window.atlasSources = { Embedded, Served };
})();
