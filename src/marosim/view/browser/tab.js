// @ts-check
// Which tab this is: a reload finds its run again, a tab that was duplicated gets one of its own.

/** @import { Bus } from "./page" */

export const TAB = "marosim-tab";
export const AGAIN = "marosim-day"; // the day to go to when the run has to be computed again

function newTab() {
  const name = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  sessionStorage.setItem(TAB, name);
  return name;
}

export const tabName = () => sessionStorage.getItem(TAB) ?? newTab();

/**
 * A duplicate comes with the memory of the tab that it was made from, which is still there to say
 * so.
 * @param {Bus} bus
 */
export function watchTwins(bus) {
  const channel = new BroadcastChannel("marosim");
  const page = Math.random(); // who asks
  let day = 0;
  bus.on("frame", (content) => { day = content.day; });
  channel.onmessage = ({ data }) => {
    if (data.asks && data.asks === sessionStorage.getItem(TAB)) channel.postMessage({ taken: data.asks, page: data.page, day });
    else if (data.taken && data.page === page) {
      newTab();
      sessionStorage.setItem(AGAIN, String(data.day));
    }
  };
  const name = sessionStorage.getItem(TAB);
  if (name) channel.postMessage({ asks: name, page });
}
