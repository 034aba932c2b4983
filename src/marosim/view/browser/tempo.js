// @ts-check
// How long it takes of late until a picture is out and the page can go on; parts that can wait do
// so on a busy machine.

export const LATE_MS = 900; // between changes of what need not follow every picture of a busy page
const BUSY_MS = 20;
const LONGEST_MS = 250;
let cost = 8, under = false;

export const tempo = {
  painting() {
    if (under) return;
    under = true;
    const began = performance.now();
    setTimeout(() => {
      under = false;
      cost += 0.2 * (Math.min(performance.now() - began, LONGEST_MS) - cost);
    });
  },
  cost: () => cost,
  busy: () => cost > BUSY_MS,
};
