/* The appendix of a hand-out: every incident of the deck as a row, with its sentences and documents below, folded. */
(function () {
  "use strict";

  const { el, said, button, plural, number } = atlasParts;
  const AT_ONCE = 300; // rows that are written before their end is looked at
  const COLUMNS = ["No.", "Incident", "When", "Where", "Who", "Status", "Sources", "Scenes"];

  class Sources {
    constructor(content) {
      this.content = content;
      this._body = el("tbody");
      this._find = el("input", { type: "search", placeholder: "Find in the table", "aria-label": "Find in the table" });
      this._find.addEventListener("input", () => this._list());
      this._left = el("p", { class: "p-small" });
      this._end = el("button", { type: "button", class: "p-end", onclick: () => this._more() }, "More");
      this.box = el("section", { class: "p-sources", role: "dialog", "aria-label": "Sources", hidden: true },
        el("header", {}, el("h2", { tabindex: -1 }, "Sources"), this._find, button("leave", "Back to the scene (Esc)", () => this.close())),
        el("div", { class: "p-table" }, this._left, el("table", {}, el("thead", {}, el("tr", {}, COLUMNS.map((name) => el("th", { scope: "col" }, name)))), this._body), this._end));
      new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this._more()).observe(this._end);
    }

    get open() { return !this.box.hidden; }

    /* id: of an incident that is to stand there alone, unfolded. */
    show(id) {
      this.box.hidden = false;
      this.box.querySelector("h2").focus({ preventScroll: true });
      if (!this._listed || id) this._list(id);
      if (id && this._body.firstChild) this._unfold(this._body.firstChild, true);
    }

    close() { this.box.hidden = true; }

    /* The rows that are asked for, the first of them; the next when the end of these is looked at. */
    _list(id) {
      const { evidence, more, missing } = this.content, wanted = this._find.value.trim().toLowerCase();
      this._listed = evidence.map((told, i) => [told, i + 1]).filter(([told]) => (id ? told.id === id : !wanted || wordsOf(told).includes(wanted)));
      const left = [this._listed.length < evidence.length ? `${number.format(this._listed.length)} of ${plural(evidence.length, "incident")}.` : `${plural(evidence.length, "incident")}, each with its exact words.`];
      if (more) left.push(`${number.format(more)} more are in the deck and not in this file.`);
      if (missing.length) left.push(`${plural(missing.length, "incident")} that a line of the deck names ${missing.length === 1 ? "is" : "are"} not in this snapshot.`);
      this._left.replaceChildren(left.join(" "), id ? el("button", { type: "button", onclick: () => this._list() }, "Show all") : "");
      this._body.replaceChildren();
      this._more();
    }

    _more() {
      const from = this._body.querySelectorAll(".p-row").length;
      this._body.append(...this._listed.slice(from, from + AT_ONCE).map(([told, n]) => this._row(told, n)));
      this._end.hidden = from + AT_ONCE >= this._listed.length;
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
  }

  /* All that can be found of an incident. */
  function wordsOf({ title, place, when, claims, record, actors }) {
    const said = claims.flatMap(({ sentence, source, headline }) => [sentence, source, headline]);
    return [title, place, when, ...actors.flat(), ...said, record ? `${record.note} ${record.dataset} ${record.cites}` : ""].join("\n").toLowerCase();
  }

  window.atlasSourceTable = Sources;
})();
