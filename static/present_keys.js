/* What each key does; the table is what the help shows. And fingers: a flick to the side turns the page. */
(function () {
  "use strict";

  const { el, button } = atlasParts;
  const FLICK_MS = 400, FLICK_PX = 60;

  /* [names of keys, what is done, in words, where: "present", "handout" or both] */
  const KEYS = [
    [["ArrowRight", "ArrowDown", " ", "PageDown"], "next", "Next (also a click on the empty map)"],
    [["ArrowLeft", "ArrowUp", "PageUp"], "back", "Back"],
    [["Home"], "first", "First"],
    [["End"], "last", "Last"],
    [["Backspace"], "home", "Back to the scene, from evidence or from another view"],
    [["Escape"], "escape", "Close what is open; then back to where you came from"],
    [["f"], "full", "Full screen"],
    [["b", "."], "black", "Black screen"],
    [["n"], "notes", "Speaker notes in a second window"],
    [["a"], "auto", "Play by itself"],
    [["l"], "loop", "From the last to the first when it plays by itself"],
    [["<", ","], "slower", "Longer on each scene"],
    [[">", ";"], "faster", "Shorter on each scene"],
    [["c"], "caption", "Fold the caption"],
    [["i"], "list", "List of the incidents of the scene"],
    [["s"], "sources", "Sources: every incident with its words", "handout"],
    [["m"], "measure", "Measure a distance"],
    [["h"], "contrast", "High contrast, for a projector"],
    [["+", "="], "closer", "Closer"],
    [["-"], "farther", "Farther"],
    [["?"], "help", "This list"],
  ];
  const SHOWN = { ArrowRight: "→", ArrowDown: "↓", ArrowLeft: "←", ArrowUp: "↑", " ": "Space", Home: "Home", End: "End", Backspace: "Backspace", PageDown: "Page Down", PageUp: "Page Up", Escape: "Esc" };

  const actions = new Map(KEYS.flatMap(([names, act]) => names.map((name) => [name, act])));

  /* Hear a key for what it does; act(name of the action, event) says whether it did. */
  function hear(event, act) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event, name = actions.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    const within = (selector) => Boolean(target && target.closest && target.closest(selector));
    if (!name || (within("input, textarea, select") && event.key !== "Escape")) return;
    if (event.key === " " && within("button, a, summary")) return;
    if (act(name, event) !== false) event.preventDefault();
  }

  function help(mode, close) {
    const rows = KEYS.filter(([, , , only]) => !only || only === mode).map(([names, , words]) => el("tr", {},
      el("th", { scope: "row" }, names.map((name, i) => [i ? " " : "", el("kbd", {}, SHOWN[name] || name.toUpperCase())])), el("td", {}, words)));
    return el("section", { class: "p-help", role: "dialog", "aria-label": "Keys", hidden: true },
      el("header", {}, el("h2", { tabindex: -1 }, "Keys"), button("leave", "Close", close)), el("table", {}, el("tbody", {}, rows)),
      el("p", { class: "p-small" }, "On a touch screen: flick to the side. A click on an incident shows the sentences that it rests on."));
  }

  /* Call back(-1 or 1) for a flick to the right or to the left that does not begin on something with a life of its own. */
  function flicks(turn) {
    let from = null, fingers = 0;
    const apart = ".p-handle, .p-evidence, .p-sources, .p-help, .p-bar button, .leaflet-control, input";
    addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") return;
      fingers++;
      from = fingers === 1 && !event.target.closest(apart) ? { x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
    }, true);
    addEventListener("pointerup", (event) => {
      if (event.pointerType === "mouse") return;
      fingers = Math.max(0, fingers - 1);
      if (!from) return;
      const dx = event.clientX - from.x, dy = event.clientY - from.y, quick = event.timeStamp - from.at < FLICK_MS;
      from = null;
      if (quick && Math.abs(dx) > FLICK_PX && Math.abs(dx) > 2 * Math.abs(dy)) turn(dx < 0 ? 1 : -1);
    }, true);
    addEventListener("pointercancel", () => { fingers = 0; from = null; }, true);
  }

  window.atlasKeys = { hear, help, flicks };
})();
