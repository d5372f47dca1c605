/* What the parts of a presentation share: elements whose text is text, icons, what is remembered, a word at the edge. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const NOTE_MS = 5000;

  const ICONS = {
    back: "M11 4 6 9l5 5",
    next: "M7 4l5 5-5 5",
    play: "M6 4l8 5-8 5z",
    pause: "M6 4v10M12 4v10",
    loop: "M4 8a5 5 0 0 1 9-2l1 1M14 3v4h-4M14 10a5 5 0 0 1-9 2l-1-1M4 15v-4h4",
    full: "M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4",
    list: "M6 5h9M6 9h9M6 13h9M3 5h.01M3 9h.01M3 13h.01",
    sources: "M5 2h6l3 3v11H5zM11 2v3h3M7.500 9h4M7.500 12h4",
    notes: "M3 4h12v8H9l-3 3v-3H3z",
    help: "M9 2a7 7 0 1 0 0 14A7 7 0 1 0 9 2zM7 7a2 2 0 1 1 2.600 1.900Q9 9.200 9 10.500M9 13h.01",
    leave: "M4 4l10 10M14 4 4 14",
    fold: "M4 11l5-5 5 5",
  };

  /* An element: el("button", { class, onclick, "aria-label": ... }, child, "text", ...). No child is ever read as HTML. */
  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  }

  /* Text of a document or of a person: its writing direction stays its own. */
  const said = (text) => el("bdi", {}, String(text ?? ""));

  function icon(name) {
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 18 18");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  function button(name, title, act) {
    const made = el("button", { type: "button", title, "aria-label": title }, icon(name));
    made.addEventListener("click", (event) => {
      event.stopPropagation();
      act(event);
      made.blur(); // or the space bar would press it again instead of going on
    });
    return made;
  }

  const recall = (key) => {
    try { return JSON.parse(localStorage.getItem("atlas:" + key)); } catch (error) { return null; } // storage may be forbidden
  };
  const keep = (key, value) => {
    try { localStorage.setItem("atlas:" + key, JSON.stringify(value)); } catch (error) { /* then it begins as it always begins */ }
  };

  /* A word at the upper edge, for as long as it takes to read it; with a button where something can be done. */
  let shown = null, hiding = 0;
  function say(words, act, label) {
    clearTimeout(hiding);
    if (shown) shown.remove();
    shown = el("div", { class: "p-say", role: "status" }, el("span", {}, words),
      act && el("button", { type: "button", onclick: () => { shown.remove(); act(); } }, label));
    document.body.append(shown);
    hiding = setTimeout(() => shown.remove(), act ? 3 * NOTE_MS : NOTE_MS);
  }

  const number = new Intl.NumberFormat("en");
  const plural = (n, one, many) => `${number.format(n)} ${n === 1 ? one : many || one + "s"}`;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  /* An address a browser may be sent to by a click. */
  function link(url) {
    try { return ["http:", "https:"].includes(new URL(url).protocol) ? url : ""; } catch (error) { return ""; }
  }

  window.atlasParts = { el, said, icon, button, recall, keep, say, plural, number, still, link };
})();
