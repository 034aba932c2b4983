// The country on a canvas: territory, routes, towns, units that move, people under way.

const MOVING_MS = 30; // between pictures of movement; more would be seen by nobody
const IDLE_SHARE = 4; // movement leaves so many times of what a picture takes to everything else

function makeMap(host, bus) {
  const canvas = h("canvas", {
    class: "map-canvas", tabindex: "0", role: "application",
    "aria-label": "Map. Arrow keys move it, plus and minus zoom, 0 shows all, Enter tells the story of the place in the middle.",
  });
  const tip = h("div", { class: "tip", role: "status" });
  host.append(canvas, tip);
  const context = canvas.getContext("2d", { alpha: false }); // nothing lies under it that had to be mixed in
  const projection = makeProjection();
  const ground = makeGround(projection);
  const show = { control: true, flows: true, units: true, alerts: true, names: true, run: "main" };
  let scene = null, frame = null, paired = null, pairs = null;
  let known = false; // whether only what the mission knows is shown
  let resting = 0, phase = 0, marks = new Map(), moved = 0, span = 150, lastFrame = 0, drawn = false, selected = -1;

  // ── what is drawn

  function tellRun() {
    canvas.dataset.run = shownRun();
    bus.tell("mapped", { run: shownRun(), largest: largestDifference(), pairs });
  }

  // a run beside it that is still being computed cannot be shown yet
  function shownRun() {
    return paired ? show.run : "main";
  }

  function current() {
    return shownRun() === "other" ? { ...frame, ...paired } : frame;
  }

  function radius(i) {
    const people = current()?.places.people[i] ?? 0;
    return Math.max(2, Math.sqrt(people) * peopleScale * Math.min(projection.view.zoom, 4) ** 0.45);
  }
  let peopleScale = 0.02;

  function placeColour(i, places, largest) {
    if (shownRun() === "difference") {
      return css(mix(LOOK.difference, differenceShare(agreedOn(i), largest)));
    }
    const killed = places.recent[i]; // what is known of the last week is on the same ramp as the truth
    return killed > 0 ? css(mix(LOOK.threat, threatShare(killed))) : "#fbfaf7";
  }

  // how many more are killed at a place beside this run, where many pairs of runs agree; else 0
  const agreedOn = (i) => pairs?.places[i] ?? 0;

  function largestDifference() {
    return Math.max(1, ...(pairs?.places ?? []).map(Math.abs));
  }

  function draw(time) {
    drawn = false;
    const { width, height } = projection.view;
    const ratio = window.devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!scene || !frame) {
      ground.blank(context);
      return;
    }
    const now = current(), places = now.places;
    ground.draw(context, now, show.control && shownRun() !== "difference", playing && tempo.busy());
    const at = scene.names.map((_, i) => projection.at(scene.lon[i], scene.lat[i]));
    if (show.flows && shownRun() !== "difference") {
      if (playing && !stills()) phase = (time / 60) % 8; // a pause is a still picture
      for (const [a, b, people] of now.flows) {
        drawFlow(context, at[a], at[b], Math.min(1 + Math.sqrt(people) / 55, 9), phase);
      }
    }
    const largest = largestDifference();
    const order = scene.names.map((_, i) => i).sort((a, b) => places.people[b] - places.people[a]);
    for (const i of order) {
      const [x, y] = at[i], r = radius(i);
      drawPlace(context, scene.kinds[i], x, y, r, placeColour(i, places, largest), scene.inside[i]);
      if (shownRun() === "difference") {
        drawSign(context, x, y, r, agreedOn(i));
        continue;
      }
      if (places.attack[i]) drawAttack(context, x, y, r);
      if (places.refuge[i] > 0 || places.sheltered[i] > 0) drawRefuge(context, ...beside(x, y, r, REFUGE_AT));
    }
    if (show.units && shownRun() !== "difference") drawUnits(time);
    if (shownRun() !== "difference") {
      for (const i of order) if (show.alerts && places.alert[i]) drawAlert(context, ...beside(...at[i], radius(i), ALERT_AT));
    }
    if (selected >= 0) {
      context.beginPath();
      context.arc(...at[selected], radius(selected) + 7, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.strokeStyle = LOOK.ink;
      context.stroke();
    }
    if (show.names) drawNames(at, order);
    tempo.painting();
    const still = !span || time - moved > span; // where nothing glides, one picture a day is all
    if (!still || (playing && !stills() && now.flows.length && show.flows)) animate();
    else if (!playing && !drawn) canvas.dataset.still = "true";
  }

  // days follow one another without movement in between on a busy machine, and for who wants none
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const stills = () => tempo.busy() || calm.matches;

  function animate() {
    if (!resting) resting = setTimeout(() => { resting = 0; redraw(); }, Math.max(MOVING_MS - 16, IDLE_SHARE * tempo.cost()));
  }

  function drawUnits(time) {
    const share = Math.min(1, span ? (time - moved) / span : 1);
    const eased = share < 0.5 ? 2 * share * share : 1 - (2 - 2 * share) ** 2 / 2;
    const { organisations } = current();
    for (const mark of marks.values()) {
      const from = projection.at(mark.lon, mark.lat), to = projection.at(mark.toLon, mark.toLat);
      const x = from[0] + mark.dx + (to[0] + mark.toDx - from[0] - mark.dx) * eased;
      const y = from[1] + mark.dy + (to[1] + mark.toDy - from[1] - mark.dy) * eased;
      [mark.x, mark.y] = [x, y];
      const organisation = organisations[mark.organisation];
      const role = mark.organisation < 0 ? MISSION_ROLES[-1 - mark.organisation] : organisation.role;
      const size = mark.organisation < 0
        ? Math.min(3 + Math.sqrt(mark.strength) / 14, 7.5)
        : Math.min(2.4 + Math.sqrt(mark.strength) / 20, 6);
      mark.size = size;
      const colour = mark.organisation < 0 ? LOOK.peacekeepers : organisationColour(organisation);
      drawUnit(context, role, x, y, size * Math.min(projection.view.zoom, 3) ** 0.25, colour);
    }
  }

  function drawNames(at, order) {
    const taken = [];
    const wanted = [...new Set([selected, scene.capital, ...order])].filter((i) => i >= 0);
    const limit = 14 * projection.view.zoom ** 1.3;
    let count = 0;
    for (const i of wanted) {
      if (count > limit) break;
      const [x, y] = at[i], text = scene.names[i];
      const half = text.length * 3.3 + 4, top = y + radius(i) + 3;
      if (x < -50 || y < -20 || x > projection.view.width + 50 || y > projection.view.height + 20) continue;
      if (taken.some(([a, b, c]) => Math.abs(a - x) < half + c && Math.abs(b - top) < 15)) continue;
      taken.push([x, top, half]);
      drawName(context, text, x, top, i === scene.capital || i === selected);
      count++;
    }
  }

  // data-still: this picture stays as it is until something is asked or a day comes
  function redraw() {
    canvas.dataset.still = "false";
    if (drawn) return;
    drawn = true;
    requestAnimationFrame(draw);
  }

  // ── units keep their mark from day to day, so that they can be seen to move

  // around a town in rings that are open below, where its name stands; each side keeps together
  function placeMarks(units, jump) {
    const crowds = new Map(), next = new Map();
    for (const unit of units) crowds.set(unit[2], [...(crowds.get(unit[2]) ?? []), unit]);
    for (const [place, crowd] of crowds) {
      crowd.sort((a, b) => b[1] - a[1] || b[3] - a[3] || a[0] - b[0]);
      const seats = ringSeats(radius(place), crowd.length);
      for (const [seat, [id, organisation, , strength]] of crowd.entries()) {
        const [dx, dy] = seats[seat];
        const old = marks.get(id);
        const goal = { toLon: scene.lon[place], toLat: scene.lat[place], toDx: dx, toDy: dy };
        next.set(id, {
          id, organisation, place, strength, ...goal,
          lon: jump || !old ? goal.toLon : old.toLon, lat: jump || !old ? goal.toLat : old.toLat,
          dx: jump || !old ? dx : old.toDx, dy: jump || !old ? dy : old.toDy,
        });
      }
    }
    marks = next;
  }

  function setFrame(content) {
    const time = performance.now();
    const jump = content.fresh || !frame || Math.abs(content.day - frame.day) > 3;
    frame = content;
    paired = content.paired ?? null;
    pairs = paired ? content.pairs ?? null : null;
    span = jump || stills() ? 0 : Math.min(Math.max(time - lastFrame, 60), 350);
    [lastFrame, moved] = [time, time];
    placeMarks(current().units, jump);
    tellRun();
    canvas.dataset.day = content.day;
    canvas.dataset.units = marks.size;
    canvas.dataset.dead = content.places.dead.reduce((a, b) => a + b, 0);
    redraw();
  }

  function setScene(content) {
    const other = !scene || scene.case !== content.case;
    scene = content;
    if (other) {
      projection.setPlaces(scene);
      frame = paired = null; // of another country: not to be drawn on this one
      ground.setScene(scene);
      marks = new Map();
      selected = -1;
      resize();
      projection.fit();
    }
    canvas.dataset.case = scene.case;
  }

  function resize() {
    const box = host.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    projection.setSize(box.width, box.height);
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    peopleScale = Math.min(box.width, box.height) / 26000;
    redraw();
  }

  // ── pointing, panning, zooming

  function placeNear(x, y) {
    let best = -1, nearest = 14;
    scene?.names.forEach((_, i) => {
      const [px, py] = projection.at(scene.lon[i], scene.lat[i]);
      const distance = Math.hypot(px - x, py - y) - radius(i);
      if (distance < nearest) [nearest, best] = [distance, i];
    });
    return best;
  }

  function unitNear(x, y) {
    if (!show.units || shownRun() === "difference") return null;
    let best = null, nearest = 3;
    for (const mark of marks.values()) {
      const distance = Math.hypot(mark.x - x, mark.y - y) - mark.size;
      if (distance < nearest) [nearest, best] = [distance, mark];
    }
    return best;
  }

  function select(place, unit = null) {
    selected = place;
    bus.tell("asked", scene.names[place]);
    bus.send(unit === null ? { do: "story", place } : { do: "story", unit });
    bus.tell("open", "story");
    redraw();
  }

  function point(event) {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  let held = null;
  canvas.addEventListener("pointerdown", (event) => {
    held = { at: point(event), far: 0 };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = point(event);
    if (held) {
      const [dx, dy] = [x - held.at[0], y - held.at[1]];
      held.far += Math.abs(dx) + Math.abs(dy);
      held.at = [x, y];
      if (held.far > 4) {
        projection.panBy(dx, dy);
        redraw();
      }
      return;
    }
    hover(x, y);
  });
  canvas.addEventListener("pointerup", (event) => {
    const click = held && held.far <= 4;
    held = null;
    if (!click || !frame) return;
    const [x, y] = point(event);
    const unit = unitNear(x, y);
    const place = placeNear(x, y);
    if (unit) select(unit.place, known ? null : unit.id);
    else if (place >= 0) select(place);
    else {
      selected = -1;
      redraw();
    }
  });
  canvas.addEventListener("pointerleave", () => tip.classList.remove("seen"));
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    projection.zoomBy(Math.exp(-event.deltaY * 0.0016), ...point(event));
    redraw();
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => {
    projection.zoomBy(1.8, ...point(event));
    redraw();
  });
  const keys = {
    ArrowLeft: () => projection.panBy(60, 0), ArrowRight: () => projection.panBy(-60, 0),
    ArrowUp: () => projection.panBy(0, 60), ArrowDown: () => projection.panBy(0, -60),
    "+": () => projection.zoomBy(1.4), "=": () => projection.zoomBy(1.4),
    "-": () => projection.zoomBy(1 / 1.4), 0: () => projection.fit(),
    Enter: () => {
      const { width, height } = projection.view;
      let best = 0, nearest = Infinity;
      scene.names.forEach((_, i) => {
        const [x, y] = projection.at(scene.lon[i], scene.lat[i]);
        const distance = Math.hypot(x - width / 2, y - height / 2);
        if (distance < nearest) [nearest, best] = [distance, i];
      });
      select(best);
    },
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || !scene) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
    redraw();
  });

  function differenceWords(place) {
    const change = agreedOn(place);
    return [
      `In this pair: ${brief(paired.places.dead[place])} killed beside it, ${brief(frame.places.dead[place])} here`,
      !pairs?.enough ? "One pair cannot tell"
        : change ? `${brief(Math.abs(change))} ${change > 0 ? "more" : "fewer"} killed beside it on average; the pairs agree`
          : `The ${pairs.done} pairs do not agree about this town`,
    ].map((text) => h("span", { text }));
  }

  // what the mission knows of a place, each with its day
  function knownWords(places, place) {
    const [report, seen, holder] = [places.report_day[place], places.seen_day[place], places.holder[place]];
    const day = (n) => (n === frame.day ? "today" : `on ${dayWords(scene.start, n, false)}`);
    const who = holder >= 0 ? current().organisations[holder].title : "nobody";
    return [
      `${brief(places.people[place])} people at the start`,
      report < 0 ? "No killing reported so far"
        : `Reported killed: ${brief(places.recent[place])} in the last week, ${brief(places.dead[place])} in all; last report ${day(report)}`,
      seen < 0 ? "Never seen by the mission" : `${seen === frame.day ? "Seen" : "Last seen"} by the mission ${day(seen)}, held by ${who}`,
    ].map((text) => h("span", { text }));
  }

  function hover(x, y) {
    const unit = frame && unitNear(x, y), place = frame ? placeNear(x, y) : -1;
    if (!unit && place < 0) {
      tip.classList.remove("seen");
      canvas.style.cursor = "grab";
      return;
    }
    canvas.style.cursor = "pointer";
    const places = current().places;
    if (unit) {
      const title = unit.organisation < 0 ? MISSION_TITLES[-1 - unit.organisation] : current().organisations[unit.organisation].title;
      fill(tip, h("b", { text: title }), h("span", { text: `${brief(unit.strength)} at ${scene.names[unit.place]}` }));
    } else {
      const holder = places.holder[place];
      fill(tip,
        h("b", { text: scene.names[place] }),
        known ? knownWords(places, place) : [
          h("span", { text: `${brief(places.people[place])} people, ${brief(places.displaced[place])} displaced` }),
          ...(shownRun() === "difference" ? differenceWords(place) : [h("span", { text: `${brief(places.dead[place])} killed, ${brief(places.recent[place])} in the last week` })])],
        !known && holder >= 0 && shownRun() !== "difference" && h("span", { text: `held by ${current().organisations[holder].title}` }),
      );
    }
    const wide = projection.view.width;
    tip.style.left = `${Math.min(x + 14, wide - 230)}px`;
    const low = y + 24 + tip.offsetHeight > projection.view.height - 80;
    tip.style.top = `${low ? y - 14 - tip.offsetHeight : y + 14}px`;
    tip.classList.add("seen");
  }

  let playing = false;
  new ResizeObserver(resize).observe(host);
  bus.on("legend", (height) => { projection.setLegend(height); redraw(); });
  bus.on("scene", setScene);
  bus.on("frame", setFrame);
  bus.on("state", (state) => {
    playing = state.moving;
    known = state.known;
    canvas.dataset.known = String(known);
    redraw();
  });
  bus.on("replications", ({ today }) => {
    pairs = paired ? today : null;
    canvas.dataset.pairs = pairs?.done ?? 0;
    tellRun();
    redraw();
  });
  bus.on("show", (change) => {
    Object.assign(show, change);
    tellRun();
    if (frame && "run" in change) placeMarks(current().units, true);
    redraw();
  });
  bus.on("centre", (name) => {
    const place = scene.names.indexOf(name);
    if (place < 0) return;
    selected = place;
    projection.centre(scene.lon[place], scene.lat[place], Math.max(projection.view.zoom, 2.2));
    canvas.dataset.centre = name;
    redraw();
  });
  bus.on("mark", (name) => { selected = scene.names.indexOf(name); redraw(); });
  bus.on("zoom", (factor) => { factor ? projection.zoomBy(factor) : projection.fit(); redraw(); });

  canvas.positionOf = (name) => {
    const place = scene.names.indexOf(name);
    return projection.at(scene.lon[place], scene.lat[place]);
  };
  canvas.unitPositions = () => [...marks.values()].map(({ id, x, y }) => ({ id, x, y }));
  return { picture: () => new Promise((done) => canvas.toBlob(done, "image/png")), show };
}
