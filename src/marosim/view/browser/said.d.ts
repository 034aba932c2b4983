// What the server says; made by python -m marosim.view.generated; change it there.

/** Metrics of charts. */
export type Metric = "deaths_direct" | "deaths_indirect" | "displaced_internal" | "displaced_abroad" | "sheltered" | "attacks" | "attacks_deterred" | "peacekeepers" | "consent" | "political_will" | "legitimacy" | "cost_usd" | "deaths_reported" | "displaced_reported";

/** What a visitor may open and choose; the same for all runs. */
export interface Choices {
  cases: CaseTitle[];
  whole: OptionGroup;
  groups: OptionGroup[];
  speeds: number[];
}

/** A case that can be opened. */
export interface CaseTitle {
  name: string;
  title: string;
}

/** One group of a response, as mandate or funding. */
export interface OptionGroup {
  group: string;
  title: string;
  options: Option[];
}

/** One option of a group, with the sentence that explains it. */
export interface Option {
  name: string;
  title: string;
  sentence: string;
}

/** What stays the same in a run. Places are named by their number in ``names``. A route is start, end and quality; ``recorded`` has day, value, lowest and highest by metric. ``cells`` are the ground of each place, ``edges`` what parts the ground of two; ``regions`` are their names, in the middle of the places of each. */
export interface Scene {
  case: string;
  title: string;
  summary: string;
  start: string;
  days: number;
  outline: number[][][];
  names: string[];
  kinds: string[];
  inside: boolean[];
  capital: number;
  lon: number[];
  lat: number[];
  routes: [number, number, number][];
  cells: number[][][];
  edges: [number, number, number, number, number, number][];
  regions: Label[];
  layers: Layers | null;
  organisations: Organisation[];
  metrics: Record<string, MetricWords>;
  recorded: Record<string, ([number, number, number | null, number | null])[]>;
  ticks: Tick[];
  persons_per_agent: number;
}

/** A name on the map: of a neighbour, a lake or a river. */
export interface Label {
  kind: string;
  text: string;
  lon: number;
  lat: number;
}

/** In degrees. ``box`` is west, south, east, north; ``relief`` a PNG over all of it, as base64. ``land`` and ``lakes`` are rings, ``rivers`` and ``borders`` lines. */
export interface Layers {
  credit: string;
  box: number[];
  land: number[][][];
  lakes: number[][][];
  rivers: number[][][];
  borders: number[][][];
  labels: Label[];
  relief: string;
}

/** An armed organisation; badges name it by its number in the list, ``mark`` is its mark's. */
export interface Organisation {
  title: string;
  role: string;
  mark: number;
}

/** How a metric is called, and its unit. */
export interface MetricWords {
  title: string;
  unit: string;
}

/** A dated event of the case, for the timeline. */
export interface Tick {
  day: number;
  kind: string;
  text: string;
  place: string;
}

/** All days so far, and the log. */
export interface History {
  paired: Record<string, (number | null)[]> | null;
  bands: Record<string, Band[]> | null;
  series: Record<string, (number | null)[]>;
  events: LogEvent[];
}

/** Between which values 8 of 10 runs lie, one of each a day from day 0. */
export interface Band {
  low: number[];
  high: number[];
}

/** An event of the log; ``n`` counts them. */
export interface LogEvent {
  n: number;
  day: number;
  date: string;
  kind: string;
  place: string;
  text: string;
  size: number;
}

/** All days so far of the run beside this one, and bands of many pairs; None without them. */
export interface PairedHistory {
  paired: Record<string, (number | null)[]> | null;
  bands: Record<string, Band[]> | null;
}

/** Everything of the controls. ``pairing`` is the day that a late run beside has reached. */
export interface State {
  scenario: string;
  seed: number;
  day: number;
  ran: number;
  days: number;
  date: string;
  playing: boolean;
  moving: boolean;
  finished: boolean;
  speed: number;
  choices: Record<string, string>;
  decisions: Decided[];
  paired: Record<string, string> | null;
  pairing: number | null;
  command: string;
  query: string;
  known: boolean;
  exercise: ExerciseState | null;
}

/** A decision on the way. */
export interface Decided {
  day: number;
  group: string;
  option: string;
}

/** Where a class stands; ``prices`` are points by group and option. */
export interface ExerciseState {
  budget: number;
  left: number;
  waiting: boolean;
  inject: string;
  place: string;
  talk: string[];
  recorded: boolean;
  message: boolean;
  prices: Record<string, Record<string, number>>;
  number: number;
  of: number;
  next: number | null;
  over: boolean;
}

/** One day as the page draws it; ``missed`` are days that were not drawn. */
export interface DayShown {
  day: number;
  date: string;
  places: Places;
  badges: [number, number, number][];
  flows: [number, number, number][];
  metrics: Record<string, number | null>;
  events: LogEvent[];
  organisations: Organisation[];
  missed?: BriefDay[];
  paired?: Beside;
  pairs?: PairsOfDay;
  fresh?: boolean;
}

