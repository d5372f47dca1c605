/* The basemap: one file of vector tiles (Natural Earth, GeoNames) drawn by protomaps-leaflet on canvas.
   It recedes: land and water differ little, borders are thin, names are gray, so that incidents stand out. */
(function () {
  "use strict";

  const CREDIT = "Natural Earth, GeoNames; dashed borders are disputed, none is authoritative";
  const LATEST_MS = 4000;
  const LABELED = 256; // tiles of one zoom whose labels are kept; the largest screens show a quarter of them
  const WIDE = 32; // tiles that are kept to be enlarged
  const EDGE = 16; // pixels around a tile that are drawn into it too

  const THEMES = {
    light: {
      water: "#dde6ec", land: "#f8f6f1", coast: "#a9bac6", river: "#b9d0dd", border: "#8f8983", province: "#d8d2c9",
      country: "#77716b", admin: "#9b958d", sea: "#8aa3b4", town: "#45423e", dot: "#625e59", halo: "rgba(250,249,246,.92)",
      bold: 1,
    },
    dark: {
      water: "#0f161d", land: "#1b242d", coast: "#3f5261", river: "#263a4b", border: "#62727f", province: "#2c3944",
      country: "#8698a7", admin: "#61727f", sea: "#48637a", town: "#bfcad4", dot: "#93a5b4", halo: "rgba(15,22,29,.9)",
      bold: 1,
    },
    projector: {
      water: "#cfdde6", land: "#ffffff", coast: "#7e96a6", river: "#9fbfd1", border: "#5d5852", province: "#bdb5aa",
      country: "#4c4741", admin: "#6f6961", sea: "#54748a", town: "#1f1d1b", dot: "#2d2a27", halo: "rgba(255,255,255,.95)",
      bold: 1.3,
    },
  };
  const FACE = '"Source Sans", "Source Sans 3", "Segoe UI", system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

  const font = (weight, size, italic) => `${italic ? "italic " : ""}${weight} ${Math.round(size * 10) / 10}px ${FACE}`;

  // Every feature carries `z`, the zoom from which it is worth drawing; `data/make/basemap.py` decides it.
  const due = (zoom, feature) => feature.props.z <= zoom;

  function paintRules(P, t) {
    const line = (color, width, dash) => new P.LineSymbolizer({
      color, dash, width: (zoom) => width * t.bold * (zoom < 4 ? 0.7 : zoom < 7 ? 1 : 1.4),
    });
    const kind = (name) => (zoom, feature) => feature.props.k === name && due(zoom, feature);
    return [
      { dataLayer: "earth", symbolizer: new P.PolygonSymbolizer({ fill: t.land, stroke: t.coast, width: 0.9 * t.bold }) },
      { dataLayer: "lakes", symbolizer: new P.PolygonSymbolizer({ fill: t.water, stroke: t.coast, width: 0.6 * t.bold }) },
      { dataLayer: "rivers", filter: due, symbolizer: line(t.river, 1) },
      { dataLayer: "borders", filter: kind("province"), symbolizer: line(t.province, 0.8) },
      { dataLayer: "borders", filter: kind("country"), symbolizer: line(t.border, 1) },
      { dataLayer: "borders", filter: kind("disputed"), symbolizer: line(t.border, 1, [4, 3]) },
    ];
  }

  function labelRules(P, t) {
    const kind = (...names) => (zoom, feature) => names.includes(feature.props.k) && due(zoom, feature);
    const centered = (color, style, extra) => new P.CenteredTextSymbolizer({
      labelProps: ["n"], fill: color, stroke: t.halo, width: 2.4, font: (zoom) => style(zoom), ...extra,
    });
    const size = (feature, zoom) => {
      const { c: capital, p: thousands } = feature.props;
      const base = capital === 2 ? 12.5 : thousands > 1000 ? 12 : thousands > 200 || capital ? 11.5 : 11;
      return (base + (zoom > 6 ? 1 : 0)) * t.bold;
    };
    const town = new P.GroupSymbolizer([
      new P.CircleSymbolizer({
        radius: (zoom, f) => (f.props.c === 2 ? 2.8 : f.props.p > 500 ? 2.2 : 1.7) * t.bold,
        fill: t.dot, stroke: t.halo, width: 1,
      }),
      new P.OffsetTextSymbolizer({
        labelProps: ["n"], fill: t.town, stroke: t.halo, width: 2.4, offsetX: 5, offsetY: 4,
        font: (zoom, f) => font(f.props.c === 2 ? 600 : 400, size(f, zoom)),
      }),
    ]);
    // Countries first on a small scale, towns first on a large one: what comes first keeps its place when labels collide.
    const country = {
      dataLayer: "labels", filter: (zoom, f) => zoom < 8 && kind("country")(zoom, f), sort: (a, b) => b.a - a.a,
      symbolizer: centered(t.country, (zoom) => font(600, (zoom < 4 ? 10.5 : zoom < 6 ? 12.5 : 14.5) * t.bold),
        { textTransform: "uppercase", letterSpacing: 1 }),
    };
    const capital = { dataLayer: "labels", filter: (zoom, f) => f.props.c === 2 && kind("town")(zoom, f), symbolizer: town };
    return [
      country,
      capital,
      { dataLayer: "labels", filter: (zoom, f) => f.props.c !== 2 && kind("town")(zoom, f), sort: (a, b) => b.p - a.p, symbolizer: town },
      { dataLayer: "labels", filter: kind("province"), symbolizer: centered(t.admin, (zoom) => font(400, (zoom < 7 ? 10.5 : 12) * t.bold, true)) },
      { dataLayer: "labels", filter: kind("river"), symbolizer: centered(t.sea, (zoom) => font(400, (zoom < 7 ? 10.5 : 11.5) * t.bold, true)) },
      { dataLayer: "labels", filter: kind("sea"), symbolizer: centered(t.sea, (zoom) => font(400, (zoom < 5 ? 11 : 13) * t.bold, true)) },
    ];
  }

  /* A file that was cut out of the whole has no closer tiles where nobody was to look: there, the wider ones are enlarged.
     whole: the zoom up to which it has all. */
  function widened(source, whole) {
    const get = source.get.bind(source), kept = new Map();
    const wide = (tile, size) => {
      const key = `${tile.z}/${tile.x}/${tile.y}`;
      if (kept.size > WIDE) kept.clear();
      if (!kept.has(key)) kept.set(key, source.get(tile, size));
      return kept.get(key);
    };
    source.get = async ({ z, x, y }, size) => {
      const found = await get({ z, x, y }, size);
      return found.size || z <= whole ? found : quarter(await wide({ z: z - 1, x: x >> 1, y: y >> 1 }, size), x % 2, y % 2, size);
    };
  }

  /* A quarter of a tile, twice as large. */
  function quarter(layers, right, down, size) {
    const at = ({ x, y }) => new L.Point(2 * x - right * size, 2 * y - down * size), found = new Map();
    for (const [name, features] of layers) {
      const near = features.map((feature) => {
        const a = at({ x: feature.bbox.minX, y: feature.bbox.minY }), b = at({ x: feature.bbox.maxX, y: feature.bbox.maxY });
        return { feature, bbox: { minX: a.x, minY: a.y, maxX: b.x, maxY: b.y } };
      }).filter(({ bbox }) => bbox.maxX > -EDGE && bbox.maxY > -EDGE && bbox.minX < size + EDGE && bbox.minY < size + EDGE);
      found.set(name, near.map(({ feature, bbox }) => ({ ...feature, bbox, geom: feature.geom.map((line) => line.map(at)) })));
    }
    return found;
  }

  /* The basemap as a layer that stays on the map while what it draws changes: the look, or tiles of the network.
     options: url of the tile file (fetched by ranges, so that only what is looked at is read), or `bytes`, the file
     itself as an ArrayBuffer, with `whole`, the zoom up to which that has every tile; theme. */
  const Basemap = L.Layer.extend({
    initialize(options) { L.setOptions(this, options); },

    onAdd(map) {
      map.atlasBasemap = this;
      this._put(this._made(this.options.theme));
    },

    onRemove() {
      if (this._layer) this._layer.remove();
    },

    relook(theme) {
      if (theme === this.options.theme) return;
      this.options.theme = theme;
      if (!this._tiles) this._put(this._made(theme));
      this._map.getContainer().style.background = THEMES[theme].water;
    },

    /* Read what will be looked at, so that it need only be drawn then. bounds: of a view, in degrees, at a whole zoom. */
    ahead(bounds, zoom) {
      if (this._tiles) return;
      const corner = (at) => this._map.project(at, zoom).divideBy(256).floor(), from = corner(bounds.getNorthWest()), to = corner(bounds.getSouthEast());
      for (const view of this._layer.views.values()) {
        for (let x = from.x; x <= to.x; x++) {
          for (let y = from.y; y <= to.y; y++) view.getDisplayTile({ x: L.Util.wrapNum(x, [0, 2 ** zoom]), y, z: zoom }).catch(() => {}); // it is asked for again when it is looked at
        }
      }
    },

    /* tiles: { url, credit }, or null for our own. */
    online(tiles) {
      this._tiles = tiles;
      this._put(tiles ? L.tileLayer(tiles.url, { attribution: tiles.credit, maxZoom: 19 }) : this._made(this.options.theme));
    },

    /* The old one stays below until the new one has something to show. */
    _put(layer) {
      const old = this._layer;
      this._layer = layer.addTo(this._map);
      if (!old) return;
      const done = () => old.remove();
      layer.once("load", done);
      setTimeout(done, LATEST_MS);
    },

    _made(name) {
      const theme = THEMES[name] || THEMES.light, { bytes, url, whole } = this.options;
      const source = bytes
        ? { getKey: () => "basemap", getBytes: async (start, length) => ({ data: bytes.slice(start, start + length) }) }
        : new URL(url, location.href).href;
      const layer = protomapsL.leafletLayer({
        url: new pmtiles.PMTiles(source),
        maxDataZoom: 6,
        paintRules: paintRules(protomapsL, theme),
        labelRules: labelRules(protomapsL, theme),
        backgroundColor: theme.water,
        attribution: CREDIT,
      });
      // It would give up what it has asked for as soon as another zoom is looked at, and draw nothing there on coming back.
      for (const { tileCache } of layer.views.values()) {
        tileCache.source.shouldCancelZooms = false;
        if (bytes) widened(tileCache.source, whole);
      }
      // It keeps the labels of sixteen tiles, and where a large window shows more it lays them out in turns, without an end.
      layer.labelers.maxLabeledTiles = LABELED;
      layer.on("add", () => { layer._map.getContainer().style.background = theme.water; });
      return layer;
    },
  });

  window.atlasBasemap = (options) => new Basemap(options);
})();
