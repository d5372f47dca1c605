/* Tells Python where the map stands when a button is pressed that asks for it: one in what is named view-taken. The map
   writes it into the storage of the tab at each move (`static/frame.js`), so it is known on pages without a map too.
   A press is held back until Python has heard; it says what it has heard in `data`. */
const ASKING = "[class*='st-key-view-taken'] button";
const KEY = "a"; // the shortcut of the first of them

function standing() {
  try { return sessionStorage.getItem("atlas:shown") || ""; } catch (error) { return ""; } // storage may be forbidden
}

export default function ({ data, setStateValue }) {
  window.atlasHeard = data.at; // there, for listeners of the run before may still be listening
  const heard = () => window.atlasHeard === standing();
  const hold = (event, button) => {
    if (!button || button.disabled || heard()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    window.atlasHeld = [...button.closest("[class*='st-key-view-taken']").classList].find((name) => name.startsWith("st-key-view-taken"));
    setStateValue("at", standing());
  };
  const pressed = (event) => hold(event, event.target.closest?.(ASKING));
  const typed = (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === KEY && plain && !event.target.closest?.("input, textarea, [contenteditable]")) hold(event, document.querySelector(ASKING));
  };
  document.addEventListener("click", pressed, true);
  document.addEventListener("keydown", typed, true);
  const name = window.atlasHeld;
  if (name && heard()) {
    window.atlasHeld = "";
    setTimeout(() => document.querySelector(`.${name} button`)?.click());
  }
  return () => {
    document.removeEventListener("click", pressed, true);
    document.removeEventListener("keydown", typed, true);
  };
}
