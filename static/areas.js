/* Incidents known to an area only: the area hatched in the color of its family, one label for all of them. A country,
   when nothing closer was said, gets a faint shade and no label: its badge at the edge leads to the list. What was drawn
   stays as long as it is still asked for, so that a change of the filter takes away and adds, and nothing blinks. */
(function () {
  "use strict";

  const { inflate, parts, lines, linesTold, box, TITLES } = atlasSpots;
  const ROOMY = 70; // pixels of width from which an area has room for its name
  const SVG = "http://www.w3.org/2000/svg";

  /* The pattern of a color, made once and kept in the page; a fill refers to it by its id. */
  function hatch(color) {
    const id = "atlas-hatch-" + color.slice(1);
    if (document.getElementById(id)) return `url(#${id})`;
    const node = (name, attributes, parent) => {
      const element = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return parent.appendChild(element);
    };
    const holder = node("svg", { width: 0, height: 0 }, document.body);
    holder.style.position = "absolute"; // an attribute would be refused where no inline style is allowed
    const pattern = node("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, holder);
    node("rect", { width: 8, height: 8, fill: color, "fill-opacity": 0.07 }, pattern);
    node("rect", { width: 1.4, height: 8, fill: color, "fill-opacity": 0.45 }, pattern);
    return `url(#${id})`;
  }

  /* One area on the map: what is drawn of it, and what it says. */
  const Area = L.FeatureGroup.extend({
    initialize(area, shape, content) {
      L.FeatureGroup.prototype.initialize.call(this);
      this._area = area;
      this._content = content;
      area.shade ? this._shade(shape) : this._draw(shape);
    },

    _shade(shape) {
      const style = { stroke: false, fillColor: atlasSymbols.INK[this._content.theme], fillOpacity: 0.06, pane: "atlas-areas", interactive: false };
      this.addLayer(L.geoJSON(shape, { style, pane: "atlas-areas", interactive: false }));
    },

    _draw(shape) {
      const { at, marked } = this._area, { color } = parts(this._area, this._content.families)[0];
      const line = L.geoJSON(shape, { pane: "atlas-areas", interactive: false, style: {
        color: marked ? "#20252a" : color, weight: marked ? 5 : 1.2, fill: false } });
      const fill = L.geoJSON(shape, { pane: "atlas-areas", style: {
        color: marked ? atlasSymbols.ACCENT[this._content.theme] : color, weight: marked ? 2.5 : 0,
        fillColor: hatch(color), fillOpacity: 1 } });
      this.bounds = fill.getBounds();
      this._button = this._made(color);
      // The label is what the keyboard reaches; the shape is for the pointer.
      const label = this._label = L.marker(at && at[0] !== null ? at : this.bounds.getCenter(), {
        pane: "atlas-notes", keyboard: false, icon: L.divIcon({ className: "atlas-area", html: this._button, iconSize: [0, 0] }) });
      fill.on("mousemove", (event) => this._tell(event.latlng)).on("mouseout", () => this._hush());
      fill.on("click", (event) => this._pick(event));
      for (const layer of [line, fill, label]) this.addLayer(layer);
    },

    _made(color) {
      const button = document.createElement("button");
      button.type = "button";
      button.style.borderColor = color;
      button.setAttribute("aria-label", this._known().join(". "));
      button.addEventListener("click", (event) => this._pick({ originalEvent: event }));
      button.addEventListener("focus", () => this._map && this._tell(null));
      button.addEventListener("blur", () => this._hush());
      return button;
    },

    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      if (this.bounds) map.on("zoomend", this._fit, this);
      if (this.bounds) this._fit();
    },

    onRemove(map) {
      map.off("zoomend", this._fit, this);
      this._hush();
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },

    /* An area too small on the screen for its name shows the number only, so that it hides nothing. */
    _fit() {
      const { name, n } = this._area, at = (corner) => this._map.latLngToLayerPoint(corner);
      const wide = at(this.bounds.getNorthEast()).x - at(this.bounds.getSouthWest()).x;
      this.small = wide < ROOMY;
      this._button.textContent = this.small ? n.toLocaleString("en") : n > 1 ? `${name}: ${n.toLocaleString("en")}` : name;
    },

    /* Where the label stands in the layer, in pixels. */
    place() {
      const { x, y } = this._map.latLngToLayerPoint(this._label.getLatLng()), half = { x: this._button.offsetWidth / 2, y: this._button.offsetHeight / 2 };
      return { left: x - half.x, right: x + half.x, top: y - half.y, bottom: y + half.y };
    },

    /* Out of the way, or not; the keyboard still reaches it, and so brings it to the fore. */
    tuck(yes) { this._button.classList.toggle("atlas-tucked", yes); },

    marked() { return Boolean(this._area.marked); },

    rank() { return (this.marked() ? 1e9 : 0) + this._area.n; },

    // --- in words

    _known() {
      const { name, n, counts, told } = this._area, spot = { name, n, counts, kind: null };
      const known = lines({ ...spot, n: Math.max(n, 2) }, this._content);
      if (n === 1) known[0] = `1 incident, ${name}`;
      return Array.isArray(told) ? linesTold(spot, told.slice(0, TITLES), known) : known;
    },

    _tell(latlng) {
      // A symbol on top of the area has its own word to say.
      if (latlng && this._map.getContainer().style.cursor === "pointer" && this._map.atlas.busy) return this._hush();
      this._tip = this._tip || L.tooltip({ direction: "top", offset: [0, -10], className: "atlas-tip" });
      const say = () => this._map && this._tip.setContent(box(this._known()));
      say();
      this._tip.setLatLng(latlng || this._map.containerPointToLatLng(this._middle())).addTo(this._map);
      const { told } = this._area;
      if (typeof told !== "function") return;
      this._area.told = null; // asked once
      told().then((rows) => {
        this._area.told = rows;
        say();
      }, () => { this._area.told = told; });
    },

    _middle() {
      const inner = this._button.getBoundingClientRect(), outer = this._map.getContainer().getBoundingClientRect();
      return [inner.left - outer.left + inner.width / 2, inner.top - outer.top];
    },

    _hush() {
      if (this._tip) this._tip.remove();
    },

    _pick(event) {
      L.DomEvent.stopPropagation(event.originalEvent);
      const { atlas } = this._map;
      if (atlas.tool || (event.latlng && atlas.busy)) return; // a symbol on top of the area takes the click
      this._area.only ? atlas.tell("pick", this._area.only) : atlas.tell("area", this._area.id);
    },
  });

  /* All of them; it stays on the map and is told what to show. */
  const Areas = L.FeatureGroup.extend({
    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      map.on("zoomend atlas:drawn", this._tidy, this);
    },

    onRemove(map) {
      map.off("zoomend atlas:drawn", this._tidy, this);
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },

    /* No label covers another, nor a symbol if its area is small: the fullest keep their places. Once all that comes at a time is there. */
    _tidy() {
      clearTimeout(this._tidying);
      this._tidying = setTimeout(() => {
        if (!this._map) return;
        const labeled = this.getLayers().filter(({ bounds }) => bounds).sort((a, b) => b.rank() - a.rank()), { board } = this._map.atlas;
        const symbols = board ? board.taken() : [], taken = [];
        const places = labeled.map((area) => area.place()); // all are measured before any is changed
        labeled.forEach((area, i) => {
          const at = places[i], covers = (other) => at.left < other.right && at.right > other.left && at.top < other.bottom && at.bottom > other.top;
          const hit = taken.some(covers) || (area.small && symbols.some(covers));
          area.tuck(hit && !area.marked());
          if (!hit) taken.push(at);
        });
      });
    },

    /* areas: [{id, name, at, counts, n, shade, marked, shape | ask, told}] */
    show(content, areas) {
      const turn = (this._turn = this.asked = (this.asked || 0) + 1), had = this._had || new Map();
      this._had = new Map();
      for (const area of areas) {
        const words = JSON.stringify([area.id, area.n, area.counts, area.marked, area.shade, content.theme]), old = had.get(words);
        this._had.set(words, old || null);
        had.delete(words);
        if (!old) this._make(area, content, words, turn);
      }
      for (const gone of had.values()) if (gone) this.removeLayer(gone);
      this._tidy();
    },

    async _make(area, content, words, turn) {
      const shape = area.shape || (await area.ask().catch(() => null));
      if (!shape || turn !== this._turn || !this._had.has(words) || this._had.get(words)) return;
      const made = new Area(area, shape, content);
      this._had.set(words, made);
      this.addLayer(made);
      this._tidy();
      if (made.bounds && area.shape) this._map.atlas.suggest(made.bounds);
    },
  });

  /* What streamlit-folium adds and takes away: a messenger, as in incidents.js. */
  const Messenger = L.Layer.extend({
    initialize(packed) { this._packed = packed; },
    async onAdd(map) {
      const group = map.atlas.areas(), turn = (group.asked = (group.asked || 0) + 1), content = await inflate(this._packed);
      if (turn === group.asked) group.show(content, content.areas);
    },
    onRemove() {},
  });

  window.atlasAreaGroup = () => new Areas();
  window.atlasAreas = (packed) => new Messenger(packed);
})();
