/* Incidents on one canvas: symbols for what is known to a place, soft discs for "near", rings where a small scale
   draws several places as one. All text arrives packed and is shown as text, never as HTML. */
(function () {
  "use strict";

  const RADIUS = 11; // of a symbol, in pixels
  const FOCUSABLE = 250; // keyboard stops at most; beyond, a reader filters first
  const NAMED = 60; // names at most, and none on a small scale, where the basemap has room for its own
  const NAMED_FROM = 5;
  const LONGEST_NAME = 34;
  const EARTH_M = 40075016.686;

  const { unpack, places, clusters, parts, lines, box, mercatorX } = atlasSpots;

  let panned = null; // the selection that was last brought into view; it survives a new layer
  let focused = null; // what had the keyboard when a layer was replaced

  const Incidents = L.Layer.extend({
    initialize(content) {
      const data = unpack(content);
      L.setOptions(this, { theme: data.theme });
      this._selected = data.selected;
      this._places = places(data.marks, data.signs);
      this._badges = data.badges;
      this._byZoom = new Map();
    },

    onAdd(map) {
      const pane = map.getPane("atlas-incidents");
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      this._canvas.setAttribute("aria-hidden", "true");
      this._keys = L.DomUtil.create("div", "atlas-keys", pane);
      this._keys.setAttribute("role", "group");
      this._keys.setAttribute("aria-label", "Incidents on the map");
      this._tip = L.tooltip({ direction: "top", offset: [0, -10], className: "atlas-tip", pane: "tooltipPane" });
      map.on({ moveend: this._draw, zoomend: this._draw, viewreset: this._draw, resize: this._draw, zoomanim: this._zoom }, this);
      map.on({ click: this._click, mousemove: this._hover, mouseout: this._leave }, this);
      this._showBadges();
      map.atlas.suggest(L.latLngBounds(this._places.map((place) => [place.lat, place.lon])));
      this._draw();
      this._bringIntoView();
      if (focused) this._focus(focused);
      focused = null;
    },

    onRemove(map) {
      const active = document.activeElement;
      focused = active && this._keys.contains(active) ? active.dataset.key : null;
      map.off({ moveend: this._draw, zoomend: this._draw, viewreset: this._draw, resize: this._draw, zoomanim: this._zoom }, this);
      map.off({ click: this._click, mousemove: this._hover, mouseout: this._leave }, this);
      map.getContainer().style.cursor = "";
      for (const node of [this._canvas, this._keys, this._box]) if (node) L.DomUtil.remove(node);
      this._tip.remove();
    },

    // --- drawing

    _spots() {
      const zoom = this._map.getZoom();
      if (!this._byZoom.has(zoom)) this._byZoom.set(zoom, clusters(this._places, zoom, this._selected));
      return this._byZoom.get(zoom);
    },

    _draw() {
      const map = this._map, size = map.getSize(), ratio = window.devicePixelRatio || 1, margin = 0.15;
      const width = Math.round(size.x * (1 + 2 * margin)), height = Math.round(size.y * (1 + 2 * margin));
      this._origin = map.containerPointToLayerPoint([-size.x * margin, -size.y * margin]).round();
      this._corner = map.layerPointToLatLng(this._origin);
      this._zoomDrawn = map.getZoom();
      L.DomUtil.setPosition(this._canvas, this._origin);
      this._canvas.width = width * ratio;
      this._canvas.height = height * ratio;
      this._canvas.style.width = width + "px";
      this._canvas.style.height = height + "px";
      const ctx = this._canvas.getContext("2d");
      ctx.scale(ratio, ratio);
      this._shown = this._spots().map((spot) => this._placed(spot))
        .filter(({ x, y, reach }) => x > -reach && y > -reach && x < width + reach && y < height + reach);
      // Discs lie below symbols; small heaps above large ones, so that nothing is buried; the selection on top.
      const marked = (spot) => spot.items.some((item) => item.id === this._selected);
      this._shown.sort((a, b) => marked(a.spot) - marked(b.spot) || b.spot.items.length - a.spot.items.length);
      for (const shown of this._shown) if (shown.disc) this._drawDisc(ctx, shown, marked(shown.spot));
      for (const shown of this._shown) this._drawSymbol(ctx, shown, marked(shown.spot));
      if (map.getZoom() >= NAMED_FROM) this._drawNames(ctx);
      this._placeKeys(size, margin);
    },

    /* Where a spot stands on the canvas: its symbol at x, y; a disc around its position where only "near" was said. */
    _placed(spot) {
      const zoom = this._map.getZoom(), scale = 256 * 2 ** zoom, pixel = this._map.getPixelOrigin();
      const world = Math.round(mercatorX(this._map.getCenter().lng) - spot.x); // the copy of the world that is looked at
      const x = (spot.x + world) * scale - pixel.x - this._origin.x, y = spot.y * scale - pixel.y - this._origin.y;
      if (spot.members) return { spot, x, y, radius: Math.min(13 + 2.4 * Math.log2(spot.items.length), 28), reach: 30 };
      const size = RADIUS * (this.options.theme === "projector" ? 1.3 : 1), metres = (EARTH_M * Math.cos((spot.lat * Math.PI) / 180)) / scale;
      const around = (spot.km * 1000) / metres;
      if (!spot.near) return { spot, x, y, radius: size, ring: spot.town ? Math.max(around, size * 1.6) : 0, reach: around + 30 };
      // The symbol sits on the rim: a mark in the middle would claim a position that nobody stated.
      const disc = { x, y, radius: Math.max(around, 14) };
      return { spot, x, y: y - disc.radius, radius: size * 0.85, disc, reach: disc.radius * 2 + 30 };
    },

    _drawDisc(ctx, { spot, disc }, selected) {
      const color = parts(spot.items)[0].color;
      const soft = ctx.createRadialGradient(disc.x, disc.y, disc.radius * 0.6, disc.x, disc.y, disc.radius);
      soft.addColorStop(0, color + "33");
      soft.addColorStop(0.8, color + "22");
      soft.addColorStop(1, color + "00");
      ctx.beginPath();
      ctx.arc(disc.x, disc.y, disc.radius, 0, 2 * Math.PI);
      ctx.fillStyle = soft;
      ctx.fill();
      ctx.setLineDash([2, 4]);
      ctx.lineWidth = selected ? 2 : 1;
      ctx.strokeStyle = selected ? atlasSymbols.ACCENT[this.options.theme] : color;
      ctx.stroke();
      ctx.setLineDash([]);
    },

    _drawSymbol(ctx, { spot, x, y, radius, ring }, selected) {
      const { theme } = this.options, { items } = spot, mixed = parts(items);
      if (spot.members || mixed.length > 1) {
        if (ring) atlasSymbols.ring(ctx, x, y, ring, mixed[0].color, theme);
        atlasSymbols.donut(ctx, x, y, spot.members ? radius : radius * 1.25, mixed, items.length, theme, selected);
        return;
      }
      const { shape, color, letter } = items[0].sign, same = (field) => items.every((item) => item[field] === items[0][field]);
      atlasSymbols.draw(ctx, x, y, radius, {
        shape, color, ring, selected, status: same("status") ? items[0].status : "reported",
        text: items.length > 1 ? String(items.length) : letter,
      }, theme);
    },

    /* Symbols hide what the basemap wrote there, so each place says its own name where there is room. */
    _drawNames(ctx) {
      const { theme } = this.options, size = theme === "projector" ? 15 : 12.5, taken = [];
      const hits = (a) => taken.some((b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top);
      for (const { x, y, radius } of this._shown) taken.push({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
      ctx.font = `600 ${size}px "Source Sans", "Source Sans 3", "Segoe UI", system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      // A ring may stand beside its town: its name stands at the height of the town, over what the basemap wrote, and
      // is left to the basemap where the ring does not cover the town.
      const scale = 256 * 2 ** this._map.getZoom();
      const off = ({ members, town, x, y }) => (members ? [(town.x - x) * scale, (town.y - y) * scale] : [0, 0]);
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
      const scale = this._map.getZoomScale(event.zoom, this._zoomDrawn);
      L.DomUtil.setTransform(this._canvas, this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center), scale);
    },

    // --- pointer

    _at(point) {
      const at = this._map.containerPointToLayerPoint(point).subtract(this._origin);
      const inside = ({ x, y, radius }) => Math.hypot(at.x - x, at.y - y) <= radius;
      const topmost = [...this._shown].reverse();
      return topmost.find((shown) => inside({ ...shown, radius: shown.radius * 1.2 + 2 }))
        || topmost.find((shown) => shown.disc && inside(shown.disc)) || null;
    },

    _hover(event) {
      const shown = this._at(event.containerPoint);
      this._map.getContainer().style.cursor = shown ? "pointer" : "";
      this._map.atlas.busy = Boolean(shown); // so that an area below keeps quiet
      if (shown === this._hovered) return;
      this._hovered = shown;
      shown ? this._tell(shown) : this._tip.remove();
    },

    _leave() {
      this._hovered = null;
      this._map.atlas.busy = false;
      this._tip.remove();
    },

    _tell(shown) {
      const at = this._map.layerPointToLatLng(this._origin.add([shown.x, shown.y - shown.radius]));
      this._tip.setLatLng(at).setContent(box(lines(shown.spot))).addTo(this._map);
    },

    _click(event) {
      const shown = this._at(event.containerPoint);
      if (shown) this._pick(shown.spot);
    },

    _pick(spot) {
      this._map.atlas.tell("pick", spot.items.map((item) => item.id).join(","));
      if (!spot.members) {
        panned = spot.items.length === 1 ? spot.items[0].id : panned; // it is in view, or it could not have been picked
        return;
      }
      const bounds = L.latLngBounds(spot.members.map((place) => [place.lat, place.lon]));
      const zoom = Math.min(this._map.getBoundsZoom(bounds.pad(0.3)), this._map.getZoom() + 3);
      this._map.setView(bounds.getCenter(), Math.max(zoom, this._map.getZoom() + 1));
    },

    // --- keyboard: a button over each symbol, transparent to the pointer

    _placeKeys(size, margin) {
      const left = size.x * margin, top = size.y * margin;
      const inView = this._shown.filter(({ x, y }) => x >= left && y >= top && x <= left + size.x && y <= top + size.y);
      inView.sort((a, b) => (a.spot.items[0].id < b.spot.items[0].id ? -1 : 1));
      const old = new Map([...this._keys.children].map((key) => [key.dataset.key, key]));
      const wanted = inView.slice(0, FOCUSABLE).map((shown) => {
        const key = old.get(shown.spot.key) || this._key(shown.spot.key);
        old.delete(shown.spot.key);
        key.shown = shown;
        key.setAttribute("aria-label", lines(shown.spot).join(". "));
        const r = shown.radius * 1.45 + 3, at = this._origin.add([shown.x - r, shown.y - r]);
        L.DomUtil.setPosition(key, at);
        key.style.width = key.style.height = 2 * r + "px";
        return key;
      });
      for (const key of old.values()) key.remove();
      wanted.forEach((key) => key.parentNode || this._keys.append(key));
    },

    _key(name) {
      const key = document.createElement("button");
      key.type = "button";
      key.dataset.key = name;
      key.addEventListener("focus", () => this._tell(key.shown));
      key.addEventListener("blur", () => this._tip.remove());
      key.addEventListener("click", (event) => {
        event.stopPropagation();
        this._pick(key.shown.spot);
      });
      return key;
    },

    _focus(name) {
      const key = [...this._keys.children].find((button) => button.dataset.key === name);
      if (key) key.focus({ preventScroll: true });
    },

    // --- what is not at a position, and what must be seen

    _showBadges() {
      if (!this._badges.length) return;
      this._box = L.DomUtil.create("div", "atlas-badges", this._map.getContainer());
      this._box.setAttribute("role", "group");
      this._box.setAttribute("aria-label", "Incidents known by country only");
      for (const badge of this._badges) {
        const button = L.DomUtil.create("button", "", this._box);
        button.type = "button";
        button.textContent = badge.label;
        L.DomEvent.disableClickPropagation(button);
        button.addEventListener("click", () => this._map.atlas.tell("pick", badge.ids.join(",")));
      }
    },

    /* Pan to a selection made elsewhere, without zooming; once, so that the reader may then look away. */
    _bringIntoView() {
      const place = this._places.find(({ items }) => items.some((item) => item.id === this._selected));
      if (!place || panned === this._selected) return;
      panned = this._selected;
      const at = L.latLng(place.lat, place.lon);
      if (!this._map.getBounds().pad(-0.08).contains(at)) this._map.panTo(at);
    },
  });

  window.atlasIncidents = (content) => new Incidents(content);
})();
