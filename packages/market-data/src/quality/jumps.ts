import type { Bar } from "@lstm-predict/bars";
import type { QualityFinding } from "../bar.ts";
import { causeOf, type Split, smallestSplitOf, splitOf, times } from "./causes.ts";
import { type Usual, usualAround } from "./usual.ts";

/**
 * No day of a listed company is known to change its price by such a factor, in logs. Single days really had -37 % (BTC-USD),
 * +116 % (^VIX), -77 % (AMER3.SA).
 */
export const FAR = Math.log(8);
/** A move by news has the volume of news: -70 % of a biotech has, so without it the bound is nearer. */
const FAR_IF_QUIET = Math.log(4);
/** A smaller move is a matter of the market, whatever its cause, in logs; but for splits by 4:3 or 5:4. */
const LEAST = 0.3;
/** Half of a split by 5:4, in logs: no jump. */
const SMOOTH = 0.11;
/** A move of as many usual standard deviations asks for a cause. */
const SIGMAS = 10;
/** The same if the ratio is one of splits. */
const SIGMAS_OF_SPLIT = 6;
/** News makes people trade. A move whose volume is at most this multiple of the usual one was not made by news. */
const QUIET_VOLUME = 2.5;
/** From here on, with a wide range, the price moved by trade. */
const NEWS_VOLUME = 5;
/** A day's range is quiet up to so many times the usual one. */
const QUIET_RANGE = 3;
/** A jump is taken back within as many bars if ever. */
const REVERSAL_BARS = 10;
/** Deviation of the way back from the way there, in logs. */
const REVERSAL_TOLERANCE = 0.1;

interface Jump {
  /** Index of the bar after it. */
  i: number;
  /** Log of the ratio of the closes. */
  size: number;
  /** The last jump before it whose opposite it is, or the next one after it. */
  partner?: Jump;
}

/**
 * Finds closes that change as no trade changes them: by a factor of 8; by a usual ratio of splits; or without more trade
 * than usual by a factor of 4, there and back, or by 3:2 between two sessions. A move with the range and the volume of news
 * is none.
 */
export function findJumps(bars: readonly Bar[]): QualityFinding[] {
  const moves = bars.slice(1).flatMap((bar, k): Jump[] => {
    const size = Math.log(bar.close / bars[k]!.close);
    const isLarge = Math.abs(size) >= LEAST || smallestSplitOf(overnight(bars[k]!, bar)) !== undefined;
    return isLarge ? [{ i: k + 1, size }] : [];
  });
  pair(moves);
  return moves.filter((jump) => isJump(bars, jump)).map((jump) => describe(bars, jump));
}

/** Sets the partners of jumps that take each other back. */
function pair(jumps: readonly Jump[]): void {
  for (const [k, jump] of jumps.entries()) {
    const next = jumps[k + 1];
    if (jump.partner || !next || next.i - jump.i > REVERSAL_BARS) continue;
    if (Math.abs(jump.size + next.size) > REVERSAL_TOLERANCE) continue;
    jump.partner = next;
    next.partner = jump;
  }
}

function isJump(bars: readonly Bar[], { i, size, partner }: Jump): boolean {
  const distance = Math.abs(size);
  if (distance >= FAR) return true;
  const usual = usualAround(bars, i);
  // The way back from a move by news is no error either.
  if (usual && partner && isNews(bars[partner.i]!, usual)) return false;
  const split = splitOf(size);
  if (!usual) return split?.isUsual === true;
  const [before, bar] = [bars[i - 1]!, bars[i]!];
  if (split?.isUsual && distance > SIGMAS_OF_SPLIT * usual.sigma && !isNews(bar, usual)) return true;
  // Indices and funds have no volume, and no news of one company.
  const mayBeNews = (bar.volume > 0 || usual.volume > 0) && !isQuiet(bar, usual);
  if (distance < SIGMAS * usual.sigma || mayBeNews) return false;
  if (partner || distance >= FAR_IF_QUIET) return true;
  if (!isOvernight(before, bar, size, usual)) return false;
  return distance < LEAST ? isQuiet(bar, usual) : splitBefore(before, bar, size) !== undefined;
}

/** The split that the move to a bar looks like, by its closes or by its open. */
function splitBefore(before: Bar, bar: Bar, size = Math.log(bar.close / before.close)): Split | undefined {
  const gap = overnight(before, bar);
  return splitOf(size) ?? splitOf(gap) ?? smallestSplitOf(gap);
}

/** Whether the volume of a bar is known, and not that of news. */
export function isQuiet({ volume }: Bar, usual: Usual): boolean {
  return volume > 0 && usual.volume > 0 && volume <= QUIET_VOLUME * usual.volume;
}

function isNews({ high, low, volume }: Bar, usual: Usual): boolean {
  const range = Math.log(high / low);
  return usual.volume > 0 && volume > NEWS_VOLUME * usual.volume && range > QUIET_RANGE * usual.range;
}

/** Whether the move is over when the session opens, which then is like any other. */
function isOvernight(before: Bar, bar: Bar, size: number, usual: Usual): boolean {
  const rest = Math.abs(size - overnight(before, bar));
  return rest <= 3 * usual.sigma && Math.log(bar.high / bar.low) <= QUIET_RANGE * usual.range;
}

/** The move from the close before to the open, in logs. */
function overnight(before: Bar, { open }: Bar): number {
  return Math.log(open / before.close);
}

/** Whether the adjusted close does not take part in the move to `bars[i]`. */
function isSmooth(bars: readonly Bar[], i: number): boolean {
  return Math.abs(Math.log(bars[i]!.adjClose / bars[i - 1]!.adjClose)) < SMOOTH;
}

function describe(bars: readonly Bar[], { i, size, partner }: Jump): QualityFinding {
  const { date, close } = bars[i]!;
  const split = splitBefore(bars[i - 1]!, bars[i]!, size);
  const kind = split ? "splitJump" : "jump";
  const factor = Number(Math.exp(size).toPrecision(4));
  const where = `The close went from ${bars[i - 1]!.close} to ${close} on ${date} (${times(size)})`;
  if (!partner) {
    const smooth = isSmooth(bars, i) ? "; the adjusted close does not jump" : "";
    return { kind, date, factor, message: `${where}: ${causeOf(size, split)}${smooth}.` };
  }
  const other = bars[partner.i]!.date;
  if (partner.i < i)
    return { kind, date, factor, message: `${where}: this takes the jump of ${other} back.` };
  const sessions = partner.i - i === 1 ? "this session is" : `these ${partner.i - i} sessions are`;
  const message = `${where}, and back on ${other}: ${sessions} in another unit (pence for pounds, before or after a split), or wrong.`;
  return { kind, date, factor, reversedOn: other, message };
}
