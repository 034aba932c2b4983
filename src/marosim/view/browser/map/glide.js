// @ts-check
// A map that was thrown glides on and comes to rest, unless somebody wants less motion.

const FELT_MS = 80; // before the map was let go, of which the speed is taken: who stops first throws nothing
const SLOWEST = 0.12; // pixels a millisecond, below which it rests
const FASTEST = 3;
const FADE_MS = 170; // in which the speed falls to a third

/**
 * @param {(dx: number, dy: number, more: boolean) => void} move Told of each step, and whether another follows.
 */
export function makeGlide(move) {
  let felt = /** @type {[time: number, dx: number, dy: number][]} */ ([]), frame = 0;

  function stop() {
    cancelAnimationFrame(frame);
    if (frame) move(0, 0, false);
    frame = 0;
    felt = [];
  }

  /**
   * The map was let go.
   * @param {number} time
   */
  function go(time) {
    const late = felt.filter(([when]) => time - when < FELT_MS);
    let [vx, vy] = [1, 2].map((axis) => late.reduce((sum, step) => sum + step[axis], 0) / FELT_MS);
    const speed = Math.hypot(vx, vy);
    felt = [];
    if (speed < SLOWEST || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    [vx, vy] = [vx, vy].map((v) => v * Math.min(1, FASTEST / speed));
    let before = performance.now();
    const step = (/** @type {number} */ now) => {
      const ms = Math.max(now - before, 0), fade = Math.exp(-ms / FADE_MS);
      before = now;
      [vx, vy] = [vx * fade, vy * fade];
      const more = Math.hypot(vx, vy) > SLOWEST;
      frame = more ? requestAnimationFrame(step) : 0;
      move(vx * ms, vy * ms, more);
    };
    frame = requestAnimationFrame(step);
  }

  return {
    feel: (/** @type {number} */ time, /** @type {number} */ dx, /** @type {number} */ dy) => {
      felt = [...felt, /** @type {[number, number, number]} */ ([time, dx, dy])].slice(-40);
    },
    go,
    stop,
  };
}
