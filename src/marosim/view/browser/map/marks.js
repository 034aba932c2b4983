// @ts-check
// How each thing on the map is drawn: told apart by shape first, by colour second.

import { h } from "../dom.js";
import { LOOK } from "../palette.js";

/** @typedef {CanvasRenderingContext2D} Pen */

export const MISSION_ROLES = ["peacekeepers", "police", "observers", "civilians"];
export const MISSION_TITLES = ["Peacekeeping troops", "Mission police", "Observers", "Mission civilians"];

/**
 * @param {Pen} context
 * @param {string} role
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
function traceMark(context, role, x, y, size) {
  context.beginPath();
  if (role === "militia") {
    context.moveTo(x, y - size * 1.15);
    context.lineTo(x + size, y + size * 0.75);
    context.lineTo(x - size, y + size * 0.75);
    context.closePath();
  } else if (role === "rebel") {
    context.moveTo(x, y - size * 1.2);
    context.lineTo(x + size * 1.2, y);
    context.lineTo(x, y + size * 1.2);
    context.lineTo(x - size * 1.2, y);
    context.closePath();
  } else if (MISSION_ROLES.includes(role)) {
    context.arc(x, y, size, 0, 2 * Math.PI);
  } else {
    context.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
  }
}

/**
 * @param {Pen} context
 * @param {string} role
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {string} colour
 */
export function drawUnit(context, role, x, y, size, colour) {
  traceMark(context, role, x, y, size);
  context.fillStyle = role === "observers" ? "#ffffff" : colour;
  context.fill();
  if (role === "observers") {
    context.lineWidth = 1.8;
    context.strokeStyle = colour;
    context.stroke();
    return;
  }
  if (role === "police") {
    context.fillStyle = "#ffffff";
    context.fillRect(x - size, y - 1, 2 * size, 2);
  }
  context.lineWidth = role === "peacekeepers" ? 2 : 1.2;
  context.strokeStyle = "#ffffff";
  context.stroke();
  if (role === "peacekeepers") {
    context.beginPath();
    context.arc(x, y, size + 1.6, 0, 2 * Math.PI);
    context.lineWidth = 1.2;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/**
 * @param {Pen} context
 * @param {string} kind
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour
 * @param {boolean} inside
 */
export function drawPlace(context, kind, x, y, radius, colour, inside) {
  context.beginPath();
  if (kind === "camp") {
    const r = Math.max(radius, 5);
    context.moveTo(x - r, y + r * 0.7);
    context.lineTo(x, y - r * 0.9);
    context.lineTo(x + r, y + r * 0.7);
    context.closePath();
  } else if (kind === "crossing") {
    context.rect(x - 3, y - 3, 6, 6);
  } else {
    context.arc(x, y, inside ? radius : Math.max(radius, 4), 0, 2 * Math.PI);
  }
  context.fillStyle = inside ? colour : "#ffffff";
  context.globalAlpha = inside ? 0.94 : 0.7;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = inside ? 1 : 1.4;
  context.strokeStyle = inside ? "rgba(60,45,25,.55)" : LOOK.muted;
  context.stroke();
}

/**
 * @param {Pen} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function drawAttack(context, x, y, radius) {
  context.lineWidth = 2;
  context.strokeStyle = LOOK.threat[4];
  for (const turn of [0, 1, 2, 3]) {
    const start = (turn * Math.PI) / 2 + 0.35;
    context.beginPath();
    context.arc(x, y, radius + 3.5, start, start + 0.9);
    context.stroke();
  }
}

/**
 * More or fewer, told without colour.
 * @param {Pen} context
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} change
 */
export function drawSign(context, x, y, radius, change) {
  if (!change || radius < 3.5) return;
  const arm = Math.min(radius * 0.5, 4.5);
  context.beginPath();
  context.moveTo(x - arm, y);
  context.lineTo(x + arm, y);
  if (change > 0) {
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
  }
  context.lineWidth = 1.6;
  context.strokeStyle = "#ffffff";
  context.stroke();
}

/**
 * @param {Pen} context
 * @param {number} x
 * @param {number} y
 */
export function drawRefuge(context, x, y) {
  const size = 4.5;
  context.beginPath();
  context.moveTo(x - size, y - 1);
  context.lineTo(x, y - 5.5);
  context.lineTo(x + size, y - 1);
  context.lineTo(x + size, y + 4.5);
  context.lineTo(x - size, y + 4.5);
  context.closePath();
  context.fillStyle = "#ffffff";
  context.fill();
  context.lineWidth = 1.6;
  context.strokeStyle = LOOK.peacekeepers;
  context.stroke();
}

/**
 * @param {Pen} context
 * @param {number} x
 * @param {number} y
 */
export function drawAlert(context, x, y) {
  context.beginPath();
  context.arc(x, y, 4.4, 0, 2 * Math.PI);
  context.fillStyle = "#fff3cf";
  context.fill();
  context.lineWidth = 1.1;
  context.strokeStyle = LOOK.roles.militia;
  context.stroke();
  context.fillStyle = LOOK.threat[4];
  context.font = "bold 7.5px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText("!", x, y + 0.5);
}

/**
 * @param {Pen} context
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {number} width
 * @param {number} phase
 */
export function drawFlow(context, from, to, width, phase) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [(-dy / length) * (2 + width / 2), (dx / length) * (2 + width / 2)];
  context.beginPath();
  context.moveTo(from[0] + nx, from[1] + ny);
  context.lineTo(to[0] + nx, to[1] + ny);
  context.lineCap = "round";
  context.lineWidth = width;
  context.strokeStyle = "rgba(31,109,155,.2)";
  context.stroke();
  context.setLineDash([1, 7]);
  context.lineDashOffset = -phase;
  context.lineWidth = Math.max(width * 0.7, 1.7);
  context.strokeStyle = "rgba(20,84,124,.7)";
  context.stroke();
  context.setLineDash([]);
  context.lineCap = "butt";
}

/**
 * @param {Pen} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {boolean} strong
 */
export function drawName(context, text, x, y, strong) {
  context.font = `${strong ? "600 12px" : "11px"} system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 3;
  context.strokeStyle = "rgba(255,255,255,.85)";
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillStyle = LOOK.ink;
  context.fillText(text, x, y);
}

/**
 * A mark as a small picture, for legends.
 * @param {string} role
 */
export function markPicture(role) {
  const canvas = h("canvas", { width: 32, height: 32, class: "mark", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  if (role === "attack") drawAttack(context, 8, 8, 2);
  else if (role === "refuge") drawRefuge(context, 8, 8.5);
  else if (role === "alert") drawAlert(context, 8, 8);
  else if (role === "camp") drawPlace(context, "camp", 8, 8, 5.5, "#fff", true);
  else if (role === "flow") drawFlow(context, [0, 6], [16, 6], 3, 0);
  else {
    const colour = MISSION_ROLES.includes(role) ? LOOK.peacekeepers : LOOK.roles[role];
    drawUnit(context, role, 8, 8, 4.4, colour);
  }
  return canvas;
}
