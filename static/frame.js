/* What is always on the map: scale, attribution, legend, the memory of where the reader looked, and the one channel
   through which layers tell Python what was picked. */
(function () {
  "use strict";

  const VIEW = "atlas:view";
  const SETTLED_MS = 900; // a view is told when it has rested this long, so that panning does not write all the time
  const OURS_MS = 4000; // an answer to a view that we told so recently is an echo, not a wish
  const SAFE = /^[\w:.,|-]{0,200000}$/; // streamlit-folium reads the message as HTML: let nothing through that could be

  const Frame = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
      this._told = [];
    },

    onAdd(map) {
      map.atlas = this;
      map.getContainer().classList.add("atlas", "atlas-" + this.options.theme);
      map.attributionControl.setPrefix(false);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
      for (const [name, level] of [["atlas-fills", 390], ["atlas-lines", 410], ["atlas-areas", 420], ["atlas-incidents", 450], ["atlas-notes", 460]]) {
        map.createPane(name).style.zIndex = level;
      }
      // Fills of several ranges lie in one pane that is transparent as a whole, so where they overlap they do not add up.
      map.getPane("atlas-fills").style.opacity = 0.22;
      this._recall(map);
      map.on("moveend", this._moved, this);
      try { this._page = window.parent.location.pathname; } catch (error) { this._page = null; }
      if (this.options.legend) this._legend(map);
    },

    onRemove(map) {
      map.off("moveend", this._moved, this);
    },

    /* Tell Python: kind is "pick". Each message is new, so that picking the same incident twice is heard. */
    tell(kind, words) {
      if (!SAFE.test(words)) return;
      this._count = (this._count || Date.now() % 1e9) + 1;
      const message = `${kind}:${words}|${this._count}`;
      this.fire("click", {
        latlng: this._map.getCenter(),
        sourceTarget: { _tooltip: { _content: message }, getTooltip: () => ({ getContent: () => message }) },
      });
    },

    /* Go where the address of the page says, unless the reader has been there or left for elsewhere since. */
    wish(words) {
      const now = Date.now();
      this._told = this._told.filter(([, at]) => now - at < OURS_MS);
      if (!words || words === this._last || words === sessionStorage.getItem(VIEW + ":wish") || this._told.some(([told]) => told === words)) return;
      const [lat, lon, zoom] = words.split(",").map(Number);
      if (![lat, lon, zoom].every(Number.isFinite)) return;
      this._last = words;
      this._keep(":wish", words);
      this._map.setView([lat, lon], zoom, { animate: false });
    },

    _words() {
      const center = this._map.getCenter().wrap();
      return `${center.lat.toFixed(4)},${center.lng.toFixed(4)},${this._map.getZoom()}`;
    },

    _moved() {
      const words = this._words();
      this._keep("", words);
      clearTimeout(this._timer);
      if (words === this._last) return;
      this._timer = setTimeout(() => {
        this._last = words;
        this._keep(":wish", words);
        this._told.push([words, Date.now()]);
        this._write(words);
      }, SETTLED_MS);
    },

    /* The view stands in the address of the page; the frame puts it there itself, so moving the map reruns nothing,
       redraws nothing and makes no step in the history. `geo/ui/memory.py` reads it with the next click. */
    _write(words) {
      try {
        const page = window.parent, address = new URL(page.location.href);
        if (page === window || address.pathname !== this._page) return;
        address.searchParams.set("at", words);
        page.history.replaceState(page.history.state, "", address);
      } catch (error) { /* in a page of another origin; then the view is kept in this tab only */ }
    },

    // The frame lives on the origin of the page, so its session storage outlives a change of page or theme.
    _recall(map) {
      try {
        const words = sessionStorage.getItem(VIEW);
        const [lat, lon, zoom] = (words || "").split(",").map(Number);
        if (words && [lat, lon, zoom].every(Number.isFinite)) {
          this._last = words;
          map.setView([lat, lon], zoom, { animate: false });
        }
      } catch (error) { /* storage may be forbidden; then the map begins where it always begins */ }
    },

    _keep(suffix, words) {
      try { sessionStorage.setItem(VIEW + suffix, words); } catch (error) { /* see above */ }
    },

    _legend(map) {
      const { legend, theme } = this.options;
      const Legend = L.Control.extend({
        onAdd: () => {
          const box = L.DomUtil.create("details", "atlas-legend");
          box.open = true;
          L.DomUtil.create("summary", "", box).textContent = "Legend";
          for (const row of legend) {
            const line = L.DomUtil.create("div", "atlas-legend-row", box);
            for (const entry of row) {
              const item = L.DomUtil.create("span", "", line);
              item.append(picture(entry, theme));
              item.append(entry.label);
            }
          }
          L.DomEvent.disableClickPropagation(box);
          return box;
        },
      });
      new Legend({ position: "bottomleft" }).addTo(map);
    },
  });

  const SIZE = 20;
  function picture(entry, theme) {
    const canvas = document.createElement("canvas"), scale = Math.max(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = SIZE * scale;
    canvas.style.width = canvas.style.height = SIZE + "px";
    canvas.setAttribute("aria-hidden", "true");
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    const middle = SIZE / 2;
    if (entry.area || entry.disc) atlasSymbols.patch(ctx, middle, entry, theme);
    else if (entry.parts) atlasSymbols.donut(ctx, middle, middle, 8, entry.parts, entry.total, theme, false);
    else atlasSymbols.draw(ctx, middle, middle, 6, entry, theme);
    return canvas;
  }

  window.atlasFrame = (options) => new Frame(options);
})();
