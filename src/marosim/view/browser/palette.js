// @ts-check
// The palette that figures and reports share; made by python -m marosim.view.generated; change it there.

/** @type {{ink: string, muted: string, faint: string, grid: string, land: string, border: string,
 *   peacekeepers: string, roles: Record<string, string>, series: string[], threat: string[],
 *   difference: string[]}} */
export const LOOK = {
  "ink": "#1d2733",
  "muted": "#566271",
  "faint": "#9aa5b1",
  "grid": "#e4e8ec",
  "land": "#f1efe9",
  "border": "#b9b3a4",
  "peacekeepers": "#0072b2",
  "roles": {
    "government": "#4b5563",
    "militia": "#a65e00",
    "rebel": "#6f4c9b"
  },
  "series": [
    "#5c6773",
    "#0072b2",
    "#a35c00",
    "#00795a",
    "#8a4f8d",
    "#b5507a",
    "#7a6a00",
    "#1d2733"
  ],
  "threat": [
    "#f4ecdb",
    "#e8c987",
    "#cf9438",
    "#93581a",
    "#4f2b0b"
  ],
  "difference": [
    "#0b5a8a",
    "#8dbfdc",
    "#f4f1ec",
    "#dbad61",
    "#8a4f12"
  ]
};
