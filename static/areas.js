/* Incidents known to an area only: the area hatched in the color of its family, one label for all of them. A country,
   when nothing closer was said, gets a faint shade and no label: its badge at the edge leads to the list. */
(function () {
  "use strict";

  const { unpack, parts, lines, box } = atlasSpots;
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
    const holder = node("svg", { width: 0, height: 0, style: "position:absolute" }, document.body);
    const pattern = node("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, holder);
    node("rect", { width: 8, height: 8, fill: color, "fill-opacity": 0.07 }, pattern);
    node("rect", { width: 1.4, height: 8, fill: color, "fill-opacity": 0.45 }, pattern);
    return `url(#${id})`;
  }

  const Areas = L.FeatureGroup.extend({
    initialize(content) {
      L.FeatureGroup.prototype.initialize.call(this);
      const { areas, signs, selected, theme } = unpack(content);
      this._theme = theme;
      this._labels = [];
      for (const area of areas) {
        const items = area.items.map(([id, kind, status, text]) => ({ id, status, text, sign: signs[kind] }));
        const spot = { name: area.name, items };
        area.shade ? this._shade(area.shape) : this._area(area, spot, items.some((item) => item.id === selected));
      }
    },

    _shade(shape) {
      const style = { stroke: false, fillColor: atlasSymbols.INK[this._theme], fillOpacity: 0.06, pane: "atlas-areas", interactive: false };
      this.addLayer(L.geoJSON(shape, { style, pane: "atlas-areas", interactive: false }));
    },

    _area({ shape, at }, spot, selected) {
      const color = parts(spot.items)[0].color;
      const line = L.geoJSON(shape, { pane: "atlas-areas", interactive: false, style: {
        color: selected ? "#20252a" : color, weight: selected ? 5 : 1.2, fill: false } });
      const fill = L.geoJSON(shape, { pane: "atlas-areas", style: {
        color: selected ? atlasSymbols.ACCENT[this._theme] : color, weight: selected ? 2.5 : 0,
        fillColor: hatch(color), fillOpacity: 1 } });
      // The label is what the keyboard reaches; the shape is for the pointer.
      const label = L.marker(at ? [at[0], at[1]] : fill.getBounds().getCenter(), {
        pane: "atlas-notes", keyboard: false, icon: L.divIcon({ className: "atlas-area", html: this._button(spot, color), iconSize: [0, 0] }) });
      fill.on("mousemove", (event) => this._tell(spot, event.latlng)).on("mouseout", () => this._hush());
      fill.on("click", (event) => this._pick(event, spot));
      this._labels.push({ button: label.options.icon.options.html, bounds: fill.getBounds(), spot });
      for (const layer of [line, fill, label]) this.addLayer(layer);
    },

    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      map.on("zoomend", this._fit, this);
      for (const { bounds } of this._labels) map.atlas.suggest(bounds);
      this._fit();
    },

    /* An area too small on the screen for its name shows the number only, so that it hides nothing. */
    _fit() {
      for (const { button, bounds, spot } of this._labels) {
        const at = (corner) => this._map.latLngToLayerPoint(corner), wide = at(bounds.getNorthEast()).x - at(bounds.getSouthWest()).x;
        const count = spot.items.length, full = count > 1 ? `${spot.name}: ${count}` : spot.name;
        button.textContent = wide < ROOMY ? String(count) : full;
      }
    },

    _button(spot, color) {
      const button = document.createElement("button");
      button.type = "button";
      button.style.borderColor = color;
      button.setAttribute("aria-label", lines(spot).join(". "));
      button.addEventListener("click", (event) => this._pick({ originalEvent: event }, spot));
      button.addEventListener("focus", () => this._map && this._tell(spot, null, button));
      button.addEventListener("blur", () => this._hush());
      return button;
    },

    _tell(spot, latlng, button) {
      // A symbol on top of the area has its own word to say.
      if (!button && this._map.getContainer().style.cursor === "pointer" && this._map.atlas.busy) return this._hush();
      this._tip = this._tip || L.tooltip({ direction: "top", offset: [0, -10], className: "atlas-tip" });
      const at = latlng || this._map.containerPointToLatLng(this._middle(button));
      this._tip.setLatLng(at).setContent(box(lines(spot))).addTo(this._map);
    },

    _middle(button) {
      const inner = button.getBoundingClientRect(), outer = this._map.getContainer().getBoundingClientRect();
      return [inner.left - outer.left + inner.width / 2, inner.top - outer.top];
    },

    _hush() {
      if (this._tip) this._tip.remove();
    },

    _pick(event, spot) {
      L.DomEvent.stopPropagation(event.originalEvent);
      if (event.latlng && this._map.atlas.busy) return; // a symbol on top of the area takes the click
      this._map.atlas.tell("pick", spot.items.map((item) => item.id).join(","));
    },

    onRemove(map) {
      map.off("zoomend", this._fit, this);
      this._hush();
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },
  });

  window.atlasAreas = (content) => new Areas(content);
})();
