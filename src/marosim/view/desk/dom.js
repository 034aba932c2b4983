// Small ways to make elements and say numbers; everything else builds on these.

const SVG = "http://www.w3.org/2000/svg";

function h(tag, attributes = {}, ...children) {
  const node = tag.startsWith("svg:")
    ? document.createElementNS(SVG, tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

function fill(node, ...children) {
  node.replaceChildren(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// the same where somebody may be at work: who stands on a control by keyboard stays on it
const CONTROLS = "button, input, select, textarea, summary, [tabindex]";
function refill(node, ...children) {
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  fill(node, ...children);
  if (!held || document.activeElement === held) return;
  const all = [...node.querySelectorAll(CONTROLS)].filter((c) => !c.disabled);
  const same = (c) => c.id === held.id && c.value === held.value && c.textContent === held.textContent;
  (all.find(same) ?? all[0])?.focus({ preventScroll: true });
}

const plainNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

// as the reports say it: three figures, and millions in words
function brief(value) {
  const size = Math.abs(value);
  if (size >= 9.995e8) return `${Number((value / 1e9).toPrecision(3))} billion`;
  if (size >= 9.995e5) return `${Number((value / 1e6).toPrecision(3))} million`;
  if (size >= 1000) return plainNumber.format(Number(value.toPrecision(3)));
  return plainNumber.format(value);
}

// shorter still, for axes
function tight(value) {
  const size = Math.abs(value);
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))} bn`;
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} m`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return plainNumber.format(value);
}

function unitValue(value, unit) {
  if (unit && unit.startsWith("US$")) return `US$ ${brief(value)}`;
  if (unit === "1" || unit === "0..1" || unit === "0 to 1") return `${Math.round(100 * value)} %`;
  return brief(value);
}

const UNDEFINED = "not defined"; // as legitimacy without a mission

// people come in agents: what one of them stands for
function agentWords(scene) {
  const each = Math.round(scene?.persons_per_agent ?? 1);
  return each > 1 ? `One agent stands for ${brief(each)} people: differences below a few times that say nothing.` : "";
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateOf(start, day) {
  const date = new Date(`${start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + day);
  return date;
}

function dateWords(text, year = true) {
  const [y, m, d] = String(text).split("-").map(Number);
  return `${d} ${MONTHS[m - 1]}${year ? ` ${y}` : ""}`;
}

function isoDay(start, day) {
  return dateOf(start, day).toISOString().slice(0, 10);
}

// whether such a day exists: no 31 April
function isDate(iso) {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === iso;
}

function dayWords(start, day, year = true) {
  return dateWords(isoDay(start, day), year);
}

// one place where parts of the page hear of one another
function makeBus(send) {
  const ears = new Map();
  return {
    send,
    on(kind, ear) {
      if (!ears.has(kind)) ears.set(kind, []);
      ears.get(kind).push(ear);
    },
    tell(kind, content, files) {
      for (const ear of ears.get(kind) ?? []) ear(content, files);
    },
  };
}

const LATE_MS = 900; // between changes of what need not follow every picture of a busy page

// how long it takes of late until a picture is out and the page can go on; parts that can wait
// do so on a busy machine
const tempo = (() => {
  const BUSY_MS = 20;
  let cost = 8, under = false;
  return {
    painting() {
      if (under) return;
      under = true;
      const began = performance.now();
      setTimeout(() => {
        under = false;
        cost += 0.2 * (Math.min(performance.now() - began, 250) - cost);
      });
    },
    cost: () => cost,
    busy: () => cost > BUSY_MS,
  };
})();

function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
