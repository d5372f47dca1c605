/* Ranges as bands: what is certainly within reach, fading outwards to what is only possible. */
(function () {
  "use strict";

  const { unpack } = atlasSpots;
  const INSET = 48; // pixels from the frame within which no label is put

  const Ranges = L.FeatureGroup.extend({
    initialize(content) {
      L.FeatureGroup.prototype.initialize.call(this);
      this._bands = unpack(content);
      for (const { color, claimed, fills, edges } of this._bands) {
        for (const { opacity, polygons } of fills) {
          this.addLayer(L.polygon(polygons, { pane: "atlas-fills", stroke: false, fillColor: color, fillOpacity: opacity, smoothFactor: 0, interactive: false }));
        }
        edges.forEach((edge, i) => {
          this.addLayer(L.polyline(edge, { pane: "atlas-lines", color, weight: i ? 1 : 1.5, opacity: i ? 0.75 : 1, dashArray: claimed ? "6 5" : null, smoothFactor: 0, interactive: false }));
        });
      }
    },

    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      this._labels = [];
      map.on("moveend", this._label, this);
      this._label();
    },

    onRemove(map) {
      map.off("moveend", this._label, this);
      L.FeatureGroup.prototype.onRemove.call(this, map);
    },

    /* Each band is named once, on the part of its outer edge that is in view, as far from the other names as can be. */
    _label() {
      for (const label of this._labels) this.removeLayer(label);
      const map = this._map, size = map.getSize(), taken = [];
      this._labels = this._bands.flatMap(({ label, color, edges }) => {
        let best = null;
        for (const [lat, lon] of edges[0]) {
          const at = map.latLngToContainerPoint([lat, lon]);
          if (at.x < INSET * 2 || at.y < INSET || at.x > size.x - INSET * 2 || at.y > size.y - INSET) continue;
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

  window.atlasRanges = (content) => new Ranges(content);
})();
