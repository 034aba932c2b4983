// @ts-check
// Small ways to make elements; everything else on the page builds on these.

/** @typedef {Node | string | number | boolean | null | undefined} One */
/** @typedef {One | One[] | One[][]} Child Lists are laid out in order. */

/**
 * An element with its attributes and children; "onclick" and the like are listeners, "text" is
 * its text, and what is false or nothing is left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

/**
 * The same for a part of a drawing.
 * @param {string} tag
 * @param {Record<string, any>} attributes
 * @param {...Child} children
 */
export function svg(tag, attributes, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} node
 * @param {Record<string, any>} attributes
 * @param {Child[]} children
 */
function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/** @param {Child[]} children */
function present(children) {
  return /** @type {(Node | string)[]} */ (children.flat(2)
    .filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * Put these children in place of those that are there.
 * @template {Element} E
 * @param {E} node
 * @param {...Child} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
  return node;
}

const CONTROLS = "button, input, select, textarea, summary, [tabindex]";

/**
 * The same where somebody may be at work: who stands on a control by keyboard stays on it.
 * @param {Element} node
 * @param {...Child} children
 */
export function refill(node, ...children) {
  const active = /** @type {HTMLInputElement} */ (document.activeElement);
  const held = node.contains(active) ? active : null;
  fill(node, ...children);
  if (!held || document.activeElement === held) return;
  const all = [.../** @type {NodeListOf<HTMLInputElement>} */ (node.querySelectorAll(CONTROLS))].filter((c) => !c.disabled);
  const same = all.find((c) => c.id === held.id && c.value === held.value && c.textContent === held.textContent);
  (same ?? all[0])?.focus({ preventScroll: true });
}

/**
 * How much larger than it says a part of the page is shown, as in a presentation.
 * @param {Element} node
 */
export const enlarged = (node) => /** @type {{ currentCSSZoom?: number }} */ (/** @type {unknown} */ (node)).currentCSSZoom ?? 1;

/**
 * Dots of the screen for each pixel of a part of the page.
 * @param {Element} node
 */
export const dots = (node) => (window.devicePixelRatio || 1) * enlarged(node);

/**
 * Save a file under a name.
 * @param {string} name
 * @param {Blob} blob
 */
export function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