/** By place, whole numbers. Where only the known is shown some are missing, others added. */
export interface Places {
  people: number[];
  recent: number[];
  dead: number[];
  holder: number[];
  hold: number[];
  attack: number[];
  alert: number[];
  risk: number[];
  refuge: number[];
  sheltered: number[];
  displaced?: number[];
  fear?: number[];
  watched?: number[];
  report_day?: number[];
  seen_day?: number[];
}

/** A day for charts and log alone. */
export interface BriefDay {
  day: number;
  metrics: Record<string, number | null>;
  events: LogEvent[];
  paired: Record<string, number | null> | null;
}

/** The same day of the run beside this one. */
export interface Beside {
  places: Places;
  badges: [number, number, number][];
  flows: [number, number, number][];
  organisations: Organisation[];
  metrics: Record<string, number | null>;
}

/** What the pairs so far say of the day shown; ``places`` is 0 where they do not agree. */
export interface PairsOfDay {
  done: number;
  of: number;
  enough: boolean;
  rows: PairRow[];
  places: number[];
}

/** What pairs of runs say of one metric; ``side`` is 0 where they carry no direction. */
export interface PairRow {
  metric: string;
  title: string;
  difference: number;
  low: number;
  high: number;
  said: string;
  reach: string;
  side: number;
  agree: string;
  values: number[];
}

/** How far something is that takes a while. */
export interface Progress {
  done: number;
  of: number;
}

/** The same for the runs on the page, with what it says of the day shown. */
export interface Replications {
  done: number;
  of: number;
  result: PairsTable | null;
  today: PairsOfDay;
  bands: Record<string, Band[]> | null;
}

/** What pairs of whole runs say. */
export interface PairsTable {
  rows: PairRow[];
  pairs: number;
  enough: boolean;
}

/** The story of a place or a unit up to a day; ``units`` stand there: number, and words. */
export interface Story {
  title: string;
  what: string;
  unit: boolean;
  place: number;
  day: number;
  facts: [string, string][];
  units: [number, string][];
  killed: number[];
  events: LogEvent[];
  persons: string[];
  why: Why | null;
}

/** Why civilians were killed at a place: what led to it, and who decided so. */
export interface Why {
  title: string;
  chain: WhyStep[];
  decided: WhyStep[];
}

/** A step on the way to killings, or a decision with its reasons; ``when`` may be empty. */
export interface WhyStep {
  when: string;
  text: string;
}

/** The response chain after ``day`` days. */
export interface Chain {
  rows: ChainRow[];
  finding: string;
  day: number;
}

/** One link of the response chain; ``share`` of attacks, ``left`` of the dying to come. */
export interface ChainRow {
  link: string;
  step: string;
  day: number | null;
  date: string | null;
  share: number | null;
  left: number | null;
  lost: number | null;
  broken: boolean;
}

/** The briefing of a case, and the language in which it is. */
export interface Briefing {
  html: string;
  lang: string;
  sources: string[];
}

/** The after-action review. */
export interface Review {
  day: number;
  finding: string;
  rows: Outcome[];
  decisions: ReviewDecision[];
  spent: number | null;
  budget: number | null;
  observed: Observed[];
  recorded: boolean;
  weakest: string;
  limits: string;
}

/** A metric of the run beside the same run without response, in words. */
export interface Outcome {
  metric: string;
  title: string;
  unit: string;
  run: string;
  without: string;
  difference: string;
}

/** What was decided, with its date in words. */
export interface ReviewDecision {
  day: number;
  date: string;
  title: string;
  option: string;
}

/** A figure of history beside that of the run, in words. */
export interface Observed {
  title: string;
  where: string;
  when: string;
  recorded: string;
  range: string;
  run: string;
  source: string;
}

/** A comparison over pairs under way. */
export interface PairsSoFar {
  done: number;
  of: number;
  result: PairsTable | null;
}

/** All wishes up to this one were answered. */
export interface Heard {
  wish: number;
}

/** What went wrong, in one line. */
export interface Fault {
  text: string;
}

/** A file that comes with the message. */
export interface FileNamed {
  name: string;
  type: string;
}

/** The name under which the page may keep a picture of its map. */
export interface PictureNamed {
  name: string;
}

/** Another run against the one that is open, each described as in an address. */
export interface Compared {
  done: number;
  of: number;
  result: PairsTable | null;
  query: string;
  against: string;
}

/** Everything that the server says, by its kind. */
export interface Said {
  choices: Choices;
  scene: Scene;
  history: History;
  paired: PairedHistory;
  state: State;
  frame: DayShown;
  pairing: Progress;
  replications: Replications;
  story: Story;
  chain: Chain;
  briefing: Briefing;
  reviewing: Progress;
  review: Review;
  review_pairs: PairsSoFar;
  heard: Heard;
  error: Fault;
  file: FileNamed;
  picture: PictureNamed;
  compared: Compared;
}
