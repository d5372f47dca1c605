/* Speaker notes in a second window: the note, what comes next, the time, the count. This window writes it; keys pressed in
   it count as pressed here. */
(function () {
  "use strict";

  const { el, said, say } = atlasParts;
  const two = (n) => String(n).padStart(2, "0");

  class Notes {
    /* on: { key(event), here(yes) } */
    constructor(on) {
      this.on = on;
      this._began = Date.now();
      addEventListener("pagehide", () => this.open && this._window.close());
    }

    get open() { return Boolean(this._window) && !this._window.closed; }

    toggle() {
      if (this.open) return this._window.close();
      this._window = window.open("", "atlas-notes", "popup,width=960,height=640");
      if (!this._window) {
        say("The browser blocked the window of the speaker notes. Allow windows for this page and press N again.", () => this.on.here(), "Read them here");
        return;
      }
      this._build();
      this._write();
    }

    _build() {
      const { document: page } = this._window;
      page.title = "Speaker notes";
      page.documentElement.lang = "en";
      page.head.querySelectorAll("style, link").forEach((old) => old.remove());
      for (const sheet of document.querySelectorAll("style, link[rel=stylesheet]")) {
        const copy = page.importNode(sheet, true);
        if (sheet.href) copy.href = sheet.href; // as it is from here
        page.head.append(copy);
      }
      this._clock = el("span", { class: "p-clock" });
      this._count = el("span");
      this._now = el("h1");
      this._note = el("div", { class: "p-note", tabindex: 0 });
      this._next = el("p", { class: "p-coming" });
      page.body.className = "p-notes";
      page.body.replaceChildren(el("header", {}, this._count, this._clock), this._now, this._note, this._next);
      this._window.onkeydown = (event) => this.on.key(event);
      clearInterval(this._ticking);
      this._ticking = setInterval(() => (this.open ? this._tick() : clearInterval(this._ticking)), 500);
      this._window.focus();
    }

    _tick() {
      const now = new Date(), gone = Math.floor((Date.now() - this._began) / 1000);
      this._clock.textContent = `${two(now.getHours())}:${two(now.getMinutes())} · ${Math.floor(gone / 60)}:${two(gone % 60)} since the start`;
    }

    show(told) {
      this._told = told;
      if (this.open) this._write();
    }

    _write() {
      const { slide, next, count, black } = this._told;
      this._count.textContent = count + (black ? " · the screen is black" : "");
      this._now.replaceChildren(said(slide.title));
      this._note.replaceChildren(...(slide.note ? slide.note.split(/\n/).map((line) => el("p", {}, said(line))) : [el("p", { class: "p-quiet" }, "There is no note for this scene.")]));
      this._next.replaceChildren(next ? "Next: " : "This is the last one.", next ? said(next.title) : "");
      this._tick();
    }
  }

  window.atlasNotes = Notes;
})();
