/* Tells Python where the map stands when something is pressed that asks for it: what is named view-taken in the page.
   The map writes it into the storage of the tab at each move (`static/frame.js`), so it is known on pages without a map too. */
export default function ({ setStateValue }) {
  const ASKING = "[class*='st-key-view-taken']";
  let told = null;
  const tell = () => {
    let at = "";
    try { at = sessionStorage.getItem("atlas:shown") || ""; } catch (error) { /* storage may be forbidden */ }
    if (at !== told) setStateValue("at", (told = at));
  };
  const pressed = (event) => { if (event.target.closest?.(ASKING)) tell(); };
  const typed = (event) => { if (event.key === "a" && !event.target.closest?.("input, textarea")) tell(); else pressed(event); };
  document.addEventListener("pointerdown", pressed, true);
  document.addEventListener("click", pressed, true);
  document.addEventListener("keydown", typed, true);
  return () => {
    document.removeEventListener("pointerdown", pressed, true);
    document.removeEventListener("click", pressed, true);
    document.removeEventListener("keydown", typed, true);
  };
}
