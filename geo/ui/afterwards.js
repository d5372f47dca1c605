/* Tells Python when the first map is drawn, or is late: what takes the browser long to show waits until then. */
const LOOK_MS = 30;
const LATE_MS = 4000;
const CALM_MS = 1500; // after a press: the page that is run again for us must not take the place of the one that was asked for

function drawn() {
  try {
    return [...document.querySelectorAll("iframe")].some((frame) => frame.contentWindow?.map?.atlas?.drawn);
  } catch (error) { return false; } // a frame of another origin
}

export default function ({ setTriggerValue }) {
  const latest = performance.now() + LATE_MS;
  let timer, calm = 0;
  const press = () => { calm = performance.now() + CALM_MS; };
  const look = () => {
    const now = performance.now();
    if (now > calm && (drawn() || now > latest)) setTriggerValue("drawn", true);
    else timer = setTimeout(look, LOOK_MS);
  };
  addEventListener("click", press, true);
  look();
  return () => { clearTimeout(timer); removeEventListener("click", press, true); };
}
