/* Ranges as bands: what is certainly within reach, fading outwards to what is only possible. */
(function () {
  "use strict";

  const { unpack } = atlasSpots;
  const WIDE = 700; // pixels; on a narrower map the legend is folded
  const NAME = 180; // pixels that a name is wide, or nearly so
  const INSET = 48; // pixels from the frame within which no label is put

  const Ranges = L.FeatureGroup.extend({
    initialize(content) {
      L.FeatureGroup.prototype.initialize.call(this);
      this._bands = typeof content === "string" ? unpack(content) : content;
      for (const { color, claimed, fills, edges, near } of this._bands) {
        for (const { opacity, polygons } of fills) {
          this.addLayer(L.polygon(polygons, { pane: "atlas-fills", stroke: false, fillColor: color, fillOpacity: opacity, smoothFactor: 0, interactive: false }));
        }
        edges.forEach((edge, i) => {
          this.addLayer(L.polyline(edge, { pane: "atlas-lines", color, weight: i ? 1 : 1.5, opacity: i ? 0.75 : 1, dashArray: claimed ? "6 5" : null, smoothFactor: 0, interactive: false }));
        });
        // The minimum range: what lies within is too near.
        near.forEach((edge, i) => {
          this.addLayer(L.polyline(edge, { pane: "atlas-lines", color, weight: 1, opacity: i ? 0.75 : 1, dashArray: "1 4", smoothFactor: 0, interactive: false }));
        });
      }
    },

    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      this._labels = [];
      map.on("moveend", this._label, this);
      this._label();
      if (this._bands.length) this._key = this._legend().addTo(map);
      for (const { edges } of this._bands) map.atlas.suggest(L.latLngBounds(edges[0]));
    },

    onRemove(map) {
      map.off("moveend", this._label, this);
      if (this._key) this._key.remove();
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },

    /* What the shades and the lines mean, and which color is whose. */
    _legend() {
      const bands = this._bands;
      const Legend = L.Control.extend({
        onAdd(map) {
          const box = L.DomUtil.create("details", "atlas-legend atlas-bands");
          box.open = map.getSize().x >= WIDE;
          L.DomUtil.create("summary", "", box).textContent = "Ranges";
          const row = (mark, text) => {
            const line = L.DomUtil.create("div", "atlas-band", box);
            line.append(mark);
            L.DomUtil.create("span", "", line).textContent = text;
          };
          const mark = (style) => {
            const made = document.createElement("i");
            Object.assign(made.style, style);
            return made;
          };
          for (const { color, label, extent, claimed } of bands) {
            row(mark({ borderTop: `3px ${claimed ? "dashed" : "solid"} ${color}` }), extent ? `${label}: ${extent}` : label);
          }
          const fade = "linear-gradient(to right, color-mix(in srgb, currentColor 45%, transparent) 35%, transparent)";
          row(mark({ height: "9px", background: fade }), "within reach for sure, fading to possible");
          if (bands.some(({ claimed }) => claimed)) row(mark({ borderTop: "1.5px dashed currentColor" }), "only its owner says so");
          if (bands.some(({ near }) => near.length)) row(mark({ borderTop: "2px dotted currentColor" }), "too near to hit");
          L.DomEvent.disableClickPropagation(box);
          return box;
        },
      });
      return new Legend({ position: "bottomleft" });
    },

    /* Each band is named once, on the part of its outer edge that is in view, as far from the other names as can be. */
    _label() {
      for (const label of this._labels) this.removeLayer(label);
      const map = this._map, size = map.getSize(), taken = [], frame = map.getContainer().getBoundingClientRect();
      // What stands on the map would hide a name.
      const hidden = [...map.getContainer().querySelectorAll(".leaflet-control, .atlas-badges button")].map((one) => one.getBoundingClientRect());
      const covered = (at) => hidden.some((box) => at.x > box.left - frame.left - NAME / 2 && at.x < box.right - frame.left + NAME / 2
        && at.y > box.top - frame.top - 10 && at.y < box.bottom - frame.top + 10);
      this._labels = this._bands.flatMap(({ label, color, edges }) => {
        let best = null;
        for (const [lat, lon] of edges[0]) {
          const at = map.latLngToContainerPoint([lat, lon]);
          if (at.x < INSET * 2 || at.y < INSET || at.x > size.x - INSET * 2 || at.y > size.y - INSET || covered(at)) continue;
          const space = Math.min(...taken.map((other) => Math.hypot((at.x - other.x) / 2, at.y - other.y)), 400 - at.y / 4);
          if (!best || space > best.space) best = { at, space, latlng: [lat, lon] };
        }
        if (!best) return [];
        taken.push(best.at);
        const name = document.createElement("span");
        name.style.color = color;
        name.textContent = label;
        return [L.marker(best.latlng, { pane: "atlas-notes", interactive: false, keyboard: false,
          icon: L.divIcon({ className: "atlas-label", html: name, iconSize: [0, 0] }) })];
      });
      for (const label of this._labels) this.addLayer(label);
    },
  });

  /* Where the reader clicks, Python is told; the last such place is marked. */
  const Probe = L.LayerGroup.extend({
    initialize(content) {
      L.LayerGroup.prototype.initialize.call(this);
      const { spot } = unpack(content);
      if (!spot) return;
      const cross = L.DomUtil.create("span", "atlas-cross");
      cross.textContent = "＋";
      this.addLayer(L.marker(spot, { pane: "atlas-notes", interactive: false, keyboard: false, icon: L.divIcon({ className: "atlas-label", html: cross, iconSize: [0, 0] }) }));
    },

    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      map.on({ preclick: this._ask, click: this._tell }, this);
      map.getContainer().classList.add("atlas-probing");
    },

    onRemove(map) {
      map.off({ preclick: this._ask, click: this._tell }, this);
      map.getContainer().classList.remove("atlas-probing");
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    /* Before anybody else acts on the click: does it belong to a tool that is in hand, or to an incident? */
    _ask() {
      const { tool, busy } = this._map.atlas;
      this._taken = Boolean(tool || busy);
    },

    _tell(event) {
      if (this._taken) return;
      const at = event.latlng.wrap();
      this._map.atlas.tell("spot", `${at.lat.toFixed(4)},${at.lng.toFixed(4)}`);
    },
  });

  window.atlasRanges = (content) => new Ranges(content);
  window.atlasProbe = (content) => new Probe(content);
})();
