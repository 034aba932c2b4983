// What parts of the page tell one another, and what they are given. Messages of the server and
// wishes to it are in said.d.ts and wishes.d.ts, which are made from Python.

import type { BriefDay, DayShown, PairsOfDay, Said } from "./said";
import type { Wish } from "./wishes";

/** Which of two runs the map shows. */
export type Run = "main" | "other" | "difference";

/** The layers of the map that are shown. */
export interface Show {
  control: boolean;
  flows: boolean;
  units: boolean;
  alerts: boolean;
  names: boolean;
  run: Run;
}

/** Something that would end an exercise; see leaving.js. */
export interface Leaving {
  title: string;
  sentence: string;
  button: string;
  act: () => void;
  back?: () => void;
}

/** Everything that can be heard on the bus: the server's words, and those of parts of the page. */
export interface Told extends Said {
  /** A day for charts and log, drawn or not. */
  day: Pick<BriefDay, "day" | "metrics" | "events"> & Partial<BriefDay>;
  /** A panel was opened, or is to be opened. */
  opened: string;
  open: string;
  show: Partial<Show>;
  mapped: { run: Run; largest: number; pairs: PairsOfDay | null };
  /** Pixels of the map that lie under the layers above and the key below. */
  covered: { above: number; below: number };
  /** Nearer by a factor; 0 shows the whole country. */
  zoom: number;
  /** A place by its name: its story was asked for, or the map is to show or mark it. */
  asked: string;
  centre: string;
  mark: string;
  leave: Leaving;
  decide: void;
  /** The story is to be read, wherever on the page it stands. */
  read: void;
  toggle: void;
  wheels: void;
  back: void;
}

export type Files = ArrayBuffer[] | DataView[];

export interface Bus {
  send(wish: Wish): void;
  on<K extends keyof Told>(kind: K, ear: (content: Told[K], files?: Files) => void): void;
  tell<K extends keyof Told>(kind: K, content?: Told[K], files?: Files): void;
}

/** A message as it comes over the wire. */
export type Message =
  | { [K in keyof Said]: { kind: K } & Said[K] }[keyof Said]
  | { kind: "all"; messages: Message[] };

/** The other end of the wire, as a widget or a test gives it. */
export interface Wire {
  send(wish: Wish): void;
  on(what: string, ear: (message: Message, files?: Files) => void): void;
  off(what: string, ear: (message: Message, files?: Files) => void): void;
}

/** What a frame is once it was taken up: the day shown by the map. */
export type Now = Pick<DayShown, "places" | "badges" | "flows" | "organisations">;

declare global {
  /** Of the fetched files, where there are any; see charts/plot.js. */
  var uPlot: unknown;
}
