import type { Bar } from "@lstm-predict/bars";
import type { QualityFinding } from "../bar.ts";
import { times } from "./causes.ts";
import { FAR, isQuiet } from "./jumps.ts";
import { usualAround } from "./usual.ts";

/** A smaller distance is a matter of the market, in logs. */
const LEAST = 0.3;
/** A distance of as many usual ranges of a day, without more trade than usual, asks for a cause. */
const RANGES = 12;

/** Finds opens, highs and lows far from the closes of the day and of the day before. */
export function findSpikes(bars: readonly Bar[]): QualityFinding[] {
  return bars.flatMap((bar, i) => {
    const closes = [bars[i - 1]?.close ?? bar.close, bar.close];
    const [lower, upper] = [Math.min(...closes), Math.max(...closes)];
    const far = (price: number) =>
      price > upper ? Math.log(price / upper) : Math.min(0, Math.log(price / lower));
    const [name, distance] = (["high", "low", "open"] as const)
      .map((field) => [field, far(bar[field])] as const)
      .reduce((most, next) => (Math.abs(next[1]) > Math.abs(most[1]) ? next : most));
    if (!isSpike(bars, i, Math.abs(distance))) return [];
    const message = `The ${name} of ${bar.date}, ${bar[name]}, is ${times(distance)} the ${distance > 0 ? "higher" : "lower"} close of that day and the day before: a wrong price, or one in another unit.`;
    return [{ kind: "spike", date: bar.date, factor: Number(Math.exp(distance).toPrecision(4)), message }];
  });
}

function isSpike(bars: readonly Bar[], i: number, distance: number): boolean {
  if (distance < LEAST) return false;
  if (distance >= FAR) return true;
  const usual = usualAround(bars, i);
  return usual !== undefined && isQuiet(bars[i]!, usual) && distance >= RANGES * usual.range;
}

/** Finds adjusted closes that jump where the close does not. */
export function findAdjustedJumps(bars: readonly Bar[]): QualityFinding[] {
  return bars.slice(1).flatMap(({ date, close, adjClose }, k) => {
    const before = bars[k]!;
    const adjusted = Math.log(adjClose / before.adjClose);
    const plain = Math.log(close / before.close);
    if (Math.min(Math.abs(adjusted), Math.abs(adjusted - plain)) < Math.LN2) return [];
    const factor = Number(Math.exp(adjusted).toPrecision(4));
    const message = `The adjusted close went from ${before.adjClose} to ${adjClose} on ${date} (${times(adjusted)}), the close from ${before.close} to ${close}: its adjustment is wrong.`;
    return [{ kind: "adjustedClose", date, factor, message }];
  });
}
