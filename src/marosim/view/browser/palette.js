// @ts-check
// The palette that figures and reports share; made by python -m marosim.view.generated; change it there.

/** @type {{ink: string, muted: string, faint: string, grid: string, land: string, border: string,
 *   peacekeepers: string, mission: string, harm: string, flight: string, series: string[],
 *   threat: string[], difference: string[], marks: {hue: string, ground: string, shape: string}[]}} */
export const LOOK = {
  "ink": "#1d2733",
  "muted": "#566271",
  "faint": "#9aa5b1",
  "grid": "#e4e8ec",
  "land": "#f1efe9",
  "border": "#b9b3a4",
  "peacekeepers": "#0072b2",
  "marks": [
    {
      "hue": "#28356b",
      "ground": "#5a6fc4",
      "shape": "square"
    },
    {
      "hue": "#db8a00",
      "ground": "#e8a020",
      "shape": "up"
    },
    {
      "hue": "#13836a",
      "ground": "#2fa98b",
      "shape": "diamond"
    },
    {
      "hue": "#7b3fa0",
      "ground": "#9a62be",
      "shape": "down"
    },
    {
      "hue": "#a98a9f",
      "ground": "#b398aa",
      "shape": "hexagon"
    },
    {
      "hue": "#5e6066",
      "ground": "#8a8d94",
      "shape": "cross"
    },
    {
      "hue": "#5fd0c8",
      "ground": "#7fd8d1",
      "shape": "star"
    },
    {
      "hue": "#d9d43a",
      "ground": "#dcd86a",
      "shape": "hourglass"
    },
    {
      "hue": "#b9bbbf",
      "ground": "#c9cbcf",
      "shape": "bar"
    }
  ],
  "mission": "#1583d0",
  "harm": "#c2102f",
  "flight": "#3d3a35",
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
