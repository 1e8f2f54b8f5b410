import type { SessionForecast } from "@lstm-predict/forecasts";
import { type Autocorrelation, mean, median } from "@lstm-predict/metrics";
import { sampleCorrelation } from "simple-statistics";
import { days, fixed, percent, plain, signed, signedPercent } from "../wording/format.ts";
import { ZOOM_DAYS } from "./charts/forecast.ts";
import { POINTS } from "./charts/spread.ts";
import type { Coverage, Group } from "./groups.ts";
import type { TestDays } from "./test-days.ts";
import type { ReportData } from "./types.ts";

/** By chance, 5 % of the lags leave the band; a larger share than this means more than chance. */
const MORE_THAN_CHANCE = 0.15;

/** One or two sentences on what each chart shows, for readers new to such charts. */
export const sentences = {
  forecast({ dates, actual, last, model, bounds }: TestDays): string {
    const { held, lower, upper } = bounds["90"]!;
    const away = mean(model.map((value, k) => Math.abs(value / last[k]! - 1)));
    const outside = model.filter((value, k) => value < lower[k]! || value > upper[k]!).length;
    const distance =
      outside === 0
        ? `The forecast was never outside the band and on average ${percent(away, 2)} from the last close. That the lines look alike means little: naive's would too.`
        : `The forecast was on average ${percent(away, 2)} from the last close, and on ${outside} of ${days(model.length)} outside the band. The band is around the last close, which has smaller errors than such a forecast.`;
    return (
      `From ${dates[0]} to ${dates.at(-1)} the close went from ${plain(actual[0]!)} to ${plain(actual.at(-1)!)}; blue is the model's forecast of the ` +
      `evening before. The band is where the next close was expected with 90 %, and ${count(held)} of ${days(held.length)} kept to it. ${distance}`
    );
  },

  zoom({ dates, actual, last, model, bounds }: TestDays): string {
    const n = Math.min(ZOOM_DAYS, dates.length);
    const end = (values: Float64Array) => values.subarray(-n);
    const away = (values: Float64Array) =>
      mean(end(values).map((value, k) => Math.abs(value / end(last)[k]! - 1)));
    const [half, most, nearly] = ["50", "80", "95"].map((level) => count(bounds[level]!.held.slice(-n)));
    return (
      `The last ${days(n)}: naive, dashed, repeats the last close. The model's forecast was ${percent(away(model), 2)} away from it on average, ` +
      `the actual close ${percent(away(actual), 2)}. The shades are the 50, 80 and 95 % intervals: they held ${half}, ${most} and ${nearly} of the ${days(n)}.`
    );
  },

  fan({ dates, actual }: TestDays, next: readonly SessionForecast[]): string {
    const last = actual.at(-1)!;
    const [first, end] = [next[0]!, next.at(-1)!];
    const reach = ({ targetDate, intervals }: SessionForecast) => {
      const [lower, upper] = intervals!["90"].map((bound) => signedPercent(bound / last - 1));
      return `${lower} to ${upper} on ${targetDate}`;
    };
    const band =
      first.intervals && end.intervals
        ? ` The shades are the 50, 80, 90 and 95 % intervals: that of 90 % reaches from ${reach(first)}, and from ${reach(end)}.`
        : "";
    const estimated = end.dateIsCertain
      ? ""
      : " The dates are estimated: a holiday that is not on record would move them.";
    return (
      `The ${next.length} sessions after the last bar, of ${dates.at(-1)}, which closed at ${plain(last)}. Blue is the forecast, ` +
      `${signedPercent(end.prediction / last - 1, 2)} after ${next.length} sessions.${band}${estimated}`
    );
  },

  residuals({ errors }: TestDays): string {
    const half = (values: Float64Array) => percent(median(values.map(Math.abs)), 2);
    return (
      `How far the actual close was above or below the forecast. Half of the model's forecasts were within ${half(errors.model)} of it, half of naive's within ` +
      `${half(errors.naive)}; on average the close was ${bias(mean(errors.model))} the model's forecast. The dashed line is the distribution that the error bars ` +
      "expect around the last close. The outermost bars count all larger errors."
    );
  },

  spread({ errors, deviation, reach90 }: TestDays): string {
    const inside = errors.model.filter((error, k) => Math.abs(error) <= reach90[k]!).length;
    const every = Math.ceil(deviation.length / POINTS);
    return (
      `Each dot is a day${every > 1 ? ` (one in ${every} is drawn)` : ""}; further right, the model expected more volatility. ` +
      `The forecast standard deviation ranged from ${percent(Math.min(...deviation), 2)} to ${percent(Math.max(...deviation), 2)}; ` +
      `on ${inside} of ${days(deviation.length)} the error was inside the wedge, the 90 % interval.`
    );
  },

  memory(errors: Autocorrelation, sizes: Autocorrelation, standardised: Autocorrelation): string {
    const lags = errors.values.length;
    const more = ({ outside }: Autocorrelation) => outside > MORE_THAN_CHANCE * lags;
    const direction = more(errors)
      ? "so one error tells something about the next that the model does not use"
      : "so earlier errors could not have improved the forecasts";
    const size = more(standardised)
      ? "the forecasts leave some of the memory of volatility unused"
      : more(sizes)
        ? "the forecasts have used up the memory of volatility"
        : "volatility had little memory on these days";
    return (
      `The model's errors leave the grey band at ${errors.outside} of ${lags} lags (chance alone explains one), ${direction}. Squared returns leave it at ${sizes.outside} lags, ` +
      `and at ${standardised.outside} after division by the forecast variance of each day: ${size}.`
    );
  },

  volatility({ rangeVolatility, forecastRange: { model, constant } }: TestDays): string {
    const flat =
      constant && `; orange is the mean of the training span, ${percent(constant[0]!, 2)} for every day`;
    const log = (values: Float64Array) => [...values].map(Math.log);
    const r = model.length > 2 ? sampleCorrelation(log(model), log(rangeVolatility)) : Number.NaN;
    const agreement = Number.isFinite(r)
      ? ` The logs of forecast and realised volatility have a correlation of ${signed(r, 2)}; a constant forecast has none.`
      : "";
    return (
      "Grey is the volatility of each day, from its open, high, low and close. Blue is the forecast of the evening before, between " +
      `${percent(Math.min(...model), 2)} and ${percent(Math.max(...model), 2)}${flat ?? ""}.${agreement}`
    );
  },

  deciles(groups: readonly Group[]): string {
    const [calm, wild] = [groups[0]!, groups.at(-1)!];
    const each = groups.length === 10 ? "a tenth" : `one of ${groups.length} equal groups`;
    const outcome = ({ forecast, realised }: Group) =>
      `the forecast was ${percent(forecast, 2)} and the outcome ${percent(realised, 2)}`;
    const contrast =
      wild.realised > calm.realised
        ? `moved ${fixed(wild.realised / calm.realised, 1)} times as far as the calmest`
        : "moved no further than the calmest";
    return (
      `Each point is ${each} of the days, the calmest forecasts first; on the dashed line forecast and outcome are equal, and pale bars are 95 % confidence intervals. In the calmest, ${outcome(calm)}; ` +
      `in the wildest, ${outcome(wild)}: the days with the wildest forecasts ${contrast}.`
    );
  },

  coverage(terciles: readonly Coverage[], periods: readonly Coverage[]): string {
    const [calm, middle, wild] = terciles.map(({ share }) => percent(share));
    const kind = periods[0]!.name.length > "2024".length ? "month" : "year";
    const missed = periods.filter(({ lower, upper }) => lower > 0.9 || upper < 0.9).length;
    const worst = periods.reduce((a, b) => (b.share < a.share ? b : a));
    const byPeriod =
      periods.length === 1
        ? ""
        : ` The worst ${kind} was ${worst.name} with ${percent(worst.share)}; in ${missed} of ${periods.length} ${kind}s chance alone does not explain the distance from 90 %.`;
    return (
      `Dots are the share of days that the intervals held, dashed lines their nominal coverage, pale bars 95 % confidence intervals. The 90 % intervals held ${calm} of the days ` +
      `with the calmest forecasts, ${middle} of the middle third and ${wild} of the wildest.${byPeriod}`
    );
  },

  loss({ metadata: { epochs, bestEpoch, history, seconds } }: ReportData): string {
    const steps = history.filter(
      ({ learningRate }, k) => k > 0 && learningRate < history[k - 1]!.learningRate,
    );
    const reductions =
      steps.length > 0
        ? ` Dotted lines mark reductions of the learning rate after epochs without progress: ${steps.length === 1 ? "once" : `${steps.length} times`}.`
        : "";
    const kept =
      bestEpoch === 0
        ? "none has a lower validation loss than the weights that it went on from, which are kept"
        : `the ring marks epoch ${bestEpoch}, whose weights are kept`;
    return (
      `${epochs} ${epochs === 1 ? "epoch" : "epochs"} in ${fixed(seconds, 0)} s; ${kept}.${reductions} ` +
      "The training loss includes dropout and the L2 penalty, the validation loss neither."
    );
  },
};

function bias(error: number): string {
  const size = percent(Math.abs(error), 2);
  return size === "0.00 %" ? "level with" : `${size} ${error > 0 ? "above" : "below"}`;
}

function count(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}
