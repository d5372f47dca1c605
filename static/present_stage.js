/* The map of a presentation: one map for all scenes. The scenes beside the one that is shown are made ready while it is
   looked at: their incidents are taken apart, or asked of the server for the view that they will have. */
(function () {
  "use strict";

  const { el, plural, still } = atlasParts;
  const FLY_S = 0.25; // of a move of the camera
  const LATE_MS = 150; // after which a move that has not ended is cut short
  const STILL_PX = 3; // resizing rounds the middle of the map to whole pixels
  const FRAME = [900, 520]; // pixels of the map in the app, where the scene was made
  const CLOSEST_FIT = 6;
  const FIRST = [[31, 44], 5]; // where nothing says where to look
  const KEPT = 8; // scenes that are kept ready
  const BESIDE = 0.45; // of the width on either side that what lies over the map may take from a scene that fits itself

  /* Incidents that came with the document; of areas too, and which incidents are known to which place. */
  class Staged extends atlasSources.Embedded {
    constructor(content, slide, outlines) {
      super(content);
      this.byZoom = new Map(); // what stands together, by zoom: found before it is drawn
      this.areas = slide.areas.map((area) => ({ ...area, shape: outlines[area.id] }));
    }

    shapes() { return this.areas; }

    gather(zoom) {
      if (!this.byZoom.has(zoom)) this.byZoom.set(zoom, atlasSpots.clusters(this.spots, zoom, (spot) => this.isMarked(spot), false));
    }
  }

  class Stage {
    /* on: { pick(ids, words), taken(slide), next(), moved(yes) } */
    constructor(box, content, on) {
      this.content = content;
      this.on = on;
      this._made = new Map();
      const { pool } = content;
      if (pool.rows.id.length) {
        this._lat = summed(pool.rows.lat);
        this._lon = summed(pool.rows.lon);
      }
      this.map = L.map(box, { zoomControl: false, minZoom: 2, maxZoom: 12, worldCopyJump: true, doubleClickZoom: false, keyboard: false, fadeAnimation: false });
      this.map.setView(...FIRST, { animate: false });
      const theme = content.slides.map((slide) => slide.theme).find(Boolean) || "light";
      this.map.addLayer(atlasBasemap({ ...content.basemap, theme }));
      this.frame = this._framed(theme).addTo(this.map);
      this.frame._placed = true; // scenes say where to look
      this.board = new atlasBoard();
      this.map.atlas.board = this.board.addTo(this.map);
      this.map.on("click", (event) => this._click(event));
      this.map.on("moveend", () => this._moved());
      this.map.on("resize", () => this.slide && !this._away && this._put(this.slide, false));
      L.control.zoom({ position: "topleft" }).addTo(this.map);
    }

    /* The frame of the app, which here tells nobody's page anything and remembers nothing of where it was. */
    _framed(theme) {
      const legends = Object.fromEntries(Object.entries(this.content.looks).map(([name, look]) => [name, look.legend]));
      const frame = atlasFrame({ theme, legends, tiles: null });
      return Object.assign(frame, { _follow() {}, _recall: () => null, _keep() {}, tell: (kind, words) => this._told(kind, words) });
    }

    // --- scenes

    /* Show a scene, moving the camera unless it stands there already; resolves when it is drawn. */
    async show(slide, look) {
      const turn = (this._turn = (this._turn || 0) + 1), theme = look || slide.theme, first = !this.slide;
      this.slide = slide;
      const ready = this._ready(slide, theme);
      if (this._flying) this.map.setView(this.map.getCenter(), Math.round(this.map.getZoom()), { animate: false });
      this.map.getContainer().classList.add("p-moving");
      this.board.rest();
      this.frame.relook(theme);
      await this._put(slide, !first && !still.matches);
      if (turn !== this._turn) return false;
      await this._dress(slide, theme, ready);
      this.map.getContainer().classList.remove("p-moving");
      return turn === this._turn;
    }

    /* What the scene will need, unless it is there already. */
    prepare(slide, look) {
      if (!slide || slide.kind !== "scene") return;
      const { source } = this._ready(slide, look || slide.theme), { getBounds, getZoom } = this._window(slide);
      if (source.gather) source.gather(getZoom());
      this.map.atlasBasemap.ahead(getBounds(), getZoom());
    }

    _ready(slide, theme) {
      const key = `${slide.id} ${theme}`, found = this._made.get(key);
      if (found) {
        this._made.delete(key);
        this._made.set(key, found); // the least used is let go first
        return found;
      }
      const { looks, api, snapshot, shapes } = this.content, { signs, families } = looks[theme];
      const content = { theme, signs, families, selected: slide.selected, total: slide.total };
      let made;
      if (slide.query) {
        Object.assign(content, { api, snapshot, query: slide.query, extent: slide.extent, mark: slide.mark, area: slide.area });
        const source = this.board.served(content);
        source.look(this._window(slide));
        made = { content, source };
      } else {
        Object.assign(content, this._rows(slide), { countries: slide.countries, left_out: slide.left_out });
        made = { content, source: new Staged(content, slide, shapes) };
      }
      this._made.set(key, made);
      for (const old of this._made.keys()) if (this._made.size > KEPT) this._made.delete(old);
      return made;
    }

    /* The rows of the pool that a scene names, in the form in which a layer would bring them. */
    _rows(slide) {
      const { pool } = this.content, chosen = summed(slide.rows), rows = {};
      for (const [name, column] of Object.entries(pool.rows)) rows[name] = chosen.map((n) => column[n]);
      rows.lat = chosen.map((n, i) => this._lat[n] - (i ? this._lat[chosen[i - 1]] : 0));
      rows.lon = chosen.map((n, i) => this._lon[n] - (i ? this._lon[chosen[i - 1]] : 0));
      return { ...pool, rows };
    }

    async _dress(slide, theme, { content, source }) {
      for (const layer of this._layers || []) layer.remove();
      const bands = slide.bands.map((band) => ({ ...band, color: band.colors[theme] }));
      this._layers = [atlasRanges(bands), atlasTools.drawn(slide.within)];
      for (const layer of this._layers) layer.addTo(this.map);
      const drawn = new Promise((done) => {
        this.map.once("atlas:drawn", done);
        setTimeout(done, 4000); // a server that does not answer has said so in the map by then, or will
      });
      this.board.stage(content, source);
      await drawn;
    }

    // --- the camera

    /* Center and zoom of a scene in this window: all that stood in the app's frame, as large as it can be. */
    view(slide) {
      const { x, y } = this.map.getSize(), more = Math.max(0, Math.floor(Math.log2(Math.min(x / FRAME[0], y / FRAME[1]))));
      const closest = this.map.getMaxZoom();
      if (slide.at) {
        const [lat, lon, zoom] = slide.at;
        return [L.latLng(lat, lon), Math.max(2, Math.min(Math.round(zoom) + more, closest))];
      }
      const box = this._box(slide);
      if (!box.isValid()) return [L.latLng(FIRST[0]), FIRST[1] + more];
      const { left, right } = this.on.taken(slide), narrow = left + right > x * BESIDE * 2;
      const options = { paddingTopLeft: [narrow ? 20 : left + 40, 50], paddingBottomRight: [narrow ? 20 : right + 50, 90], maxZoom: CLOSEST_FIT + more };
      const { center, zoom } = this.map._getBoundsCenterZoom(box, options);
      return [center, Math.max(2, Math.min(zoom, CLOSEST_FIT + more))];
    }

    _box(slide) {
      const box = L.latLngBounds([]);
      if (slide.extent) box.extend([[slide.extent[1], slide.extent[0]], [slide.extent[3], slide.extent[2]]]);
      for (const { edges } of slide.bands) for (const at of edges[0]) box.extend(at);
      for (const area of slide.areas || []) if (area.at && area.at[0] !== null) box.extend(area.at);
      return box;
    }

    /* A view that will be looked at, in the words in which a map tells of its own. */
    _window(slide) {
      const [center, zoom] = this.view(slide), middle = this.map.project(center, zoom), half = this.map.getSize().divideBy(2);
      const corner = (point) => this.map.unproject(point, zoom);
      const bounds = L.latLngBounds(corner(middle.subtract(half)), corner(middle.add(half)));
      return { getBounds: () => bounds, getZoom: () => zoom };
    }

    _put(slide, smoothly) {
      const { map } = this, [center, zoom] = this.view(slide);
      this._going = true;
      this._home(true);
      const away = map.project(center, zoom).distanceTo(map.project(map.getCenter(), zoom));
      const there = () => { this._going = false; };
      if (map.getZoom() === zoom && away < 2) return Promise.resolve(there());
      if (!smoothly || document.hidden) {
        map.setView(center, zoom, { animate: false });
        return Promise.resolve(there());
      }
      return new Promise((done) => {
        const land = () => map.setView(center, zoom, { animate: false }); // on a machine that is too busy to fly
        const late = setTimeout(land, FLY_S * 1000 + LATE_MS);
        this._flying = true;
        map.once("moveend", () => {
          clearTimeout(late);
          this._flying = false;
          there();
          done();
        });
        map.flyTo(center, zoom, { duration: FLY_S });
      });
    }

    /* Back to where the scene looks. */
    home() {
      if (this.slide) this._put(this.slide, !still.matches);
    }

    get away() { return Boolean(this._away); }

    _moved() {
      if (this._going || !this.slide || this.frame._resizing) return;
      const [center, zoom] = this.view(this.slide), point = (at) => this.map.project(at, zoom);
      this._home(this.map.getZoom() === zoom && point(center).distanceTo(point(this.map.getCenter())) < STILL_PX);
    }

    _home(yes) {
      if (this._away === !yes) return;
      this._away = !yes;
      this.on.moved(!yes);
    }

    zoom(step) { this.map.setZoom(this.map.getZoom() + step, { animate: !still.matches }); }

    /* Keep a place clear of a panel that covers the right of the map. */
    clear(ids, panel) {
      const { rows } = this.content.pool, n = ids.length === 1 ? rows.id.indexOf(ids[0]) : -1;
      if (n < 0) return;
      const unit = this.content.pool.unit, at = this.map.latLngToContainerPoint([this._lat[n] * unit, this._lon[n] * unit]), free = this.map.getSize().x - panel;
      if (at.x > free - 40 && at.x < free + panel) this.map.panBy([at.x - free * 0.7, 0], { animate: !still.matches, duration: FLY_S });
    }

    measure() {
      const tools = this.frame._tools;
      this.map.atlas.tool ? tools.stop() : tools.start("measure");
    }

    // --- what is done on the map

    _click(event) {
      const { atlas } = this.map;
      if (atlas.tool || this.board._at(event.containerPoint)) return;
      this.on.next();
    }

    async _told(kind, words) {
      if (kind === "pick") this.on.pick([words], "");
      else if (kind === "box") this.on.pick(await this._inBox(words.split(",").map(Number)), "here");
      else if (kind === "area") this.on.pick(await this._atPlace(words), "in this area");
    }

    async _inBox([west, south, east, north]) {
      if (this.slide.query) return this._asked({ west, south, east, north });
      const { pool } = this.content, { unit } = pool, slack = unit;
      const within = (n) => {
        const lat = this._lat[n] * unit, lon = this._lon[n] * unit;
        return lat >= south - slack && lat <= north + slack && lon >= west - slack && lon <= east + slack;
      };
      return summed(this.slide.rows).filter(within).map((n) => pool.rows.id[n]);
    }

    async _atPlace(place) {
      if (this.slide.query) return this._asked({ place });
      return this.slide.at_place[place] || [];
    }

    async _asked(part) {
      try {
        const { rows } = await this.board._source.ask("list", { ...part, limit: 100 });
        return rows;
      } catch (error) {
        atlasParts.say(`The list could not be loaded: ${error.message}.`);
        return [];
      }
    }
  }

  function summed(steps) {
    let sum = 0;
    return steps.map((step) => (sum += step));
  }

  window.atlasStage = Stage;
})();
