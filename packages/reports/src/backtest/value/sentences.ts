import type { StrategyValue, ValueSummary } from "@lstm-predict/backtest";
import { MAX_POSITION } from "@lstm-predict/backtest/positions";
import type { SharpeDifference } from "@lstm-predict/metrics";
import { fixed, percent, signed } from "../../wording/format.ts";
import { pValue } from "../../wording/plain-words.ts";

/** Says what the forecasts are worth after costs, over all symbols: risk, return for risk, and the warning of the sign. */
export function aboutValue({ overall: { strategies }, trials }: ValueSummary): string[] {
  const { hold, targetModel: model, signLongShort: sign } = strategies;
  if (!hold || !model) return [];
  return [
    aboutRisk(model, hold),
    aboutReturn(model, trials),
    ...(sign ? [aboutSign(sign, hold)] : []),
    NO_CLAIM,
  ];
}

const NO_CLAIM =
  "No return is claimed. On many symbols and years targeting makes the risk steadier, the return for risk does not reliably rise, and costs eat a daily edge.";

/** The rules behind the figures. */
export function valueRules({ costBp, trials }: ValueSummary): string {
  return `Targeting holds min(${MAX_POSITION}, target / forecast standard deviation), set at the close before each day; the target is the standard deviation of the daily returns on the training span before the first test day. The sign is long if the prediction is above the last close. Costs are ${fixed(costBp, Number.isInteger(costBp) ? 0 : 1)} basis points of what is traded; a symbol's capital is split among the seeds, and the capital equally among the symbols. Dividends, interest and taxes are left out. Turnover is what is traded in a year, in units of the capital; scatter is the standard deviation of the monthly volatilities over their mean: lower is steadier. The intervals are those of Ledoit and Wolf (2008). The deflated Sharpe ratio (Bailey and López de Prado 2014) is the probability that more was earned for the risk than by holding and by luck in ${trials} ${trials === 1 ? "trial" : "trials"}.`;
}

function aboutRisk(model: StrategyValue, hold: StrategyValue): string {
  const steadier = model.volatilityScatter < hold.volatilityScatter;
  const falls = `the deepest fall was ${percent(-model.maxDrawdown)}, ${percent(-hold.maxDrawdown)} when held`;
  if (!Number.isFinite(model.volatilityScatter) || !Number.isFinite(hold.volatilityScatter))
    return `With volatility targeting ${falls}.`;
  return `Volatility targeting by the model ${steadier ? "made" : "did not make"} the risk steadier: from month to month the volatility scattered by ${percent(model.volatilityScatter, 0)} of its mean, ${percent(hold.volatilityScatter, 0)} when held; ${falls}.`;
}

function aboutReturn(
  { sharpe, sharpeToHold, sharpeToEwma, deflatedSharpe }: StrategyValue,
  trials: number,
): string {
  const deflated =
    sharpeToHold && sharpeToHold.lower > 0
      ? ` Allowing for ${trials} trials, the probability that it is above 0 is ${fixed(deflatedSharpe ?? Number.NaN, 2)}.`
      : "";
  const others = [beside(sharpeToHold, "hold"), beside(sharpeToEwma, "targeting by EWMA")].filter(Boolean);
  const against = others.length > 0 ? `: ${others.join("; ")}` : "";
  return `Its Sharpe ratio after costs was ${signed(sharpe, 2)}${against}.${deflated}`;
}

function beside(of: SharpeDifference | undefined, what: string): string | undefined {
  if (!of || !Number.isFinite(of.lower)) return undefined;
  const { difference, lower, upper } = of;
  const chance = lower <= 0 && upper >= 0 ? "no more than chance explains" : "more than chance explains";
  return `${signed(Math.abs(difference), 2)} ${difference < 0 ? "below" : "above"} ${what} (95 % interval of the difference ${signed(lower, 2)} to ${signed(upper, 2)}, p ${pValue(of.pValue)}), ${chance}`;
}

function aboutSign({ sharpe, sharpeBeforeCosts, turnover }: StrategyValue, hold: StrategyValue): string {
  if (turnover === hold.turnover)
    return "The point forecast is above the last close on every day: it is the drift, and who trades its sign holds.";
  return `A warning: who trades the sign of the point forecast, long or short, has a Sharpe ratio of ${signed(sharpeBeforeCosts, 2)} before costs and of ${signed(sharpe, 2)} after them, with ${fixed(turnover, 0)} times the capital traded in a year.`;
}
