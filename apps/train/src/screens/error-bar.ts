import type { NextSession } from "@lstm-predict/forecaster";
import type { BarSeries } from "@lstm-predict/market-data";
import type { VixFlags } from "../options/vix-option.ts";

const FROM: Record<NonNullable<NextSession["volatilityModel"]>, string> = {
  vix: "from the VIX and the symbol's own bars",
  ownLong: "from the symbol's own bars of a year",
  own: "from the symbol's last bars",
};

/** One line: what the volatility behind an error bar is forecast from, and why not from the VIX; none without a pooled volatility. */
export function errorBarLine(
  { series, next: { volatilityModel } }: { series: BarSeries; next: NextSession },
  flags: VixFlags,
): string[] {
  if (volatilityModel === undefined) return [];
  const why = volatilityModel === "vix" ? "" : `; not the VIX: ${whyNot(series, flags)}`;
  return [`Error bar ${FROM[volatilityModel]}${why}`];
}

function whyNot({ symbol, source, instrument, vix, vixMissing }: BarSeries, flags: VixFlags): string {
  // "without the VIX: REASON: what happens instead".
  if (vixMissing !== undefined) return vixMissing.split(": ")[1]!;
  if (flags.vix === "off") return "--vix off";
  if (vix) return "it is older than a week, or did not help on the days before";
  if (source === "sample") return "the sample of old bars has none";
  if (instrument === undefined) return `it is for equities and funds, and nothing says what ${symbol} is`;
  return `it is for equities and funds, and ${symbol} is of kind ${instrument}`;
}
