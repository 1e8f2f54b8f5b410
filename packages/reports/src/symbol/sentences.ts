import { compact, days, fixed, percent, plain, signedPercent } from "../wording/format.ts";
import { VOLATILITY_WINDOWS } from "./statistics/curves.ts";
import type { Statistics } from "./statistics/describe-series.ts";

/** If the returns of raw and adjusted close differ by less, there was nothing to adjust. */
const SAME_RETURN = 0.0005;

/** A correlation that explains a smaller share of the variance is of no use to a forecast. */
const LITTLE = 0.03;

/** By chance, 5 % of the lags leave the band; a larger share than this means more than chance. */
const MORE_THAN_CHANCE = 0.15;

/** One or two sentences on what each chart shows, for readers new to such charts. */
export const sentences = {
  price({ price, bars }: Statistics): string {
    const move = price.return >= 0 ? "rose" : "fell";
    return (
      `From ${bars.from} to ${bars.to} the close ${move} from ${plain(price.first)} to ${plain(price.last)} ` +
      `(${signedPercent(price.return)}), between ${plain(price.lowest.close)} on ${price.lowest.date} and ` +
      `${plain(price.highest.close)} on ${price.highest.date}. The mean volume of a day was ${compact(price.meanVolume)}.`
    );
  },

  adjustment({ price, adjusted }: Statistics): string {
    const same = Math.abs(adjusted.return - price.return) < SAME_RETURN;
    return same
      ? "The adjusted close counts dividends as reinvested; here both made the same return, so no dividend was paid or the source does not know any."
      : `The adjusted close counts dividends as reinvested: it made ${signedPercent(adjusted.return)} where the price alone made ` +
          `${signedPercent(price.return)}. The distance between the lines is later dividends; all returns below are of the adjusted close.`;
  },

  returns({ returns }: Statistics): string {
    const { beyond, count, standardDeviation } = returns;
    if (standardDeviation === null) return tooFew("the spread of returns", 3);
    const [three, four] = beyond;
    if (!three || !four) return "The price never moved: there is no distribution to show.";
    const tails =
      three.days > three.expected ? "more small days and more extreme ones than" : "no fatter tails than";
    return (
      `Blue counts the returns, orange is a normal distribution of the same standard deviation: these returns have ${tails} ` +
      `a normal. ${days(three.days)} of ${count} went beyond 3 standard deviations, where a normal has ${fixed(three.expected, 1)}, ` +
      `and ${days(four.days)} beyond 4, where it has ${fixed(four.expected, 2)}. The outermost bars count all larger returns.`
    );
  },

  volatility({ volatility, sessionsPerYear }: Statistics): string {
    const [short, long] = volatility.rolling;
    const [shortWindow, longWindow] = VOLATILITY_WINDOWS;
    if (!short) return tooFew("rolling volatility", shortWindow + 1);
    const { lowest, highest, last, median, window } = short;
    const at = ({ volatility, date }: typeof lowest) => `${percent(volatility)} (${date})`;
    return (
      `Standard deviation of the returns of the last ${window} days, annualised to ${sessionsPerYear} sessions: ` +
      `between ${at(lowest)} and ${at(highest)}, with a median of ${percent(median)}, and ${percent(last)} at the end.` +
      (long ? "" : ` ${tooFew(`${longWindow} days of volatility`, longWindow + 1)}`)
    );
  },

  drawdowns({ drawdowns }: Statistics): string {
    const worst = drawdowns.deepest[0];
    if (!worst) return "The price never fell below an earlier high.";
    const recovery =
      worst.recovery === null
        ? `it had not come back by the last day, ${worst.sessions} sessions after the high`
        : `it came back on ${worst.recovery}, ${worst.sessions} sessions after the high`;
    const now = drawdowns.current === 0 ? "at its high" : `${percent(-drawdowns.current)} below its high`;
    return (
      `How far the price was below its highest so far. The deepest fall was ${percent(-worst.depth)}, from ${worst.peak} to ${worst.trough}; ` +
      `${recovery}. On ${percent(drawdowns.shareOfDaysBelowHigh, 0)} of days the price was below an earlier high; the last close was ${now}.`
    );
  },

  memory({ autocorrelation: { lags, returns, squaredReturns } }: Statistics): string {
    if (!returns || !squaredReturns) return tooFew(`autocorrelation up to ${lags} days`, 2 * lags + 1);
    const strongest = peak(returns.values);
    const explained = strongest ** 2;
    const hardly = explained < LITTLE;
    const direction =
      `Returns ${hardly ? "hardly correlate" : "correlate"} with earlier ones: ${returns.outside} of ${lags} lags ${returns.outside === 1 ? "leaves" : "leave"} the grey band ` +
      `(chance alone explains one or two), and the strongest, ${fixed(strongest, 2)}, accounts for ${explained < 0.001 ? "less than 0.1 %" : percent(explained)} of a day's variance.`;
    const size =
      squaredReturns.outside > MORE_THAN_CHANCE * lags
        ? `Squared returns leave it at ${squaredReturns.outside} of ${lags}: wild days follow wild days, so the size of moves can be forecast${hardly ? ", their direction hardly" : ""}.`
        : `Squared returns leave it at ${squaredReturns.outside} of ${lags}: in these bars even the size of moves has little memory.`;
    return `${direction} ${size}`;
  },

  months({ monthly, bars }: Statistics): string {
    const months = monthly.flatMap(({ year, months }) =>
      months.flatMap((value, k) => (value === null ? [] : [{ value, name: `${MONTHS[k]} ${year}` }])),
    );
    const gains = months.filter(({ value }) => value > 0).length;
    const best = months.reduce((a, b) => (b.value > a.value ? b : a));
    const worst = months.reduce((a, b) => (b.value < a.value ? b : a));
    if (months.length === 1) return `All bars are of one month: it made ${signedPercent(best.value)}.`;
    return (
      `Returns in percent: blue months gained, orange ones lost. ${gains} of ${months.length} months gained; the best was ${best.name} ` +
      `with ${signedPercent(best.value)}, the worst ${worst.name} with ${signedPercent(worst.value)}. ` +
      `The months compound to each year's total, the first month from ${bars.from} on.`
    );
  },
};

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function tooFew(what: string, needed: number): string {
  return `There are too few bars for ${what}: at least ${needed} are needed.`;
}

function peak(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs));
}
