/* What an incident on the map rests on, beside it: the sentences with their words marked, who says so, where and when it
   was published. Texts are shown as texts, whatever they hold. */
(function () {
  "use strict";

  const { el, said, button, plural, number, link } = atlasParts;

  /* A sentence with the words of each mark underlined. Marks count code points, as Python does. */
  function marked(sentence, marks, names) {
    const points = Array.from(sentence), edges = new Set([0, points.length]);
    const known = marks.filter(([field, start, end]) => names[field] && start < end);
    for (const [, start, end] of known) for (const edge of [start, end]) edges.add(Math.max(0, Math.min(edge, points.length)));
    const order = [...edges].sort((a, b) => a - b), pieces = [];
    for (let i = 0; i + 1 < order.length; i++) {
      const fields = [...new Set(known.filter(([, start, end]) => start <= order[i] && end >= order[i + 1]).map(([field]) => field))];
      const text = points.slice(order[i], order[i + 1]).join("");
      pieces.push(fields.length ? el("mark", { class: `m m-${fields[0]}`, title: fields.map((field) => names[field]).join(", ") }, text) : text);
    }
    return el("bdi", {}, pieces);
  }

  function keyOf(claims, names) {
    const used = new Set(claims.flatMap(({ marks }) => marks.map(([field]) => field)));
    const shown = Object.keys(names).filter((field) => used.has(field));
    return shown.length ? el("p", { class: "p-key" }, shown.map((field) => el("span", { class: `m m-${field}` }, names[field]))) : null;
  }

  function claimOf(claim, names) {
    const address = link(claim.url), source = claim.headline ? [said(claim.source), " — ", said(claim.headline)] : [said(claim.source)];
    const chain = [...claim.attribution, claim.source].flatMap((who, i) => (i ? [" → ", said(who)] : [said(who)]));
    return el("article", { class: "p-claim" },
      el("blockquote", {}, "“", marked(claim.sentence, claim.marks, names), "”"),
      el("p", { class: "p-outlet" }, address ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, source) : source),
      el("p", { class: "p-small" }, claim.published ? ["published ", said(claim.published)] : "publication date not known", claim.attribution.length ? [" · said by ", chain] : "", claim.status ? [" · ", said(claim.status.toLowerCase())] : ""),
      claim.sha256 ? el("p", { class: "p-digest", title: "SHA-256 of the file that was read" }, claim.sha256) : null);
  }

  function recordOf(record) {
    const address = link(record.url);
    const rows = [["Data set", record.dataset], ["Row", number.format(record.row)], ["It cites", record.cites], ["License", record.license], ["Credit", record.attribution]];
    return el("article", { class: "p-claim" },
      record.note ? el("blockquote", {}, said(record.note)) : el("p", { class: "p-small" }, "It has no note."),
      el("p", { class: "p-small" }, "As recorded by others; no document was read for it."),
      el("dl", {}, rows.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, said(value))])),
      address ? el("p", {}, el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, said(address))) : null,
      record.sha256 ? el("p", { class: "p-digest", title: "SHA-256 of the file that was imported" }, record.sha256) : null);
  }

  function factsOf(told) {
    const rows = [["When", told.when || "no date is said"], ["Where", told.place ? `${told.place} (${told.precision.toLowerCase()})` : "no place is said"],
      ["Status", told.status], ["Sources", plural(told.sources, "independent source")]];
    const who = told.actors.flatMap(([name, role], i) => [i ? el("br") : null, said(name), el("span", { class: "p-quiet" }, ` (${role})`)]);
    return el("dl", {}, rows.map(([name, value]) => [el("dt", {}, name), el("dd", {}, said(value))]), who.length ? [el("dt", {}, "Who"), el("dd", {}, who)] : null);
  }

  /* All that is told of one incident. */
  function toldOf(told, names) {
    const claims = told.record ? [recordOf(told.record)] : told.claims.map((claim) => claimOf(claim, names));
    const more = told.untold ? el("p", { class: "p-small" }, `and ${plural(told.untold, "more sentence")}`) : null;
    return [factsOf(told), keyOf(told.claims, names), ...claims, more].filter(Boolean);
  }

  class Panel {
    /* on: { closed(whether one incident was shown), shown(ids) } */
    constructor(content, on) {
      this.content = content;
      this.on = on;
      this._known = new Map((content.evidence || []).map((told) => [told.id, told]));
      this._title = el("h2", { tabindex: -1 });
      this._back = button("back", "Back to the list", () => this._list(...this._listed));
      this._body = el("div", { class: "p-told", tabindex: 0 });
      this.box = el("aside", { class: "p-evidence", "aria-label": "What it rests on", hidden: true },
        el("header", {}, this._back, this._title, button("leave", "Back to the scene (Backspace)", () => this.close())), this._body);
    }

    get open() { return !this.box.hidden; }

    /* Show what several incidents, or one, rest on. ids: ids, or rows { id, title, when, place } */
    show(ids, heading, total) {
      this._listed = null;
      if (ids.length === 1) return this._one(ids[0].id || ids[0]);
      this._list(ids, heading, total);
    }

    /* Pixels that it takes when it is open. */
    get width() {
      const { hidden } = this.box;
      this.box.hidden = false;
      const width = this.box.offsetWidth;
      this.box.hidden = hidden;
      return width;
    }

    close() {
      if (!this.open) return;
      this.hide();
      this.on.closed(this.isOne);
    }

    hide() {
      this.box.hidden = true;
      document.body.classList.remove("p-open");
      this._turn = (this._turn || 0) + 1;
    }

    _reveal(title) {
      this.box.hidden = false;
      document.body.classList.add("p-open");
      this._title.replaceChildren(said(title));
      this._body.scrollTop = 0;
      this._back.hidden = true;
      this._title.focus({ preventScroll: true });
    }

    _list(ids, heading, total) {
      this._listed = [ids, heading, total];
      this.isOne = false;
      this._reveal(heading || plural(ids.length, "incident"));
      const all = total === undefined ? ids.length : total, left = all - ids.length;
      const lines = ids.map((one) => {
        const row = typeof one === "string" ? this._row(one) : one;
        return el("li", {}, el("button", { type: "button", onclick: () => this._one(row.id) },
          el("strong", {}, said(row.title)), el("span", { class: "p-small" }, [row.when, row.place].filter(Boolean).map((text, i) => [i ? " · " : "", said(text)])),
          row.said ? el("q", {}, said(row.said)) : null));
      });
      this._body.replaceChildren(lines.length ? el("ul", { class: "p-list" }, lines) : el("p", {}, "There is nothing to list."), left > 0 ? el("p", { class: "p-small" }, `and ${number.format(left)} more`) : "");
    }

    _row(id) {
      const told = this._known.get(id);
      if (told) return told;
      const { pool } = this.content, n = pool.rows.id.indexOf(id);
      if (n >= 0) return { id, title: pool.titles[pool.rows.title[n]], when: pool.whens[pool.rows.when[n]], place: pool.names[pool.rows.name[n]] };
      for (const { list } of this.content.slides) for (const [of, when, place, title, words] of list || []) if (of === id) return { id, when, place, title, said: words };
      return { id, title: `Incident ${id}`, when: "", place: "" };
    }

    async _one(id) {
      const turn = (this._turn = (this._turn || 0) + 1);
      this.isOne = true;
      this._reveal(this._row(id).title);
      this._back.hidden = !this._listed;
      this.on.shown([id]);
      let told = this._known.get(id);
      if (!told) this._body.replaceChildren(el("p", { class: "p-small" }, "Loading…"));
      try {
        told = told || (await this._ask(id));
      } catch (error) {
        if (turn === this._turn) this._body.replaceChildren(el("p", { role: "alert" }, `What it rests on could not be loaded: ${error.message}. `), el("button", { type: "button", onclick: () => this._one(id) }, "Try again"));
        return;
      }
      if (turn !== this._turn) return;
      if (!told) return this._body.replaceChildren(el("p", {}, this._missing(id)));
      this._title.replaceChildren(said(told.title));
      this._body.replaceChildren(...toldOf(told, this.content.marks));
    }

    _missing(id) {
      if ((this.content.missing || []).includes(id)) return "This incident is not in the snapshot that this file was made of.";
      return `This file holds the sentences of ${plural(this._known.size, "incident")}, and this is none of them.`;
    }

    async _ask(id) {
      const { api, snapshot } = this.content;
      if (!api) return null;
      let response;
      try {
        response = await fetch(`${api}incident/${encodeURIComponent(id)}?snapshot=${encodeURIComponent(snapshot)}`, { credentials: "same-origin" });
      } catch (error) { throw new Error("the server cannot be reached"); }
      const told = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(String(told.message || `the server answered ${response.status}`).slice(0, 200));
      this._known.set(id, told);
      return told;
    }
  }

  window.atlasEvidence = { Panel, toldOf };
})();
