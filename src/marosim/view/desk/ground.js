// What lies under everything on the map: the country, who holds it, its roads. It is painted anew
// only when it changes, because units and people move many times a day.

const BLOCK = 32; // cells a side of the blocks in which territory is divided, a power of two
const CELLS = 14 * BLOCK + 1; // territory is painted on a grid of this many cells a side
const UNKNOWN = -2;
const HATCH = { militia: 1, rebel: -1 }; // stripes up or down tell who holds the ground without colour
const HATCH_CELLS = 9;
const HATCH_SHARE = 0.55;

function makeGround(projection) {
  const picture = document.createElement("canvas");
  const grids = new Map(); // by case: who goes back to one finds its territory again
  let scene = null, grid = null, painted = "";

  function setScene(content) {
    scene = content;
    if (!grids.has(scene.case)) grids.set(scene.case, territory());
    grid = grids.get(scene.case);
    painted = "";
  }

  // whose each cell is: the nearest place inside the country. What is nearest to one place is
  // convex, so that a block whose four corners are of one place is wholly of it
  function territory() {
    const points = scene.outline.flat();
    if (!points.length) return null;
    const [lons, lats] = [points.map((p) => p[0]), points.map((p) => p[1])];
    const box = [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    const inside = scene.names.map((_, i) => i).filter((i) => scene.inside[i] && scene.kinds[i] !== "abroad");
    const stretch = projection.view.stretch;
    const xs = Float64Array.from(inside, (i) => scene.lon[i] * stretch), ys = Float64Array.from(inside, (i) => scene.lat[i]);
    const owners = new Int16Array(CELLS * CELLS).fill(UNKNOWN);

    function nearest(row, column) {
      const cell = row * CELLS + column;
      if (owners[cell] !== UNKNOWN) return owners[cell];
      const x = (box[0] + ((column + 0.5) / CELLS) * (box[2] - box[0])) * stretch;
      const y = box[3] - ((row + 0.5) / CELLS) * (box[3] - box[1]);
      let best = -1, least = Infinity;
      for (let k = 0; k < xs.length; k++) {
        const distance = (xs[k] - x) ** 2 + (ys[k] - y) ** 2;
        if (distance < least) [least, best] = [distance, inside[k]];
      }
      return (owners[cell] = best);
    }

    function settle(row, column, size) {
      const owner = nearest(row, column);
      const whole = [nearest(row, column + size), nearest(row + size, column), nearest(row + size, column + size)].every((o) => o === owner);
      if (whole) {
        for (let r = row; r <= row + size; r++) owners.fill(owner, r * CELLS + column, r * CELLS + column + size + 1);
      } else if (size > 1) {
        const half = size / 2;
        for (const [r, c] of [[row, column], [row, column + half], [row + half, column], [row + half, column + half]]) settle(r, c, half);
      }
    }

    for (let row = 0; row + BLOCK < CELLS; row += BLOCK) {
      for (let column = 0; column + BLOCK < CELLS; column += BLOCK) settle(row, column, BLOCK);
    }
    const picture = document.createElement("canvas");
    picture.width = picture.height = CELLS;
    return { box, owners, picture, of: null, painted: "", since: 0 };
  }

  function paintTerritory({ places, organisations }) {
    if (grid.of === places) return;
    grid.of = places;
    const colours = Int32Array.from(scene.names, (_, i) => {
      const holder = places.holder[i];
      if (holder < 0) return 0;
      const [red, green, blue] = hexParts(organisationColour(organisations[holder]));
      return red | (green << 8) | (blue << 16) | (Math.round(20 + 0.62 * places.hold[i]) << 24);
    });
    const key = colours.join();
    if (grid.painted === key) return;
    grid.painted = key;
    const pen = grid.picture.getContext("2d");
    const image = pen.createImageData(CELLS, CELLS);
    const cells = new Int32Array(image.data.buffer), { owners } = grid;
    const hatched = scene.names.map((_, i) => HATCH[organisations[places.holder[i]]?.role] ?? 0);
    for (let cell = 0; cell < cells.length; cell++) {
      const owner = owners[cell], hatch = hatched[owner];
      if (owner < 0) continue;
      // a stripe lets less of the colour through
      const stripe = hatch && ((cell % CELLS) + hatch * Math.floor(cell / CELLS) + 4 * CELLS * HATCH_CELLS) % HATCH_CELLS < HATCH_CELLS / 3;
      cells[cell] = stripe ? (colours[owner] & 0xffffff) | (((colours[owner] >>> 24) * HATCH_SHARE) << 24) : colours[owner];
    }
    pen.putImageData(image, 0, 0);
  }

  function traceOutline(context) {
    context.beginPath();
    for (const ring of scene.outline) {
      ring.forEach(([lon, lat], i) => {
        const [x, y] = projection.at(lon, lat);
        if (i) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
      context.closePath();
    }
  }

  function blank(context) {
    context.fillStyle = "#eef1f3";
    context.fillRect(0, 0, projection.view.width, projection.view.height);
  }

  function paint(context, held) {
    blank(context);
    traceOutline(context);
    context.fillStyle = LOOK.land;
    context.fill();
    if (held) {
      context.save();
      traceOutline(context);
      context.clip();
      const [left, top] = projection.at(grid.box[0], grid.box[3]);
      const [right, bottom] = projection.at(grid.box[2], grid.box[1]);
      context.imageSmoothingEnabled = true;
      context.drawImage(grid.picture, left, top, right - left, bottom - top);
      context.restore();
    }
    traceOutline(context);
    context.lineWidth = 1.3;
    context.strokeStyle = LOOK.border;
    context.stroke();
    context.strokeStyle = "rgba(120,108,84,.42)";
    for (const [a, b, quality] of scene.routes) {
      context.beginPath();
      context.moveTo(...projection.at(scene.lon[a], scene.lat[a]));
      context.lineTo(...projection.at(scene.lon[b], scene.lat[b]));
      context.lineWidth = quality > 0.75 ? 2 : 1.1;
      context.setLineDash(quality <= 0.5 ? [5, 3] : []);
      context.stroke();
    }
    context.setLineDash([]);
  }

  // onto the map, with who holds the ground if that is to be shown; a busy page need not have it
  // anew every day
  function draw(context, now, control, busy) {
    const held = control && grid !== null;
    const time = performance.now();
    if (held && !(busy && grid.painted && time - grid.since < LATE_MS)) {
      paintTerritory(now);
      grid.since = time;
    }
    const { scale, x, y } = projection.view, { width, height } = context.canvas;
    const state = [scale, x, y, width, height, held ? grid.painted : ""].join(" ");
    if (state !== painted) {
      painted = state;
      Object.assign(picture, { width, height });
      const pen = picture.getContext("2d", { alpha: false });
      pen.setTransform(context.getTransform());
      paint(pen, held);
    }
    context.save();
    context.resetTransform();
    context.drawImage(picture, 0, 0);
    context.restore();
  }

  return { setScene, draw, blank };
}
