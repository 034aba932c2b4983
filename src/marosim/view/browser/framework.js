// @ts-check
// Solara's own scripts, which the server has set aside: they run one after the other, as they
// would have done, but only once the map is painted.

const UNSEEN_MS = 300; // a page in a hidden tab is never painted
const BEGINNING_MS = 600000;

/** @param {() => void} act */
export function afterPainting(act) {
  let done = false;
  const once = () => {
    if (!done) setTimeout(act);
    done = true;
  };
  requestAnimationFrame(() => requestAnimationFrame(once));
  setTimeout(once, UNSEEN_MS);
}

/**
 * A widget that has not begun after anywidget's two seconds never hears the server again. On a
 * crowded machine that is too soon.
 */
function haveWidgetsWaitedFor() {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (ms) => timeout(Math.max(ms, BEGINNING_MS));
}

/** anywidget's own script says so too, but the first widget may be there before that script is. */
function haveWidgetsFound() {
  Object.assign(window, { require: { map: { "*": { anywidget: "nbextensions/anywidget/index" } } } });
}

/** The map may be painted before the rest of the page has been read, and with it the scripts. */
const wholePage = () => document.readyState !== "loading" || new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));

export async function loadFramework() {
  haveWidgetsWaitedFor();
  haveWidgetsFound();
  await wholePage();
  /** @type {NodeListOf<HTMLScriptElement>} */
  const set = document.querySelectorAll("script[type='text/aside']");
  for (const aside of set) {
    const script = document.createElement("script");
    for (const { name, value } of aside.attributes) if (name !== "type") script.setAttribute(name, value);
    script.textContent = aside.textContent;
    const loaded = script.src ? new Promise((done) => { script.onload = script.onerror = done; }) : null;
    aside.replaceWith(script);
    await loaded;
  }
}
