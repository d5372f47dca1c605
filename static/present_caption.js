/* What is said to a scene: title and bullets on a card that can be dragged where it hides nothing, folded, and that stays
   where it was put. Opening and closing are slides of the whole window. */
(function () {
  "use strict";

  const { el, said, button, recall, keep, plural } = atlasParts;
  const EDGE = 8; // pixels to the edge of the window at least
  const STEP = 24; // pixels by an arrow key on the handle
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const FEW = 4; // words of a title that are written very large

  class Caption {
    /* on: { open(ids) } for a bullet that rests on incidents */
    constructor(on) {
      this.on = on;
      this.place = recall("caption") || {};
      this._title = el("h1", { class: "p-title" });
      this._body = el("div", { class: "p-said" });
      this._fold = button("fold", "Fold the caption (C)", () => this.fold());
      this._handle = el("div", { class: "p-handle", tabindex: 0, role: "button", "aria-label": "Caption: drag it, or move it with the arrow keys" }, this._title);
      this.box = el("section", { class: "p-caption", "aria-label": "Caption" }, el("div", { class: "p-head" }, this._handle, this._fold), this._body);
      this._drag();
      this._folded(Boolean(this.place.folded));
      addEventListener("resize", () => this._settle());
    }

    show(slide) {
      this._title.replaceChildren(said(slide.title || "Untitled scene"));
      const lines = slide.lines.map(({ text, of }) => el("li", {}, of.length
        ? el("button", { type: "button", class: "p-rests", title: "See what it rests on", onclick: () => this.on.open(of, text) }, said(text), el("span", { class: "p-count" }, plural(of.length, "incident")))
        : said(text)));
      const other = slide.page && el("p", { class: "p-small" }, `From the page ${slide.page}; shown here as the map and the list of its incidents.`);
      const ranges = slide.caveat && el("p", { class: "p-small" }, said(slide.caveat));
      this._body.replaceChildren(...[lines.length ? el("ul", {}, lines) : null, other, ranges].filter(Boolean));
      this.box.hidden = false;
      this.box.classList.toggle("p-bare", !this._body.children.length);
      this._settle();
    }

    hide() { this.box.hidden = true; }

    /* Pixels of the left of the window that it takes. */
    get taken() {
      if (this.box.hidden || this.place.folded) return 0;
      const { left, right } = this.box.getBoundingClientRect();
      return left < innerWidth * 0.25 ? right : 0;
    }

    fold() {
      this._folded(!this.place.folded);
      keep("caption", this.place);
      this._settle();
    }

    _folded(yes) {
      this.place.folded = yes;
      this.box.classList.toggle("p-folded", yes);
      this._fold.setAttribute("aria-expanded", String(!yes));
      this._fold.title = yes ? "Unfold the caption (C)" : "Fold the caption (C)";
    }

    // --- where it stands: as shares of the window, so that another screen has it in the same corner

    _settle() {
      if (this.place.x === undefined || this.box.hidden) return;
      const { width, height } = this.box.getBoundingClientRect();
      this._to(this.place.x * (innerWidth - width), this.place.y * (innerHeight - height));
    }

    _to(x, y) {
      const { width, height } = this.box.getBoundingClientRect(), within = (value, most) => Math.max(EDGE, Math.min(value, Math.max(EDGE, most - EDGE)));
      const left = within(x, innerWidth - width), top = within(y, innerHeight - height);
      this.box.style.left = left + "px";
      this.box.style.top = top + "px";
      return { left, top, x: left / Math.max(1, innerWidth - width), y: top / Math.max(1, innerHeight - height) };
    }

    _moveTo(x, y) {
      Object.assign(this.place, (({ x: right, y: down }) => ({ x: right, y: down }))(this._to(x, y)));
    }

    _drag() {
      let from = null;
      const handle = this._handle;
      handle.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        const { left, top } = this.box.getBoundingClientRect();
        from = { x: event.clientX - left, y: event.clientY - top };
        handle.setPointerCapture(event.pointerId);
        this.box.classList.add("p-dragged");
      });
      handle.addEventListener("pointermove", (event) => from && this._moveTo(event.clientX - from.x, event.clientY - from.y));
      for (const end of ["pointerup", "pointercancel"]) {
        handle.addEventListener(end, () => {
          if (from) keep("caption", this.place);
          from = null;
          this.box.classList.remove("p-dragged");
        });
      }
      handle.addEventListener("keydown", (event) => {
        const step = ARROWS[event.key], { left, top } = this.box.getBoundingClientRect();
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        this._moveTo(left + step[0] * STEP, top + step[1] * STEP);
        keep("caption", this.place);
      });
    }
  }

  /* The opening or the closing: a title, what is said, a table of facts. */
  function slideOf(slide, deck, on) {
    const short = slide.title.split(/\s+/).length <= FEW;
    const lines = slide.lines.map(({ text, of }) => (of.length
      ? el("li", {}, el("button", { type: "button", class: "p-rests", onclick: (event) => { event.stopPropagation(); on.open(of, text); } }, said(text)))
      : el("li", {}, said(text))));
    const facts = slide.facts.map(([name, value]) => el("tr", {}, el("th", { scope: "row" }, said(name)), el("td", {}, said(value))));
    return el("section", { class: `p-slide p-${slide.kind}`, "aria-label": slide.kind === "opening" ? "Opening" : "Closing" },
      el("div", { class: "p-sheet" },
        slide.handling && el("p", { class: "p-handling" }, said(slide.handling)),
        slide.kind === "closing" && el("p", { class: "p-over" }, said(deck.title)),
        el("h1", { class: short ? "p-short" : "" }, said(slide.title)),
        el("div", { class: "p-columns" },
          lines.length ? el("ul", { class: "p-lines" }, lines) : null,
          facts.length ? el("table", { class: "p-facts" }, el("tbody", {}, facts)) : null)));
  }

  window.atlasCaption = { Caption, slideOf };
})();
