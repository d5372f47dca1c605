/* Tells Python when the first map is drawn, or is late: what takes the browser long to show waits until then. */
const LOOK_MS = 30;
const LATE_MS = 4000;

function drawn() {
  try {
    return [...document.querySelectorAll("iframe")].some((frame) => frame.contentWindow?.map?.atlas?.drawn);
  } catch (error) { return false; } // a frame of another origin
}

export default function ({ setTriggerValue }) {
  const latest = performance.now() + LATE_MS;
  let timer;
  const look = () => {
    if (drawn() || performance.now() > latest) setTriggerValue("drawn", true);
    else timer = setTimeout(look, LOOK_MS);
  };
  look();
  return () => clearTimeout(timer);
}
