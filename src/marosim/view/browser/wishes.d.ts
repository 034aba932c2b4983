// What a page asks of the server; made by python -m marosim.view.generated; change it there.

/** A page has come: its tab, and the address that it was opened with. */
export interface Hello {
  do: "hello";
  tab: string;
  query: string;
}

/** Whether the page lies in a tab that nobody sees. */
export interface Hidden {
  do: "hidden";
  hidden: boolean;
}

/** Show a day. */
export interface Seek {
  do: "seek";
  day: number;
}

/** Days a second. */
export interface Speed {
  do: "speed";
  speed: number;
}

/** Begin another run, described as in an address. */
export interface OpenCase {
  do: "case";
  query: string;
}

/** Another option of a group, of this run or of the one beside it. */
export interface Choose {
  do: "choose";
  group: string;
  option: string;
  paired?: boolean;
}

/** Take back a decision of this run; those after it stay. */
export interface Undo {
  do: "undo";
  day: number;
  group: string;
}

/** Show only what the mission knows, or the truth again. */
export interface Known {
  do: "known";
  on: boolean;
}

/** Tell the story of a place or of a unit. */
export interface Tell {
  do: "story";
  place?: number;
  unit?: number;
}

/** Run so many pairs of runs. */
export interface Replicate {
  do: "replicate";
  count: number;
}

/** Hold another run, described as in an address, against the one that is open or ``against``. */
export interface Compare {
  do: "compare";
  query: string;
  against?: string;
}

/** Begin an exercise with so many points, or leave it. */
export interface Teach {
  do: "exercise";
  on: boolean;
  budget?: number;
}

/** What needs no further word. */
export interface Plain {
  do: "ack" | "play" | "pause" | "step" | "reset" | "fork" | "join" | "chain" | "cancel" | "export" | "picture" | "review" | "briefing";
}

/** Any of them; those that get an answer carry a number. */
export type Wish = (Hello | Hidden | Seek | Speed | OpenCase | Choose | Undo | Known | Tell | Replicate | Compare | Teach | Plain) & { wish?: number };
