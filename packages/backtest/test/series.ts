import { type RawSeries, toRawSeries } from "@lstm-predict/bars";
import { Random } from "@lstm-predict/model";

/** 330 days whose moves a signal decides; the volume tells the signal of the day itself, or of the day after. */
export function planted(volumeTells: "same day" | "next day"): RawSeries {
  const random = new Random(4);
  const signals = Array.from({ length: 331 }, () => (random.uniform() < 0.5 ? -1 : 1));
  let close = 100;
  return toRawSeries(
    Array.from({ length: 330 }, (_, k) => {
      const open = close;
      close *= Math.exp(0.01 * signals[k]! + 0.002 * random.normal());
      const told = signals[volumeTells === "same day" ? k : k + 1]!;
      return {
        date: new Date(Date.UTC(2020, 0, 1 + k)).toISOString().slice(0, 10),
        open,
        high: Math.max(open, close) * 1.001,
        low: Math.min(open, close) * 0.999,
        close,
        volume: told > 0 ? 2e6 : 1e6,
        adjClose: close,
      };
    }),
  );
}

/** Days on which the price stands still, as a halted share's does. */
export function still(length: number): RawSeries {
  return toRawSeries(
    Array.from({ length }, (_, k) => ({
      date: new Date(Date.UTC(2020, 0, 1 + k)).toISOString().slice(0, 10),
      open: 5,
      high: 5,
      low: 5,
      close: 5,
      volume: 0,
      adjClose: 5,
    })),
  );
}
