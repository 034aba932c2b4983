// @ts-check
// The page begins: its map at once, the framework that reaches the server after it.

import { afterPainting, loadFramework } from "./framework.js";
import { startDesk } from "./talk.js";

/** @import { Framework } from "./connection.js" */

const desk = startDesk(document.getElementById("marosim") ?? document.body);
Object.assign(globalThis, { marosim: desk }); // where the widget finds it
afterPainting(async () => {
  await loadFramework();
  const { app } = /** @type {{ app?: Framework }} */ (globalThis);
  if (app?.$watch) desk.follow(app);
});
