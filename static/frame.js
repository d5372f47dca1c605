/* What is always on the map: scale, attribution, legend, the memory of where the reader looked, and the one channel
   through which layers tell Python what was picked. */
(function () {
  "use strict";

  const VIEW = "atlas:view"; // where the reader went
  const SHOWN = "atlas:shown"; // where the map stands, whoever put it there; `geo/ui/looking.js` reads it
  const FIT = "fit"; // "at" of a scene that stands wherever all of it is seen
  const FOLDED = "atlas:legend-folded";
  const ONLINE = "atlas:online";
  const CLOSEST_FIRST_LOOK = 6;
  const MOMENT_MS = 1500;
  const ROOMY_PX = 500; // from which a map has room for an open legend
  const LEAST_PX = 160; // a frame lower than this has not got its size yet
  const SETTLED_MS = 700; // how often the address is compared with the view
  const STILL_PX = 3; // resizing rounds the middle of the map to whole pixels
  const SAFE = /^[\w:.,|-]{0,200000}$/; // streamlit-folium reads the message as HTML: let nothing through that could be

  const Frame = L.Layer.extend({
    initialize(options) {
      L.setOptions(this, options);
    },

    onAdd(map) {
      map.atlas = this;
      this._map = map;
      map.getContainer().classList.add("atlas");
      map.attributionControl.setPrefix(false);
      // The page may resize the frame without a word to the window, and the style sheet may come late.
      new ResizeObserver(() => {
        this._resizing = true; // keeping the middle of the map in the middle is no move of the reader
        map.invalidateSize({ animate: false });
        this._fit();
        this._resizing = false;
      }).observe(map.getContainer());
      this._tools = new atlasTools.Tools({ online: Boolean(this.options.tiles) }).addTo(map);
      new atlasTools.Position().addTo(map);
      L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
      for (const [name, level] of [["atlas-fills", 390], ["atlas-lines", 410], ["atlas-areas", 420], ["atlas-incidents", 450], ["atlas-notes", 460], ["atlas-drawn", 470]]) {
        map.createPane(name).style.zIndex = level;
      }
      // Fills of several ranges lie in one pane that is transparent as a whole, so where they overlap they do not add up.
      map.getPane("atlas-fills").style.opacity = 0.22;
      this._areas = atlasAreaGroup().addTo(map);
      this._placed = !this._mayFit() && this._go(this._recall(VIEW)); // whether somebody has said where to look
      map.on("moveend", this._moved, this);
      this._follow(map);
      if (this._placed) this._keep(SHOWN, this._words());
      this.relook("");
      if (this.options.tiles && this._recall(ONLINE) === "yes") this.online(true);
    },

    /* How the map looks: as the page is lit, or "projector". Nothing is loaded anew for it. */
    relook(look) {
      const theme = look || this.options.theme, container = this._map.getContainer();
      this.look = look;
      this._tools.press("contrast", look === "projector");
      if (theme === this.theme) return;
      this.theme = theme;
      container.classList.remove("atlas-light", "atlas-dark", "atlas-projector");
      container.classList.add("atlas-" + theme);
      if (this._map.atlasBasemap) this._map.atlasBasemap.relook(theme);
      if (this._legendControl) this._legendControl.remove();
      if (this.options.legends) this._legend(this._map, this.options.legends[theme], theme);
    },

    /* Tiles of the network instead of our own basemap; asked for by hand, and for as long as the tab is open. */
    online(yes) {
      this._map.atlasBasemap.online(yes ? this.options.tiles : null);
      this._tools.press("online", yes);
      this._keep(ONLINE, yes ? "yes" : "no");
    },

    onRemove(map) {
      map.off("moveend", this._moved, this);
    },

    /* What is known to areas only; it stays when layers are replaced. */
    areas() {
      return this._areas;
    },

    /* Tell Python: kind is "pick", "box", "area", "within" or "look". Each message is new, so that picking the same incident twice is heard. */
    tell(kind, words) {
      if (!SAFE.test(words)) return;
      this._count = (this._count || Date.now() % 1e9) + 1;
      const message = `${kind}:${words}|${this._count}`;
      this.fire("click", {
        latlng: this._map.getCenter(),
        sourceTarget: { _tooltip: { _content: message }, getTooltip: () => ({ getContent: () => message }) },
      });
    },

    /* Whether the address asks for whatever takes in all that is shown, and not for where the reader was last. */
    _mayFit() {
      try { return new URL(window.parent.location.href).searchParams.get("at") === FIT; } catch (error) { return false; }
    },

    _words() {
      const center = this._map.getCenter().wrap();
      return `${center.lat.toFixed(4)},${center.lng.toFixed(4)},${this._map.getZoom()}`;
    },

    _go(words) {
      const [lat, lon, zoom] = (words || "").split(",").map(Number);
      if (!words || ![lat, lon, zoom].every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lon) > 360) return false;
      this._map.setView([lat, lon], zoom, { animate: false });
      return true;
    },

    /* What the page wishes: a look, what is drawn to filter by, and a view. Go there once; asked again with the next run
       for the same, stay where the reader has gone since. */
    wish({ view, look, within }) {
      this.relook(look);
      if (within !== this._within) {
        if (this._drawn) this._drawn.remove();
        this._drawn = atlasTools.drawn(within).addTo(this._map);
        this._within = within;
      }
      if (view === this._wished) return;
      this._wished = view;
      this._placed = this._go(view) || this._placed;
    },

    /* Layers say where they have something; the first look, if nobody has said where to look, takes in all of it.
       They say so one after the other, so what the second says within a moment widens the look that the first led to.
       It is no view of the reader's, so it is neither kept nor written into the address. */
    suggest(bounds) {
      const now = performance.now();
      if (this._placed || !bounds.isValid() || (this._suggested && now > this._suggestedAt + MOMENT_MS)) return;
      if (!this._suggested) this._suggestedAt = now;
      this._suggested = L.latLngBounds(this._suggested ? [this._suggested.getSouthWest(), this._suggested.getNorthEast()] : []).extend(bounds);
      if (this._looking) return;
      this._looking = true;
      queueMicrotask(() => {
        this._looking = false;
        this._fit();
      });
    },

    /* Take in what was suggested; again when the frame gets its size, which may be after the layers were added. */
    _fit() {
      const { x, y } = this._map.getSize();
      if (this._placed || !this._suggested || Math.min(x, y) < LEAST_PX) return;
      this._quiet = true;
      this._map.fitBounds(this._suggested.pad(0.15), { maxZoom: CLOSEST_FIRST_LOOK, animate: false });
      this._quiet = false;
    },

    _moved() {
      this._keep(SHOWN, this._words());
      const center = this._map.project(this._map.getCenter(), this._map.getZoom());
      if (this._quiet || this._resizing) {
        this._rest = { center, zoom: this._map.getZoom() };
        return;
      }
      // Leaflet tells late of a window that was resized; a map that stands where it was put has not been moved.
      if (this._rest && this._rest.zoom === this._map.getZoom() && this._rest.center.distanceTo(center) < STILL_PX) return;
      this._rest = null;
      this._placed = true;
      this._view = this._words();
      this._keep(VIEW, this._view);
    },

    /* The view stands in the address of the page as "at". The frame reads and writes it itself: moving the map reruns
       nothing, redraws nothing and makes no step in the history; a pasted address and the back button move the map. */
    _follow(map) {
      let page;
      try {
        page = window.parent;
        this._page = page.location.pathname;
      } catch (error) { return; } // a page of another origin
      if (page === window) return;
      const read = () => new URL(page.location.href).searchParams.get("at");
      const back = () => page.location.pathname === this._page && this._go(read());
      const write = () => {
        if (!this._view || page.location.pathname !== this._page || read() === this._view) return;
        const address = new URL(page.location.href);
        address.searchParams.set("at", this._view);
        page.history.replaceState(page.history.state, "", address);
      };
      this._placed = this._go(read()) || this._placed;
      page.addEventListener("popstate", back);
      window.addEventListener("pagehide", () => page.removeEventListener("popstate", back));
      // The page writes the address too, without "at", and tells nobody; so look again and again.
      setInterval(write, SETTLED_MS);
    },

    // The frame lives on the origin of the page, so its session storage outlives a change of page or theme.
    _recall(key) {
      try { return sessionStorage.getItem(key); } catch (error) { return null; } // storage may be forbidden
    },

    _keep(key, words) {
      try { sessionStorage.setItem(key, words); } catch (error) { /* then the map begins where it always begins */ }
    },

    _legend(map, legend, theme) {
      const Legend = L.Control.extend({
        onAdd: () => {
          const box = L.DomUtil.create("details", "atlas-legend");
          box.open = (this._recall(FOLDED) || (window.innerWidth < ROOMY_PX ? "yes" : "no")) === "no";
          L.DomUtil.create("summary", "", box).textContent = "Legend";
          box.firstChild.addEventListener("click", () => this._keep(FOLDED, box.open ? "yes" : "no")); // as it is before
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
      this._legendControl = new Legend({ position: "bottomleft" }).addTo(map);
    },
  });

  const SIZE = 18;
  function picture(entry, theme) {
    const canvas = document.createElement("canvas"), scale = Math.max(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = SIZE * scale;
    canvas.style.width = canvas.style.height = SIZE + "px";
    canvas.setAttribute("aria-hidden", "true");
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    const middle = SIZE / 2;
    if (entry.area || entry.disc) atlasSymbols.patch(ctx, middle, entry, theme);
    else if (entry.parts) atlasSymbols.donut(ctx, middle, middle, 7.5, entry.parts, entry.total, String(entry.total), theme, false);
    else atlasSymbols.draw(ctx, middle, middle, 5.5, entry, theme);
    return canvas;
  }

  const Wish = L.Layer.extend({
    initialize(packed) { this._wishes = atlasSpots.unpack(packed); },
    onAdd(map) { map.atlas.wish(this._wishes); },
    onRemove() {},
  });

  window.atlasWish = (packed) => new Wish(packed);
  window.atlasFrame = (options) => new Frame(options);
})();
