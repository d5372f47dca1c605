/* Incidents on one canvas: symbols for what is known to a place, soft discs for "near", rings where a small scale
   draws several places as one. The canvas stays when the layer is replaced, and keeps its picture until the next is
   there. All text arrives as data and is shown as text, never as HTML. */
(function () {
  "use strict";

  const RADIUS = 11; // of a symbol, in pixels
  const DOT = 2.4; // of a place that a ring stands for
  const MOST_DOTS = 3000; // more would be a carpet
  const FOCUSABLE = 250; // keyboard stops at most; beyond, a reader filters first
  const NAMED = 60; // names at most, and none on a small scale, where the basemap has room for its own
  const NAMED_FROM = 5;
  const LONGEST_NAME = 34;
  const EARTH_M = 40075016.686;
  const MARGIN = 0.15; // of the map on each side that is drawn too
  const MANY_DISCS = 12; // so many would add up to fog
  const MOST_BADGES = 3; // of countries; more are folded into one
  const FINGER = 12; // pixels around a symbol within which a finger means it
  const QUIET_MS = 180; // a wait that nobody notices shows nothing
  const ASK_MS = 130; // a pointer on its way elsewhere asks for no titles
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const { inflate, clusters, parts, lines, box, isRing, ringRadius, plural, mercatorX } = atlasSpots;
  const coarse = matchMedia("(pointer: coarse)");
  const button = (words, press) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", press);
    return made;
  };
  const short = (n) => (n < 1000 ? String(n) : n < 9950 ? (n / 1000).toFixed(1) + "k" : n < 999500 ? Math.round(n / 1000) + "k" : (n / 1e6).toFixed(1) + "M");

  const Board = L.Layer.extend({
    onAdd(map) {
      const pane = map.getPane("atlas-incidents");
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      this._canvas.setAttribute("aria-hidden", "true");
      this._keys = L.DomUtil.create("div", "atlas-keys", pane);
      this._keys.setAttribute("role", "group");
      this._keys.setAttribute("aria-label", "Incidents on the map; arrow keys go from one to the next");
      this._keys.addEventListener("keydown", (event) => this._arrow(event));
      this._tip = L.tooltip({ direction: "top", offset: [0, -10], className: "atlas-tip", pane: "tooltipPane" });
      this._shown = [];
      map.on({ moveend: this._moved, zoomend: this._draw, viewreset: this._draw, resize: this._moved, zoomanim: this._zoom, zoom: this._flown }, this);
      map.on({ click: this._click, mousemove: this._hover, mouseout: this._leave }, this);
    },

    /* Show other content; what is shown stays until that is ready. */
    async show(packed) {
      const turn = (this._turn = (this._turn || 0) + 1);
      const content = await inflate(packed);
      if (turn !== this._turn) return;
      const before = this._source;
      if (content.api && before && before.isOf && before.isOf(content) && before.turn) {
        // The same question as before: another selection or theme needs no other answer.
        if (this._next) this._next.close();
        this._use(content, this.served(content).adopting(before));
      } else if (content.api) {
        if (this._next) this._next.close();
        if (before) before.close();
        this._next = this.served(content);
        this._suggest(content.extent);
        await null; // the first look, if there is one to take, is taken now
        if (turn === this._turn) this._next.look(this._map);
      } else {
        if (this._next) this._next.close();
        if (before) before.close();
        this._progress(false);
        this._use(content, new atlasSources.Embedded(content));
      }
    },

    /* While the camera goes elsewhere nothing is drawn and nothing asked, until something is staged. */
    rest() { this._resting = true; },

    /* Show what was made ready before; for what has not been answered yet, nothing until it is. */
    stage(content, source) {
      this._turn = (this._turn || 0) + 1;
      this._resting = false;
      if (this._next && this._next !== source) this._next.close();
      if (this._source && this._source !== source) this._source.close();
      this._panned = content.selected; // whoever stages says where to look
      if (!content.api || source.turn) return this._use(content, source);
      this._next = source;
      this._source = null;
      this._shown = [];
      this._canvas.width = 0;
      this._keys.replaceChildren();
      this._badges([]);
      this._map.atlas.areas().show(content, []);
      source.look(this._map);
    },

    /* A source that asks the server, and shows its answers once it is the one that is looked at. */
    served(content) {
      const mine = () => this._next === source || this._source === source;
      const source = new atlasSources.Served(content, {
        answer: () => mine() && this._use(content, source),
        busy: (yes) => mine() && this._progress(yes),
        failed: (why, gone) => mine() && this._complain(why, gone, () => source.look(this._map)),
      });
      return source;
    },

    _use(content, source) {
      const other = this._source !== source;
      this._source = source;
      this._next = null;
      this._content = content;
      this._theme = content.theme;
      this._byZoom = source.byZoom || new Map();
      this._complain("");
      if (source.left) this._say(`${plural(source.left, "incident")} left out: this page holds ${plural(source.content.rows.id.length, "incident")} at most. Filter to see the others.`);
      else this._say("");
      this._suggest(source.extent);
      this._badges(source.countries, source.more);
      this._draw();
      if (other) this._bringIntoView();
      const { total } = content;
      this._map.atlas.drawn = { mode: source.mode, embedded: !content.api, spots: source.spots.length, total, at: performance.timeOrigin + performance.now(), n: ((this._map.atlas.drawn || {}).n || 0) + 1 };
      this._map.fire("atlas:drawn");
      // Shapes of areas take longer than all symbols, so these are seen first.
      if (source.areas) setTimeout(() => this._source === source && this._map.atlas.areas().show(content, source.shapes()));
      if (content.api) source.look(this._map); // the map may have moved since it was asked
    },

    _suggest(extent) {
      if (!extent) return;
      const [west, south, east, north] = extent;
      this._map.atlas.suggest(L.latLngBounds([south, west], [north, east]));
    },

    _moved() {
      if (this._resting) return;
      this._draw();
      const source = this._next || this._source;
      if (source) source.look(this._map);
    },

    // --- waiting and failing

    _progress(yes) {
      clearTimeout(this._waiting);
      const container = this._map.getContainer();
      if (!yes) container.classList.remove("atlas-busy");
      else this._waiting = setTimeout(() => container.classList.add("atlas-busy"), QUIET_MS);
      container.setAttribute("aria-busy", String(yes));
    },

    /* A note in the map, with what can be done; no words take it away. */
    _complain(why, gone, again) {
      if (this._trouble) this._trouble.remove();
      this._trouble = null;
      if (!why) return;
      const note = (this._trouble = L.DomUtil.create("div", "atlas-trouble", this._map.getContainer()));
      note.setAttribute("role", "alert");
      const text = L.DomUtil.create("span", "", note), button = L.DomUtil.create("button", "", note);
      text.textContent = gone ? "There is a newer snapshot than the one on this map." : `The incidents here could not be loaded: ${why}.`;
      button.type = "button";
      button.textContent = gone ? "Load it" : "Try again";
      L.DomEvent.disableClickPropagation(note);
      button.addEventListener("click", () => {
        this._complain("");
        if (gone) window.parent.location.reload();
        else again();
      });
    },

    _say(words) {
      if (this._note) this._note.remove();
      this._note = null;
      if (!words) return;
      this._note = L.DomUtil.create("div", "atlas-left-out", this._map.getContainer());
      this._note.setAttribute("role", "status");
      this._note.textContent = words;
    },

    // --- drawing

    _spots() {
      const zoom = this._map.getZoom(), { _source: source } = this;
      if (!this._byZoom.has(zoom)) {
        this._byZoom.set(zoom, clusters(source.spots, zoom, (spot) => source.isMarked(spot), source.mode === "clusters"));
      }
      return this._byZoom.get(zoom);
    },

    _draw() {
      if (!this._source || this._resting) return;
      const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1;
      const width = Math.round(size.x * (1 + 2 * MARGIN)), height = Math.round(size.y * (1 + 2 * MARGIN));
      this._origin = map.containerPointToLayerPoint([-size.x * MARGIN, -size.y * MARGIN]).round();
      this._corner = map.layerPointToLatLng(this._origin);
      this._zoomDrawn = map.getZoom();
      L.DomUtil.setPosition(this._canvas, this._origin);
      this._canvas.width = width * ratio;
      this._canvas.height = height * ratio;
      this._canvas.style.width = width + "px";
      this._canvas.style.height = height + "px";
      const ctx = this._canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      const inside = ({ x, y, reach }) => x > -reach && y > -reach && x < width + reach && y < height + reach;
      this._shown = this._spots().map((spot) => this._placed(spot)).filter(inside);
      // Discs lie below symbols; small heaps above large ones, so that nothing is buried; the selection on top.
      this._shown.sort((a, b) => a.marked - b.marked || b.spot.n - a.spot.n);
      const discs = this._shown.filter(({ disc }) => disc);
      for (const shown of discs) this._drawDisc(ctx, shown, discs.length > MANY_DISCS);
      this._drawDots(ctx);
      for (const shown of this._shown) this._drawSymbol(ctx, shown);
      if (map.getZoom() >= NAMED_FROM) this._drawNames(ctx);
      this._placeKeys(size);
    },

    _point(spot) {
      const scale = 256 * 2 ** this._map.getZoom(), pixel = this._map.getPixelOrigin();
      const world = Math.round(mercatorX(this._map.getCenter().lng) - spot.x); // the copy of the world that is looked at
      return [(spot.x + world) * scale - pixel.x - this._origin.x, spot.y * scale - pixel.y - this._origin.y];
    },

    /* Where a spot stands on the canvas: its symbol at x, y; a disc around its position where only "near" was said. */
    _placed(spot) {
      const [x, y] = this._point(spot), marked = this._source.isMarked(spot);
      if (isRing(spot)) return { spot, x, y, marked, radius: ringRadius(spot.n) * (this._bold() ? 1.1 : 1), reach: 34 };
      const metres = (EARTH_M * Math.cos((spot.lat * Math.PI) / 180)) / (256 * 2 ** this._map.getZoom());
      const size = RADIUS * (this._bold() ? 1.3 : 1), around = (spot.km * 1000) / metres;
      if (!spot.near) return { spot, x, y, marked, radius: size, ring: spot.town ? Math.max(around, size * 1.6) : 0, reach: around + 30 };
      // The symbol sits on the rim: a mark in the middle would claim a position that nobody stated.
      const disc = { x, y, radius: Math.max(around, 14) };
      return { spot, x, y: y - disc.radius, marked, radius: size * 0.85, disc, reach: disc.radius * 2 + 30 };
    },

    /* Where symbols stand in the layer, in pixels. */
    taken() {
      const { x: left, y: top } = this._origin || { x: 0, y: 0 };
      return this._shown.map(({ x, y, radius }) => ({ left: left + x - radius, right: left + x + radius, top: top + y - radius, bottom: top + y + radius }));
    },

    _bold() { return this._theme === "projector"; },

    _drawDisc(ctx, { spot, disc, marked }, many) {
      const { color } = parts(spot, this._content.families)[0];
      const soft = ctx.createRadialGradient(disc.x, disc.y, disc.radius * 0.6, disc.x, disc.y, disc.radius);
      soft.addColorStop(0, color + (many ? "0d" : "33"));
      soft.addColorStop(0.8, color + (many ? "0a" : "22"));
      soft.addColorStop(1, color + "00");
      ctx.beginPath();
      ctx.arc(disc.x, disc.y, disc.radius, 0, 2 * Math.PI);
      ctx.fillStyle = soft;
      ctx.fill();
      ctx.setLineDash([2, 4]);
      ctx.lineWidth = marked ? 2 : 1;
      ctx.strokeStyle = marked ? atlasSymbols.ACCENT[this._theme] : color;
      ctx.stroke();
      ctx.setLineDash([]);
    },

    /* A ring stands for places; each of them is a dot where it is, so that the ring hides no position. */
    _drawDots(ctx) {
      if (this._shown.reduce((sum, { spot }) => sum + (spot.members ? spot.members.length : 0), 0) > MOST_DOTS) return;
      const { families } = this._content, size = DOT * (this._bold() ? 1.3 : 1);
      ctx.lineWidth = 1;
      ctx.strokeStyle = atlasSymbols.PAPER[this._theme];
      for (const { spot } of this._shown) {
        for (const place of spot.members || []) {
          if (place.wide || place.near) continue;
          const [x, y] = this._point(place);
          ctx.beginPath();
          ctx.arc(x, y, size, 0, 2 * Math.PI);
          ctx.fillStyle = parts(place, families)[0].color;
          ctx.fill();
          ctx.stroke();
        }
      }
    },

    _drawSymbol(ctx, { spot, x, y, radius, ring, marked }) {
      const theme = this._theme, mixed = parts(spot, this._content.families);
      if (isRing(spot) || mixed.length > 1) {
        if (ring) atlasSymbols.ring(ctx, x, y, ring, mixed[0].color, theme);
        atlasSymbols.donut(ctx, x, y, isRing(spot) ? radius : radius * 1.25, mixed, spot.n, short(spot.n), theme, marked);
        return;
      }
      const sign = spot.kind ? this._content.signs[spot.kind] : mixed[0];
      const text = spot.n > 1 ? short(spot.n) : sign.letter;
      atlasSymbols.draw(ctx, x, y, radius, { shape: sign.shape, color: mixed[0].color, ring, selected: marked, status: spot.status || "reported", text }, theme);
    },

    /* Symbols hide what the basemap wrote there, so each place says its own name where there is room. */
    _drawNames(ctx) {
      const theme = this._theme, size = this._bold() ? 15 : 12.5, taken = [];
      const hits = (a) => taken.some((b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top);
      for (const { x, y, radius } of this._shown) taken.push({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
      ctx.font = `600 ${size}px "Source Sans", "Source Sans 3", "Segoe UI", system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      // A ring may stand beside its town: its name stands at the height of the town, over what the basemap wrote, and
      // is left to the basemap where the ring does not cover the town.
      const scale = 256 * 2 ** this._map.getZoom();
      const off = ({ town, members, x, y }) => (members ? [(town.x - x) * scale, (town.y - y) * scale] : [0, 0]);
      const named = this._shown.filter(({ spot, radius }) => spot.name && Math.hypot(...off(spot)) < radius).reverse();
      for (const { spot, x, y: middle, radius } of named.slice(0, NAMED)) {
        const y = middle + off(spot)[1];
        const name = spot.name.length > LONGEST_NAME ? spot.name.slice(0, LONGEST_NAME - 1) + "…" : spot.name;
        const width = ctx.measureText(name).width + 6, half = size * 0.75;
        // To the right, where the basemap writes; else to the left.
        const boxes = [x + radius * 1.25 + 2, x - radius * 1.25 - 2 - width].map((left) => ({ left, right: left + width, top: y - half, bottom: y + half }));
        const free = boxes.find((candidate) => !hits(candidate));
        if (!free) continue;
        taken.push(free);
        ctx.globalAlpha = 0.86;
        ctx.fillStyle = atlasSymbols.GROUND[theme];
        ctx.beginPath();
        ctx.roundRect(free.left, free.top, width, half * 2, 3);
        ctx.fill();
        ctx.globalAlpha = 1;
        ctx.fillStyle = atlasSymbols.INK[theme];
        ctx.fillText(name, free.left + 3, y + 0.5);
      }
    },

    _zoom(event) {
      if (!this._corner) return;
      const scale = this._map.getZoomScale(event.zoom, this._zoomDrawn);
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center), scale);
    },

    /* On the way of a flight, which tells no frame of it by `zoomanim`. */
    _flown() { this._zoom({ center: this._map.getCenter(), zoom: this._map.getZoom() }); },

    // --- pointer

    _at(point) {
      if (!this._origin) return null;
      const at = this._map.containerPointToLayerPoint(point).subtract(this._origin), slack = coarse.matches ? FINGER : 2;
      const away = ({ x, y, radius }) => Math.hypot(at.x - x, at.y - y) - radius * 1.2;
      const topmost = [...this._shown].reverse();
      const hit = topmost.find((shown) => away(shown) <= 2);
      // A finger is wide: it means the nearest that it touches.
      const close = hit ? [] : topmost.filter((shown) => away(shown) <= slack).sort((a, b) => away(a) - away(b));
      return hit || close[0] || topmost.find(({ disc }) => disc && Math.hypot(at.x - disc.x, at.y - disc.y) <= disc.radius) || null;
    },

    _hover(event) {
      if (this._map.atlas.tool) return;
      const shown = this._at(event.containerPoint), spot = shown && shown.spot;
      this._map.getContainer().style.cursor = shown ? "pointer" : "";
      this._map.atlas.busy = Boolean(shown); // so that an area below keeps quiet
      if (spot === this._hovered) return;
      this._hovered = spot;
      shown ? this._tell(shown) : this._hush();
    },

    _leave() {
      this._hovered = null;
      this._map.atlas.busy = false;
      this._hush();
    },

    _hush() {
      clearTimeout(this._asking);
      this._telling = null;
      this._tip.remove();
    },

    _tell(shown, atOnce) {
      const at = this._map.layerPointToLatLng(this._origin.add([shown.x, shown.y - shown.radius])), { spot } = shown;
      this._telling = spot;
      clearTimeout(this._asking);
      const say = (told) => this._telling === spot && this._tip.setLatLng(at).setContent(box(told)).addTo(this._map);
      if (!this._content.api) say(this._source.tell(spot));
      else {
        say(lines(spot, this._content));
        this._asking = setTimeout(() => say(this._source.tell(spot, say)), atOnce ? 0 : ASK_MS);
      }
    },

    _click(event) {
      if (this._map.atlas.tool) return;
      const shown = this._at(event.containerPoint);
      if (shown) this._pick(shown);
    },

    async _pick(shown) {
      const { spot } = shown, { atlas } = this._map, source = this._source;
      if (coarse.matches) this._tell(shown, true);
      if (spot.n === 1) {
        try {
          const id = await source.pick(spot);
          if (!id) return;
          this._panned = id; // it is in view, or it could not have been picked
          atlas.tell("pick", id);
        } catch (error) {
          this._complain(error instanceof TypeError ? "the server cannot be reached" : error.message, false, () => this._pick(shown));
        }
        return;
      }
      const [west, south, east, north] = spot.box;
      atlas.tell("box", [west, south, east, north].map((edge) => edge.toFixed(5)).join(","));
      if (!isRing(spot)) return;
      const bounds = L.latLngBounds([south, west], [north, east]), now = this._map.getZoom();
      const zoom = Math.min(this._map.getBoundsZoom(bounds.pad(0.3)), now + 3);
      this._map.setView(bounds.getCenter(), Math.min(Math.max(zoom, now + 1), this._map.getMaxZoom()));
    },

    // --- keyboard: a button over each symbol, transparent to the pointer; one stop for all, arrows go between them

    _placeKeys(size) {
      const left = size.x * MARGIN, top = size.y * MARGIN;
      const inView = this._shown.filter(({ x, y }) => x >= left && y >= top && x <= left + size.x && y <= top + size.y);
      const most = inView.sort((a, b) => b.marked - a.marked || b.spot.n - a.spot.n).slice(0, FOCUSABLE);
      most.sort((a, b) => a.y - b.y || a.x - b.x);
      const old = new Map([...this._keys.children].map((key) => [key.dataset.key, key]));
      const wanted = most.map((shown) => {
        const key = old.get(shown.spot.key) || this._key(shown.spot.key);
        old.delete(shown.spot.key);
        key.shown = shown;
        key.setAttribute("aria-label", this._label(shown.spot));
        const r = shown.radius * 1.45 + 3, at = this._origin.add([shown.x - r, shown.y - r]);
        L.DomUtil.setPosition(key, at);
        key.style.width = key.style.height = 2 * r + "px";
        return key;
      });
      for (const key of old.values()) key.remove();
      wanted.forEach((key) => key.parentNode || this._keys.append(key));
      const stop = wanted.find((key) => key === document.activeElement) || wanted.find((key) => key.shown.marked) || wanted[0];
      for (const key of wanted) key.tabIndex = key === stop ? 0 : -1;
    },

    _label(spot) {
      return (this._content.api ? lines(spot, this._content) : this._source.tell(spot)).join(". ");
    },

    _key(name) {
      const key = document.createElement("button");
      key.type = "button";
      key.dataset.key = name;
      key.addEventListener("focus", () => {
        for (const other of this._keys.children) other.tabIndex = other === key ? 0 : -1;
        this._tell(key.shown, true);
      });
      key.addEventListener("blur", () => this._hush());
      key.addEventListener("click", (event) => {
        event.stopPropagation();
        this._pick(key.shown);
      });
      return key;
    },

    /* To the nearest in that direction; what lies straight ahead counts as nearer than what lies aside. */
    _arrow(event) {
      const step = ARROWS[event.key], here = document.activeElement;
      if (!step || !here || !here.shown) return;
      event.preventDefault();
      event.stopPropagation(); // the map itself would move
      let best = null;
      for (const key of this._keys.children) {
        const dx = key.shown.x - here.shown.x, dy = key.shown.y - here.shown.y, ahead = dx * step[0] + dy * step[1];
        if (key === here || ahead <= 0) continue;
        const cost = ahead + 2 * Math.abs(dx * step[1] - dy * step[0]);
        if (!best || cost < best.cost) best = { key, cost };
      }
      if (best) best.key.focus({ preventScroll: true });
    },

    // --- what is not at a position, and what must be seen

    _badges(countries, [others, in_others] = [0, 0]) {
      if (!this._box) {
        this._box = L.DomUtil.create("div", "atlas-badges", this._map.getContainer());
        this._box.setAttribute("role", "group");
        this._box.setAttribute("aria-label", "Incidents known by country only");
        L.DomEvent.disableClickPropagation(this._box);
        L.DomEvent.disableScrollPropagation(this._box);
      }
      const words = JSON.stringify([countries, others, in_others]);
      if (words === this._countries) return; // nothing changed, so nobody loses their place in it
      this._countries = words;
      const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0), told = (n) => n.toLocaleString("en");
      const badges = countries.map(([id, name, counts]) => button(`${name}: ${told(sum(counts))}, see list`, () => this._map.atlas.tell("area", id)));
      if (badges.length <= MOST_BADGES) return this._box.replaceChildren(...badges);
      // Many would hide the map: one stands for all, and shows them when it is asked.
      const n = told(countries.reduce((all, [, , counts]) => all + sum(counts), in_others));
      const fold = button(`${badges.length + others} countries: ${n}`, () => this._unfold(fold, !this._unfolded));
      fold.className = "atlas-fold";
      fold.title = `${n} incidents known by country only`;
      const rest = document.createElement("span");
      rest.textContent = others ? `and ${told(in_others)} in ${others === 1 ? "one more country" : told(others) + " more countries"}` : "";
      this._box.replaceChildren(fold, ...badges, ...(others ? [rest] : []));
      this._unfold(fold, this._unfolded);
    },

    _unfold(fold, yes) {
      this._unfolded = Boolean(yes);
      fold.setAttribute("aria-expanded", String(this._unfolded));
      for (const badge of [...this._box.children].slice(1)) badge.hidden = !this._unfolded;
    },

    /* Pan to a selection made elsewhere, without zooming; once, so that the reader may then look away. */
    _bringIntoView() {
      const { selected } = this._content, place = this._source.spots.find((spot) => this._source.isMarked(spot));
      if (!place || this._panned === selected) return;
      this._panned = selected;
      const at = L.latLng(place.lat, place.lon);
      if (!this._map.getBounds().pad(-0.08).contains(at)) this._map.panTo(at);
    },
  });

  /* What streamlit-folium adds and takes away with every run: a messenger to the board, which stays. */
  const Incidents = L.Layer.extend({
    initialize(packed) { this._packed = packed; },
    onAdd(map) {
      if (!map.atlas.board) map.atlas.board = new Board().addTo(map);
      map.atlas.board.show(this._packed);
    },
    onRemove() {},
  });

  window.atlasBoard = Board;
  window.atlasIncidents = (packed) => new Incidents(packed);
})();
