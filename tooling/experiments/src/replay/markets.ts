import { type Market, type Session, sampleMarket, sampleSessions } from "yahoo-stand-in";

/**
 * Made-up markets with the days of the bundled sample in another order: that of symbol k begins 37 k days later, goes round, and
 * has its moves scaled. A day keeps its moves relative to the close before.
 */
export function madeUpMarkets(count: number): Market[] {
  return Array.from({ length: count }, (_, k) =>
    sampleMarket({
      symbol: symbolOf(k),
      instrumentType: "EQUITY",
      sessions: rotated(37 * k, 0.7 + 0.03 * k),
    }),
  );
}

/** S01, S02, ... */
function symbolOf(k: number): string {
  return `S${String(k + 1).padStart(2, "0")}`;
}

function rotated(first: number, size: number): Session[] {
  const days = sampleSessions();
  const moves = days.slice(1).map((day, k) => {
    const before = days[k]!.close;
    const move = (price: number) => (price / before) ** size;
    return { ...day, open: move(day.open), high: move(day.high), low: move(day.low), close: move(day.close) };
  });
  let close = 100;
  return moves.map(({ date }, k) => {
    const move = moves[(k + first) % moves.length]!;
    const before = close;
    close *= move.close;
    const [open, high, low] = [before * move.open, before * move.high, before * move.low];
    return { date, open, high, low, close, volume: move.volume };
  });
}
