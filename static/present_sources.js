/* The appendix of a hand-out: every incident of the deck as a row, with its sentences and documents below, folded. */
(function () {
  "use strict";

  const { el, said, button, plural, number } = atlasParts;
  const AT_ONCE = 400; // rows that are written before the window is drawn again
  const COLUMNS = ["No.", "Incident", "When", "Where", "Who", "Status", "Sources", "Scenes"];

  class Sources {
    constructor(content) {
      this.content = content;
      this._body = el("tbody");
      this._find = el("input", { type: "search", placeholder: "Find in the table", "aria-label": "Find in the table" });
      this._find.addEventListener("input", () => this._filter());
      this._left = el("p", { class: "p-small" });
      this.box = el("section", { class: "p-sources", role: "dialog", "aria-label": "Sources", hidden: true },
        el("header", {}, el("h2", { tabindex: -1 }, "Sources"), this._find, button("leave", "Back to the scene (Esc)", () => this.close())),
        el("div", { class: "p-table" }, this._left, el("table", {}, el("thead", {}, el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, name)))), this._body)));
    }

    get open() { return !this.box.hidden; }

    async show(id) {
      this.box.hidden = false;
      this.box.querySelector("h2").focus({ preventScroll: true });
      await this._fill();
      const row = id && document.getElementById(`incident-${id}`);
      if (!row) return;
      this._unfold(row, true);
      row.scrollIntoView({ block: "start" });
    }

    close() { this.box.hidden = true; }

    /* Written when it is first looked at, part by part. */
    async _fill() {
      if (this._filled) return this._filled;
      const { evidence, more, missing } = this.content;
      const left = [`${plural(evidence.length, "incident")}, each with its exact words.`];
      if (more) left.push(`${number.format(more)} more are in the deck and not in this file.`);
      if (missing.length) left.push(`${plural(missing.length, "incident")} that a line of the deck names ${missing.length === 1 ? "is" : "are"} not in this snapshot.`);
      this._left.textContent = left.join(" ");
      return (this._filled = (async () => {
        for (let i = 0; i < evidence.length; i += AT_ONCE) {
          this._body.append(...evidence.slice(i, i + AT_ONCE).map((told, n) => this._row(told, i + n + 1)));
          await new Promise((next) => { setTimeout(next); });
        }
      })());
    }

    _row(told, n) {
      const row = el("tr", { id: `incident-${told.id}`, class: "p-row" });
      const fold = el("button", { type: "button", "aria-expanded": "false", onclick: () => this._unfold(row) }, said(told.title));
      const who = told.actors.map(([name, role], i) => [i ? "; " : "", said(name), el("span", { class: "p-quiet" }, ` (${role})`)]);
      row.append(el("td", {}, number.format(n)), el("td", {}, fold), el("td", {}, said(told.when)),
        el("td", {}, said(told.place || "not said"), told.place ? el("span", { class: "p-quiet" }, ` (${told.precision.toLowerCase()})`) : ""),
        el("td", {}, who), el("td", {}, said(told.status)), el("td", {}, number.format(told.sources)), el("td", {}, told.scenes.join(", ")));
      row.told = told;
      return row;
    }

    _unfold(row, yes) {
      const fold = row.querySelector("button"), open = fold.getAttribute("aria-expanded") === "true";
      if (open === yes) return;
      fold.setAttribute("aria-expanded", String(!open));
      if (open) return row.nextSibling.remove();
      row.after(el("tr", { class: "p-below" }, el("td"), el("td", { colspan: COLUMNS.length - 1 }, atlasEvidence.toldOf(row.told, this.content.marks))));
    }

    async _filter() {
      const wanted = this._find.value.trim().toLowerCase();
      await this._fill();
      for (const row of this._body.querySelectorAll(".p-row")) {
        const { title, place, when, claims, record, actors } = row.told;
        const words = [title, place, when, ...actors.flat(), ...claims.flatMap(({ sentence, source, headline }) => [sentence, source, headline]), record ? `${record.note} ${record.dataset} ${record.cites}` : ""];
        row.hidden = Boolean(wanted) && !words.join("\n").toLowerCase().includes(wanted);
        if (row.hidden) this._unfold(row, false);
      }
    }
  }

  window.atlasSourceTable = Sources;
})();
