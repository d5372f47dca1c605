/* What a reader does on the map beside looking: draw a box or a polygon to filter by, measure, read coordinates, choose
   how the map looks. One tool at a time; a bar at the top says how it goes on, and Escape always ends it. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const CLOSE_PX = 12; // from the first corner: a click there closes the polygon
  const SMALL_PX = 6; // a drag no longer than this was a click
  const MOST_CORNERS = 128; // as many as the address holds
  const LEG_KM = 100; // of a measured line that is drawn straight
  const km = (metres) => (metres < 10000 ? (metres / 1000).toFixed(2) : metres < 1e6 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000).toLocaleString("en")) + " km";

  const ICONS = {
    box: "M3 4h12v10H3z",
    polygon: "M4 13 3 6l7-3 5 5-2 6z",
    measure: "M2 12 12 2l4 4L6 16zM5 9l2 2M7.500 6.500l1.500 1.500M10 4l2 2",
    contrast: "M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2zM9 2v14",
    online: "M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2zM2 9h14M9 2c-5 4-5 10 0 14M9 2c5 4 5 10 0 14",
  };
  const TITLES = {
    box: "Draw a box to filter by",
    polygon: "Draw an area to filter by",
    measure: "Measure a distance",
    contrast: "High contrast, for a projector",
    online: "Detailed map from the network",
  };
  const HINTS = {
    box: "Drag a box. Enter takes all that is in view.",
    polygon: "Click corner after corner; a double click or Enter closes the area, Backspace takes a corner back.",
    measure: "Click from point to point; Enter or a double click ends the line, Backspace takes a point back.",
  };

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const Tools = L.Control.extend({
    options: { position: "topleft" },

    /* options: { online: whether there are tiles of the network to choose } */
    initialize(options) { L.setOptions(this, options); },

    onAdd(map) {
      this._map = map;
      const bar = L.DomUtil.create("div", "leaflet-bar atlas-tools");
      this._buttons = {};
      for (const name of ["box", "polygon", "measure", "contrast", ...(this.options.online ? ["online"] : [])]) {
        const button = L.DomUtil.create("button", "", bar);
        button.type = "button";
        button.title = TITLES[name];
        button.setAttribute("aria-label", TITLES[name]);
        button.setAttribute("aria-pressed", "false");
        button.append(icon(name));
        button.addEventListener("click", () => this._press(name));
        this._buttons[name] = button;
      }
      L.DomEvent.disableClickPropagation(bar);
      this._listeners();
      return bar;
    },

    _press(name) {
      const { atlas } = this._map;
      if (name === "contrast") atlas.tell("look", atlas.look === "projector" ? "page" : "projector");
      else if (name === "online") atlas.online(!this.pressed("online"));
      else if (atlas.tool === name) this.stop();
      else this.start(name);
    },

    press(name, yes) {
      if (this._buttons[name]) this._buttons[name].setAttribute("aria-pressed", String(yes));
    },

    pressed(name) { return this._buttons[name].getAttribute("aria-pressed") === "true"; },

    // --- one tool at a time

    start(name) {
      this.stop();
      const map = this._map, container = map.getContainer();
      map.atlas.tool = name;
      this._corners = [];
      this._drawn = L.layerGroup().addTo(map);
      container.classList.add("atlas-drawing");
      if (name === "box") map.dragging.disable();
      map.doubleClickZoom.disable();
      this.press(name, true);
      this._hint(HINTS[name]);
      container.focus({ preventScroll: true });
    },

    /* End the tool that is in hand; what was measured stays until the next, or until Escape. */
    stop(keep) {
      const map = this._map, { tool } = map.atlas;
      if (this._bar) this._bar.remove();
      this._bar = null;
      if (!keep && this._drawn) this._drawn.remove();
      if (!tool) return;
      map.atlas.tool = null;
      map.getContainer().classList.remove("atlas-drawing");
      map.dragging.enable();
      // The second click of a double click that ended the line must not zoom.
      setTimeout(() => map.atlas.tool || map.doubleClickZoom.enable(), 300);
      this.press(tool, false);
    },

    _hint(words, result) {
      if (this._bar) this._bar.remove();
      const bar = (this._bar = L.DomUtil.create("div", "atlas-hint", this._map.getContainer()));
      bar.setAttribute("role", "status");
      this._words = L.DomUtil.create("span", "", bar);
      this._words.textContent = words;
      const button = (text, act) => {
        const made = L.DomUtil.create("button", "", bar);
        made.type = "button";
        made.textContent = text;
        made.addEventListener("click", act);
      };
      if (!result && this._map.atlas.tool === "polygon") button("Done", () => this._finish());
      if (!result && this._map.atlas.tool === "box") button("All in view", () => this._finish());
      button(result ? "Clear" : "Cancel", () => this.stop());
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.disableScrollPropagation(bar);
    },

    _listeners() {
      const map = this._map, container = map.getContainer();
      map.on("click", (event) => this._click(event));
      map.on("dblclick", () => this._corners && this._finish(true));
      map.on("mousemove", (event) => this._move(event.latlng));
      container.addEventListener("keydown", (event) => this._key(event));
      container.addEventListener("pointerdown", (event) => this._down(event));
      container.addEventListener("pointermove", (event) => this._drag(event));
      container.addEventListener("pointerup", (event) => this._up(event));
      container.addEventListener("pointercancel", () => { this._from = null; });
    },

    _key(event) {
      const { tool } = this._map.atlas;
      if (event.key === "Escape" && (tool || this._bar)) {
        event.stopPropagation();
        this.stop();
      }
      if (!tool || event.target.closest("button")) return;
      if (event.key === "Enter") this._finish();
      if (event.key === "Backspace" && this._corners.length) {
        this._corners.pop();
        this._redraw();
      }
    },

    // --- a box is dragged

    _down(event) {
      if (this._map.atlas.tool !== "box" || event.target.closest(".leaflet-control, .atlas-hint, button")) return;
      this._from = this._map.mouseEventToContainerPoint(event);
      this._map.getContainer().setPointerCapture(event.pointerId);
    },

    _drag(event) {
      if (!this._from) return;
      event.preventDefault();
      this._corners = this._box(this._map.mouseEventToContainerPoint(event));
      this._redraw();
    },

    _up(event) {
      if (!this._from) return;
      const to = this._map.mouseEventToContainerPoint(event), far = to.distanceTo(this._from) > SMALL_PX;
      if (far) this._corners = this._box(to);
      this._from = null;
      if (far) setTimeout(() => this._finish(), 0); // after the click that the browser makes of it
    },

    _box(to) {
      const bounds = L.latLngBounds(this._map.containerPointToLatLng(this._from), this._map.containerPointToLatLng(to));
      return [bounds.getSouthWest(), bounds.getNorthEast()];
    },

    // --- a polygon and a line are clicked

    _click(event) {
      const { tool } = this._map.atlas;
      if (tool !== "polygon" && tool !== "measure") return;
      const first = this._corners[0], last = this._corners.at(-1), at = (latlng) => this._map.latLngToContainerPoint(latlng);
      if (tool === "polygon" && this._corners.length > 2 && at(first).distanceTo(event.containerPoint) < CLOSE_PX) return this._finish();
      if (last && at(last).distanceTo(event.containerPoint) < 2) return; // the second click of a double click
      if (this._corners.length < MOST_CORNERS) this._corners.push(event.latlng);
      this._redraw();
    },

    _move(latlng) {
      const { tool } = this._map.atlas;
      if ((tool === "polygon" || tool === "measure") && this._corners.length) this._redraw(latlng);
    },

    _redraw(next) {
      const { tool } = this._map.atlas, corners = next ? [...this._corners, next] : this._corners;
      this._drawn.clearLayers();
      if (!corners.length) return;
      if (tool === "measure") return this._line(corners);
      const shape = tool === "box" ? (corners.length > 1 ? rectangle(corners) : []) : corners;
      outline(shape, tool === "polygon" && corners.length < 3).forEach((layer) => this._drawn.addLayer(layer));
      for (const corner of tool === "polygon" ? this._corners : []) this._drawn.addLayer(knob(corner));
    },

    _finish(twice) {
      const { tool } = this._map.atlas;
      if (!tool) return;
      if (tool === "measure") {
        if (this._corners.length < 2) return twice ? undefined : this.stop();
        this._redraw();
        const words = this._line(this._corners, true);
        this.stop(true);
        this._hint(words, true);
        return;
      }
      if (tool === "polygon" && this._corners.length < 3) return;
      const view = this._map.getBounds();
      const corners = this._corners.length > 1 ? this._corners : [view.getSouthWest(), view.getNorthEast()];
      const words = corners.map(({ lat, lng }) => `${Math.max(-90, Math.min(90, lat)).toFixed(4)},${lng.toFixed(4)}`).join(",");
      this.stop();
      this._map.atlas.tell("within", words);
    },

    // --- distances on the ellipsoid (Karney 2013, doi:10.1007/s00190-012-0578-z), by geographiclib

    _line(points, done) {
      let sum = 0;
      const path = [], earth = geodesic.Geodesic.WGS84;
      let last = null;
      for (let i = 1; i < points.length; i++) {
        const a = points[i - 1], b = points[i], line = earth.InverseLine(a.lat, a.lng, b.lat, b.lng);
        last = earth.Inverse(a.lat, a.lng, b.lat, b.lng);
        sum += last.s12;
        const steps = Math.max(2, Math.ceil(last.s12 / 1000 / LEG_KM));
        for (let step = 0; step <= steps; step++) {
          const at = line.Position((last.s12 * step) / steps, geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL);
          // On from where the line has come to, so that it crosses the antimeridian and does not jump over the world.
          const lng = path.length ? at.lon2 + 360 * Math.round((path.at(-1)[1] - at.lon2) / 360) : at.lon2;
          path.push([at.lat2, lng]);
        }
      }
      if (path.length) outline(path, true).forEach((layer) => this._drawn.addLayer(layer));
      for (const point of points) this._drawn.addLayer(knob(point));
      if (!last) return "";
      const bearing = `${String(Math.round((last.azi1 + 360) % 360) % 360).padStart(3, "0")}°`;
      const words = points.length > 2 ? `${km(sum)} in all; last leg ${km(last.s12)}, bearing ${bearing}` : `${km(sum)}, bearing ${bearing}`;
      if (!done && this._words) this._words.textContent = words;
      return words;
    },
  });

  const rectangle = ([a, b]) => [[a.lat, a.lng], [a.lat, b.lng], [b.lat, b.lng], [b.lat, a.lng]];
  const knob = (at) => L.circleMarker(at, { pane: "atlas-drawn", radius: 4, color: "#20252a", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1, interactive: false });

  /* A dark line in a light one, seen on any ground; open for a line, closed for an area. */
  function outline(points, open) {
    const shape = open ? L.polyline : L.polygon, rest = { pane: "atlas-drawn", fill: false, interactive: false, smoothFactor: 0 };
    return [shape(points, { ...rest, color: "#ffffff", weight: 5, opacity: 0.85 }), shape(points, { ...rest, color: "#20252a", weight: 2, dashArray: "6 4" })];
  }

  /* What the filter says was drawn, "lat,lon,lat,lon,..."; as a layer. */
  function drawn(words) {
    const numbers = (words || "").split(",").map(Number), points = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) points.push({ lat: numbers[i], lng: numbers[i + 1] });
    if (points.length < 2 || !numbers.every(Number.isFinite)) return L.layerGroup();
    return L.layerGroup(outline(points.length === 2 ? rectangle(points) : points, false));
  }

  /* Where the pointer is, in degrees; on a screen without one, the middle of the map. */
  const Position = L.Control.extend({
    options: { position: "bottomright" },

    onAdd(map) {
      this._box = L.DomUtil.create("div", "atlas-position");
      this._box.setAttribute("aria-hidden", "true"); // a stream of numbers is nothing to be read aloud
      map.on("mousemove", ({ latlng }) => this._show(latlng));
      map.on("mouseout moveend", () => this._show(map.getCenter()));
      this._show(map.getCenter());
      return this._box;
    },

    _show(at) {
      const { lat, lng } = at.wrap(), digits = this._map ? Math.min(Math.max(Math.round(this._map.getZoom() / 3), 1), 4) : 2;
      this._box.textContent = `${Math.abs(lat).toFixed(digits)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lng).toFixed(digits)}° ${lng < 0 ? "W" : "E"}`;
    },
  });

  window.atlasTools = { Tools, Position, drawn };
})();
