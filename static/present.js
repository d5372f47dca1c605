/* A deck on the whole window: served by the app, or a file that was handed out. This part knows where one is; the map, the
   caption, the evidence, the notes and the keys have files of their own. */
(function () {
  "use strict";

  const { el, said, icon, button, recall, keep, say, plural, number } = atlasParts;
  const SECONDS = [3, 5, 8, 12, 20, 30, 60]; // on each scene when it plays by itself
  const IDLE_MS = 3000; // after which the buttons fade

  class Show {
    constructor(content) {
      this.content = content;
      this.slides = content.slides;
      this.at = -1;
      this.auto = false;
      this.loop = Boolean(recall("loop"));
      this.seconds = SECONDS.includes(recall("seconds")) ? recall("seconds") : 8;
      this._build();
      this._listen();
    }

    _build() {
      const body = document.body, map = el("div", { class: "p-map" });
      this.caption = new atlasCaption.Caption({ open: (ids, text) => this.ask(ids, text) });
      this.panel = new atlasEvidence.Panel(this.content, { closed: (one) => this._closed(one), shown: (ids) => this.stage.clear(ids, this.panel.box.offsetWidth) });
      this.sources = this.content.mode === "handout" ? new atlasSourceTable(this.content) : null;
      this.notes = new atlasNotes({ key: (event) => this.hear(event), here: () => say(this.slide.note || "There is no note for this scene.") });
      this.helpBox = atlasKeys.help(this.content.mode, () => this.help());
      this._slides = el("div", { class: "p-slides" });
      this._dark = el("div", { class: "p-black", hidden: true, "aria-label": "The screen is black" });
      this._live = el("p", { class: "p-live", "aria-live": "polite" });
      this._away = el("button", { type: "button", class: "p-away", hidden: true, onclick: () => this.act("home") }, "Back to the scene");
      this._bar = this._footer();
      body.append(...[map, this._slides, this.caption.box, this._away, this.panel.box, this._bar, this.sources && this.sources.box, this.helpBox, this._dark, this._live].filter(Boolean));
      this.stage = new atlasStage(map, this.content, {
        pick: (ids, where) => this.ask(ids, where && `${plural(ids.length, "incident")} ${where}`),
        taken: (slide) => ({ left: this.caption.taken, right: slide.page ? this.panel.width : 0 }),
        next: () => this.next(),
        moved: (away) => { this._away.hidden = !away; },
      });
    }

    _footer() {
      const tool = (icon, title, act) => button(icon, title, () => this.act(act));
      this._source = el("p", { class: "p-source" });
      this._handling = el("p", { class: "p-handling" });
      this._counter = el("span", { class: "p-counter" });
      this._pace = el("span", { class: "p-pace", hidden: true });
      this._play = tool("play", "Play by itself (A)", "auto");
      this._loop = tool("loop", "From the last to the first (L)", "loop");
      this._loop.setAttribute("aria-pressed", String(this.loop));
      const tools = el("div", { class: "p-tools", role: "toolbar", "aria-label": "Presentation" },
        tool("back", "Back (←)", "back"), tool("next", "Next (→)", "next"), this._play, this._pace, this._loop, tool("list", "List of the incidents (I)", "list"),
        this.content.mode === "handout" && tool("sources", "Sources (S)", "sources"), tool("notes", "Speaker notes (N)", "notes"), tool("full", "Full screen (F)", "full"),
        tool("help", "Keys (?)", "help"), this.content.mode === "present" && tool("leave", "Back to the app (Esc)", "leave"));
      this._done = el("i", { class: "p-done" });
      return el("footer", { class: "p-bar" }, this._done, this._source, this._handling, tools, this._counter);
    }

    _listen() {
      addEventListener("keydown", (event) => this.hear(event));
      atlasKeys.flicks((step) => (step > 0 ? this.next() : this.back()));
      this._slides.addEventListener("click", (event) => event.target.closest("a, button") || this.next());
      this._dark.addEventListener("click", () => this.act("black"));
      let idle = 0;
      const stir = () => {
        document.body.classList.remove("p-idle");
        clearTimeout(idle);
        idle = setTimeout(() => document.body.classList.add("p-idle"), IDLE_MS);
      };
      for (const kind of ["pointermove", "pointerdown", "focusin"]) addEventListener(kind, stir);
      stir();
      if (this.content.mode === "present") {
        // Full screen takes a gesture, and the first one is as good as any.
        const first = (event) => event.key === "Escape" || event.key === "f" || event.key === "F" || document.fullscreenElement || this.full(false);
        for (const kind of ["pointerup", "keydown"]) addEventListener(kind, first, { once: true });
        document.addEventListener("fullscreenchange", () => {
          // A browser in full screen keeps Escape for itself, and this is all that is heard of it.
          if (!document.fullscreenElement && !this._toggling) this.act("escape");
          this._toggling = false;
        });
      } else addEventListener("hashchange", () => this._hashed());
    }

    // --- where one is

    get slide() { return this.slides[this.at]; }

    async go(to) {
      const at = Math.max(0, Math.min(to, this.slides.length - 1));
      if (at === this.at) return;
      this.at = at;
      const { slide } = this, scene = slide.kind === "scene", began = performance.now();
      this.panel.hide();
      this._away.hidden = true;
      this._write();
      this._slides.replaceChildren(...(scene ? [] : [atlasCaption.slideOf(slide, this.content.deck, { open: (ids, text) => this.ask(ids, text) })]));
      scene ? this.caption.show(slide) : this.caption.hide();
      this._remember();
      this._restart();
      const drawn = scene ? await this.stage.show(slide, this.look) : true;
      if (!drawn) return;
      this._beside();
      this.shown = { at, ms: performance.now() - began, when: performance.timeOrigin + performance.now() };
      document.body.dataset.shown = String(at + 1);
      this._ahead();
    }

    /* The neighbors are made ready while this one is looked at. */
    _ahead() {
      const { at } = this;
      setTimeout(() => {
        if (at !== this.at) return;
        for (const step of [1, -1, 2]) this.stage.prepare(this.slides[at + step], this.look);
      }, 60);
    }

    _write() {
      const { slide, at } = this, count = `${at + 1}/${this.slides.length}`, theme = this.look || slide.theme || this._theme || "light";
      this._theme = theme;
      document.body.classList.remove("p-light", "p-dark", "p-projector");
      document.body.classList.add("p-" + theme);
      this._counter.textContent = count;
      this._counter.setAttribute("aria-label", `${at + 1} of ${this.slides.length}`);
      this._handling.replaceChildren(slide.handling ? said(slide.handling) : "");
      this._source.replaceChildren(this._sourced(slide));
      this._done.style.width = `${(100 * (at + 1)) / this.slides.length}%`;
      this._live.textContent = `${at + 1} of ${this.slides.length}: ${slide.title}`;
      document.title = `${count} ${slide.title}`;
      this._tell();
    }

    _sourced(slide) {
      const { as_of: asOf } = this.content;
      if (slide.kind !== "scene") return `As of ${asOf}`;
      const left = [slide.unmapped && `${number.format(slide.unmapped)} not on the map`, slide.undated && `${number.format(slide.undated)} undated`].filter(Boolean);
      const some = `${plural(slide.total, "incident")}${left.length ? ` (${left.join(", ")})` : ""}, ${plural(slide.sources, "independent source")}`;
      return `${some}${slide.period ? `, ${slide.period}` : ""} · as of ${asOf}`;
    }

    _tell() {
      this.notes.show({ slide: this.slide, next: this.slides[this.at + 1], count: `${this.at + 1}/${this.slides.length}`, black: !this._dark.hidden });
    }

    /* So that loading the page anew leads here again. */
    _remember() {
      const address = new URL(location.href);
      if (this.content.mode === "handout") address.hash = `slide-${this.at + 1}`;
      else {
        address.searchParams.delete("at");
        const n = this.slides.slice(0, this.at + 1).filter(({ kind }) => kind === "scene").length;
        if (this.slide.kind !== "opening") address.searchParams.set("at", this.slide.kind === "scene" ? n : "end");
      }
      try { history.replaceState(null, "", address); } catch (error) { /* a frame without an address of its own */ }
    }

    _hashed() {
      const [, kind, name] = /^#(slide|incident)-(.+)$/.exec(location.hash) || [];
      if (kind === "slide") this.go(Number(name) - 1);
      if (kind === "incident") this.sources.show(decodeURIComponent(name));
    }

    next() {
      if (this._back()) return;
      if (this.at + 1 < this.slides.length) this.go(this.at + 1);
      else if (this.auto && this.loop) this.go(0);
      else if (this.auto) this.play(false);
      else say("This was the last one.");
    }

    back() {
      if (!this._back()) this.go(this.at - 1);
    }

    /* Whether something lay over the scene that is gone now. */
    _back() {
      if (!this._dark.hidden) this.act("black");
      else if (this._isAsked) this.panel.close();
      else return false;
      return true;
    }

    /* Whether what lies beside the map was asked for, and is no part of the scene. */
    get _isAsked() { return this.panel.open && (!this._isBeside || this.panel.isOne); }

    // --- a question from the room

    ask(ids, heading) {
      if (!ids.length) return say("There is nothing to list here.");
      this._isBeside = false;
      this._pause();
      this.panel.show(ids, heading);
    }

    list() {
      const { slide } = this;
      if (slide.kind !== "scene") return;
      const rows = slide.list.map(([id, when, place, title, words]) => ({ id, when, place, title, said: words }));
      this.panel.show(rows, plural(slide.total, "incident"), slide.total);
    }

    /* The list of a scene from a page that is no map stands beside it without being asked for. */
    _beside() {
      this._isBeside = Boolean(this.slide.page);
      if (this._isBeside) this.list();
    }

    _closed(one) {
      this.stage.home();
      this._restart();
      if (one) this._beside();
    }

    // --- playing by itself

    play(yes) {
      this.auto = yes;
      this._play.replaceChildren(icon(yes ? "pause" : "play"));
      this._play.setAttribute("aria-pressed", String(yes));
      this._pace.hidden = !yes;
      this._pace.textContent = `${this.seconds} s`;
      this._restart();
    }

    _restart() {
      clearTimeout(this._timer);
      this._done.classList.remove("p-running");
      if (!this.auto) return;
      void this._done.offsetWidth; // the line begins anew
      this._done.style.animationDuration = `${this.seconds}s`;
      this._done.classList.add("p-running");
      this._timer = setTimeout(() => this.next(), this.seconds * 1000);
    }

    _pause() {
      clearTimeout(this._timer);
      this._done.classList.remove("p-running");
    }

    pace(step) {
      this.seconds = SECONDS[Math.max(0, Math.min(SECONDS.indexOf(this.seconds) + step, SECONDS.length - 1))];
      keep("seconds", this.seconds);
      this._pace.textContent = `${this.seconds} s`;
      say(`${this.seconds} seconds on each scene.`);
      this._restart();
    }

    // --- what keys and buttons do

    hear(event) { atlasKeys.hear(event, (name) => this.act(name, event)); }

    act(name, event) {
      if (this._isOver && !OVER.has(name)) return false;
      return ACTS[name](this, event);
    }

    /* Whether a list lies over everything, which keys then scroll. */
    get _isOver() { return !this.helpBox.hidden || Boolean(this.sources && this.sources.open); }

    /* Up and down move the evidence while it is read. */
    scrolls(event) { return Boolean(event) && this._isAsked && ["ArrowUp", "ArrowDown"].includes(event.key); }

    home() {
      if (this._isOver) this.escape();
      else if (!this._back()) this.stage.home();
    }

    escape() {
      if (this.stage.map.atlas.tool) this.stage.measure();
      else if (!this.helpBox.hidden) this.help();
      else if (this.sources && this.sources.open) this.sources.close();
      else if (!this._back() && this.content.mode === "present") this.leave();
    }

    /* Exactly where one was. */
    leave() { location.replace(this.content.back); }

    black() {
      this._dark.hidden = !this._dark.hidden;
      this._dark.hidden ? this._restart() : this._pause();
      this._tell();
    }

    help() {
      this.helpBox.hidden = !this.helpBox.hidden;
      if (this.helpBox.hidden) return this._restart();
      this._pause();
      this.helpBox.querySelector("h2").focus();
    }

    repeat() {
      this.loop = !this.loop;
      keep("loop", this.loop);
      this._loop.setAttribute("aria-pressed", String(this.loop));
      say(this.loop ? "After the last comes the first, when it plays by itself." : "It ends with the last.");
    }

    contrast() {
      this.look = this.look ? "" : "projector";
      this._write();
      if (this.slide.kind === "scene") this.stage.show(this.slide, this.look);
    }

    /* asked: whether by a person, who is told where it cannot be */
    full(asked) {
      const root = document.documentElement;
      if (document.fullscreenElement) {
        this._toggling = true;
        document.exitFullscreen();
      } else if (root.requestFullscreen) {
        root.requestFullscreen().then(() => {
          // Where a browser lets a page have it, Escape closes what is open first.
          if (navigator.keyboard && navigator.keyboard.lock) navigator.keyboard.lock(["Escape"]).catch(() => {});
        }, () => asked && say("This browser does not let the page have the full screen; its own key for it may do (F11)."));
      } else if (asked) say("This browser has no full screen for pages.");
    }
  }

  const OVER = new Set(["escape", "help", "sources", "full", "black", "home"]);
  const ACTS = {
    next: (show, event) => (show.scrolls(event) ? false : show.next()),
    back: (show, event) => (show.scrolls(event) ? false : show.back()),
    first: (show) => show.go(0),
    last: (show) => show.go(show.slides.length - 1),
    home: (show) => show.home(),
    escape: (show) => show.escape(),
    full: (show) => show.full(true),
    black: (show) => show.black(),
    notes: (show) => show.notes.toggle(),
    auto: (show) => show.play(!show.auto),
    loop: (show) => show.repeat(),
    slower: (show) => show.pace(1),
    faster: (show) => show.pace(-1),
    caption: (show) => show.caption.fold(),
    list: (show) => (show.panel.open ? show.panel.close() : show.list()),
    sources: (show) => show.sources && (show.sources.open ? show.sources.close() : show.sources.show()),
    measure: (show) => show.stage.measure(),
    contrast: (show) => show.contrast(),
    closer: (show) => show.stage.zoom(1),
    farther: (show) => show.stage.zoom(-1),
    help: (show) => show.help(),
    leave: (show) => show.leave(),
  };

  /* What the document carries: pressed values, and in a file the basemap itself. */
  async function begin() {
    const block = (id) => document.getElementById(id);
    const content = await atlasSpots.inflate(block("atlas-content").textContent);
    const tiles = block("atlas-basemap");
    if (tiles) content.basemap = { ...content.basemap, bytes: atlasSpots.bytes(tiles.textContent).buffer };
    for (const used of [block("atlas-content"), tiles]) if (used) used.remove();
    const show = (window.atlas = new Show(content));
    const [, kind, name] = /^#(slide|incident)-(.+)$/.exec(location.hash) || [];
    await show.go(kind === "slide" ? Number(name) - 1 : content.at || 0);
    if (kind === "incident" && show.sources) show.sources.show(decodeURIComponent(name));
  }

  const failed = (error) => document.body.append(el("p", { class: "p-failed", role: "alert" }, `This briefing could not be shown: ${error.message}`));
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", () => begin().catch(failed)) : begin().catch(failed);
})();
