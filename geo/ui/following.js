/* Sees to it that a press on a link to another page leads there. Streamlit folds what waits for its run into one, of the page
   that the newest names: whatever else runs the old page before the new one has begun makes it forget where to go. */
const LINK = 'a[data-testid="stPageLink-NavLink"]';
const CALM = '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]';
const LOOK_MS = 250;
const LOOKS = 3; // without a run in any of them, before the page that is shown is taken for what came of it
const LATEST_MS = 20000;

const named = (link) => link.getAttribute("href").split("?")[0].split("/").pop();

function here() {
  const names = [...document.querySelectorAll(`.st-key-frame-pages ${LINK}`)].map(named);
  return names.find((name) => name && location.pathname.endsWith(`/${name}`)) ?? "";
}

export default function () {
  let timer;
  const look = () => {
    const asked = window.atlasFollowed; // there, for a run of the page may mount this anew
    if (!asked || performance.now() > asked.latest) return;
    asked.calm = document.querySelector(CALM) ? asked.calm + 1 : 0;
    if (asked.calm >= LOOKS) {
      if (asked.name === here()) { window.atlasFollowed = null; return; }
      asked.calm = 0;
      const links = [...document.querySelectorAll(LINK)];
      const same = links.find((link) => link.getAttribute("href") === asked.href);
      (same ?? links.find((link) => named(link) === asked.name))?.click(); // what ran meanwhile may have changed the filter in it
    }
    timer = setTimeout(look, LOOK_MS);
  };
  const follow = (event) => {
    if (!event.isTrusted) return; // ours, or another script's
    clearTimeout(timer);
    const link = event.target.closest?.(LINK);
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    window.atlasFollowed = link && plain && named(link) !== here()
      ? { name: named(link), href: link.getAttribute("href"), calm: 0, latest: performance.now() + LATEST_MS }
      : null; // they want something else now
    timer = setTimeout(look, LOOK_MS);
  };
  const turnBack = () => { window.atlasFollowed = null; };
  addEventListener("click", follow, true);
  addEventListener("popstate", turnBack);
  look();
  return () => { clearTimeout(timer); removeEventListener("click", follow, true); removeEventListener("popstate", turnBack); };
}
