// @ts-check
// A pen that writes what is drawn with it as SVG: as much of a canvas's pen as the marks of the map
// need. What is itself a canvas, as the ground is, stands in it as a picture.

/** @param {string} text */
const safe = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const ANCHORS = /** @type {Record<string, string>} */ ({ left: "start", center: "middle", right: "end" });

export class SvgPen {
  fillStyle = "#000"; strokeStyle = "#000"; lineWidth = 1; globalAlpha = 1; lineJoin = "miter";
  font = ""; textAlign = "left"; textBaseline = "middle"; letterSpacing = "0px";
  #path = ""; #parts = /** @type {string[]} */ ([]); #measure = document.createElement("canvas").getContext("2d");

  /**
   * @param {{ width: number, height: number }} canvas Whose place it takes, in dots.
   * @param {number} ratio Dots for each pixel.
   */
  constructor(canvas, ratio) {
    this.canvas = { width: canvas.width, height: canvas.height };
    this.ratio = ratio;
  }

  save() {}
  restore() {}
  resetTransform() {}
  getTransform() { return new DOMMatrix([this.ratio, 0, 0, this.ratio, 0, 0]); }
  beginPath() { this.#path = ""; }
  closePath() { this.#path += "Z"; }
  /** @type {(x: number, y: number) => void} */
  moveTo(x, y) { this.#path += `M${x.toFixed(2)} ${y.toFixed(2)}`; }
  /** @type {(x: number, y: number) => void} */
  lineTo(x, y) { this.#path += `${this.#path ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`; }
  /** @type {(x: number, y: number, wide: number, high: number) => void} */
  rect(x, y, wide, high) { this.#path += `M${x} ${y}h${wide}v${high}h${-wide}Z`; }
  /** @type {(x: number, y: number, r: number) => void} All marks are whole circles. */
  arc(x, y, r) { this.#path += `M${(x - r).toFixed(2)} ${y.toFixed(2)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`; }
  fill() { this.#add(`<path d="${this.#path}" fill="${this.fillStyle}"`); }
  stroke() { this.#add(`<path d="${this.#path}" ${this.#line()}`); }
  /** @type {(x: number, y: number, wide: number, high: number) => void} */
  fillRect(x, y, wide, high) { this.#add(`<rect x="${x}" y="${y}" width="${wide}" height="${high}" fill="${this.fillStyle}"`); }
  /** @type {(text: string, x: number, y: number) => void} */
  fillText(text, x, y) { this.#text(text, x, y, `fill="${this.fillStyle}"`); }
  /** @type {(text: string, x: number, y: number) => void} */
  strokeText(text, x, y) { this.#text(text, x, y, this.#line()); }

  /** @param {string} text */
  measureText(text) {
    this.#measure.font = this.font;
    return this.#measure.measureText(text);
  }

  /**
   * @param {HTMLCanvasElement} picture
   * @param {number} x
   * @param {number} y
   */
  drawImage(picture, x, y) {
    this.#add(`<image x="${x}" y="${y}" width="${picture.width / this.ratio}" height="${picture.height / this.ratio}" href="${picture.toDataURL("image/png")}"`);
  }

  /**
   * What is drawn by `act` stands so much lower.
   * @param {number} by
   * @param {() => void} act
   */
  lower(by, act) {
    this.#parts.push(`<g transform="translate(0 ${by})">`);
    act();
    this.#parts.push("</g>");
  }

  /** @param {string} title */
  written(title) {
    const wide = this.canvas.width / this.ratio, high = this.canvas.height / this.ratio;
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${wide} ${high}" width="${wide}" height="${high}" role="img"><title>${safe(title)}</title>${this.#parts.join("\n")}</svg>`;
  }

  #line() { return `fill="none" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}" stroke-linejoin="${this.lineJoin}"`; }

  /** @type {(text: string, x: number, y: number, paint: string) => void} */
  #text(text, x, y, paint) {
    this.#parts.push(`<text x="${x.toFixed(2)}" y="${y.toFixed(2)}" ${paint} opacity="${this.globalAlpha}" text-anchor="${ANCHORS[this.textAlign]}" dominant-baseline="central" style="font:${safe(this.font)};letter-spacing:${this.letterSpacing}">${safe(text)}</text>`);
  }

  /** @param {string} element Without its end. */
  #add(element) { this.#parts.push(`${element} opacity="${this.globalAlpha}"/>`); }
}
