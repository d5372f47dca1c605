/* Sees to it that a press on a link to another page leads there. Streamlit folds what waits for its run into one, of the page
   that the newest names: whatever else runs the old page before the new one has begun makes it forget where to go. */
const LINK = 'a[data-testid="stPageLink-NavLink"]';
const CALM = '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]';
const LOOK_MS = 50;
const CALM_MS = 1000; // without a run, after one: the page that is shown is what came of it
const IDLE_MS = 4000; // without any run: the press was lost on the way, a slow server takes less
const LATEST_MS = 20000;

const named = (link) => link.getAttribute("href").split("?")[0].split("/").pop();

function here() {
  const names = [...document.querySelectorAll(`.st-key-frame-pages ${LINK}`)].map(named);
  return names.find((name) => name && location.pathname.endsWith(`/${name}`)) ?? "";
}

function said(query) {
  const told = new URLSearchParams(query);
  told.delete("at"); // where the map stands, which only the address tells
  told.sort();
  return told.toString();
}

// The links are those of the run before until the link to this page says what the address says.
function areOfThisRun(links) {
  const own = links.find((link) => link.matches(".st-key-frame-pages *") && named(link) === here());
  return !own || said(own.getAttribute("href").split("?")[1] ?? "") === said(location.search);
}

export default function () {
  let timer;
  const look = () => {
    const asked = window.atlasFollowed; // there, for a run of the page may mount this anew
    if (!asked || performance.now() > asked.latest) return;
    const now = performance.now();
    if (!document.querySelector(CALM)) { asked.since = now; asked.wait = CALM_MS; }
    const links = [...document.querySelectorAll(LINK)];
    if (now - asked.since >= (areOfThisRun(links) ? asked.wait : IDLE_MS)) {
      if (asked.name === here()) { window.atlasFollowed = null; return; }
      asked.since = now;
      asked.wait = IDLE_MS;
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
      ? { name: named(link), href: link.getAttribute("href"), since: performance.now(), wait: IDLE_MS, latest: performance.now() + LATEST_MS }
      : null; // they want something else now
    timer = setTimeout(look, LOOK_MS);
  };
  const turnBack = () => { window.atlasFollowed = null; };
  addEventListener("click", follow, true);
  addEventListener("popstate", turnBack);
  look();
  return () => { clearTimeout(timer); removeEventListener("click", follow, true); removeEventListener("popstate", turnBack); };
}
