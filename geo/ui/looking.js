/* Tells Python where the map stands when a button is pressed that asks for it: one in what is named view-taken. The map
   writes it into the storage of the tab at each move (`static/frame.js`), so it is known on pages without a map too.
   A press is held back until Python has heard; it says what it has heard in `data`, and is told again where the map has
   moved meanwhile. */
const ASKING = "[class*='st-key-view-taken'] button";
const KEY = "a"; // the shortcut of the first of them
const LONGEST = 100; // as much as Python keeps
const LOOK_MS = 50;

function standing() {
  try { return (sessionStorage.getItem("atlas:shown") || "").slice(0, LONGEST); } catch (error) { return ""; } // storage may be forbidden
}

export default function ({ data, setStateValue }) {
  window.atlasHeard = data.at; // there, for listeners of the run before may still be listening
  let timer;
  const heard = () => window.atlasHeard === standing();
  const tell = () => setStateValue("at", standing());
  const goOn = () => {
    const held = window.atlasHeld;
    if (!held) return;
    if (held.page !== location.pathname) { window.atlasHeld = null; return; } // they have left what they asked for
    if (!heard()) { tell(); return; } // the answer runs this again
    const button = document.querySelector(`.${held.name} button`);
    if (!button) { timer = setTimeout(goOn, LOOK_MS); return; } // a run of the page is about to show it again
    window.atlasHeld = null;
    button.click();
  };
  const hold = (event, button) => {
    if (!button || button.disabled || heard()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const name = [...button.closest("[class*='st-key-view-taken']").classList].find((part) => part.startsWith("st-key-view-taken"));
    window.atlasHeld = { name, page: location.pathname };
    tell();
  };
  const pressed = (event) => hold(event, event.target.closest?.(ASKING));
  const typed = (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === KEY && plain && !event.target.closest?.("input, textarea, [contenteditable]")) hold(event, document.querySelector(ASKING));
  };
  document.addEventListener("click", pressed, true);
  document.addEventListener("keydown", typed, true);
  timer = setTimeout(goOn);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("click", pressed, true);
    document.removeEventListener("keydown", typed, true);
  };
}
