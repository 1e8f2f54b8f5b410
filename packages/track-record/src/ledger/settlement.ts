/** What came of a forecast, as far as the bars of some moment told. */
export interface Settlement {
  /** Its place in the hash chain, from 1. */
  id: number;
  /** Id of the forecast. */
  forecast: number;
  /** Id of the settlement that this one replaces, because the bars were restated; null for the first. */
  replaces: number | null;
  /** Date of the bar that settles, YYYY-MM-DD: the target date, unless a holiday or a halt moved it. */
  session: string;
  /** Close of that bar, on the scale of the bars. */
  close: number;
  /** The forecast's scale over that of the bars: 4 after a split of four for one, else 1. */
  factor: number;
  /** When the bars were downloaded, ISO 8601, UTC. */
  knownAt: string;
  /** SHA-256 of the bars, by `hashBars`. */
  barsSha256: string;
}
