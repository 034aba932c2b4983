// @ts-check
// One place where parts of the page hear of one another.

/** @import { Bus } from "./page" */

/**
 * @param {Bus["send"]} send What to do with a wish to the server.
 * @returns {Bus}
 */
export function makeBus(send) {
  /** @type {Map<string, Function[]>} */
  const ears = new Map();
  return {
    send,
    on(kind, ear) {
      ears.set(kind, [...(ears.get(kind) ?? []), ear]);
    },
    tell(kind, content, files) {
      for (const ear of ears.get(kind) ?? []) ear(content, files);
    },
  };
}
