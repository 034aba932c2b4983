// @ts-check
// Whether things glide on the map: not on a busy machine, nor for who wants no motion.

import { tempo } from "../tempo.js";

const calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export const stills = () => tempo.busy() || Boolean(calm?.matches);
