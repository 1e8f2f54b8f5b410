import { type Context, impliedOf } from "@lstm-predict/volatility";
import { type BulkBody, windowsOf } from "../bodies/bulk-body.ts";
import type { Served } from "../champions/served.ts";
import { type BulkResponse, type PredictResponse, PredictShell } from "../schemas/forecast.ts";
import type { Service } from "../service.ts";
import { invalid, validate, validateWindow } from "../validate.ts";
import { compute, explain, referTo, type Timing, tell } from "./answer.ts";

const WITHOUT_VIX =
  "without the VIX: the request has no `vix`, its last 60 closes: the error bar uses the window's own bars";

/**
 * Answers the body of POST /predict; with `chargeExplanation`, which is called before it is computed, with an explanation.
 * Throws ApiError when no champion answers, or when the rows are not a window of its model.
 */
export async function predict(
  service: Service,
  body: unknown,
  { chargeExplanation }: { chargeExplanation: (() => void) | undefined },
  timing: Timing,
): Promise<PredictResponse> {
  const began = performance.now();
  const shell = validate(PredictShell, body);
  const served = service.champions.find(shell.symbol);
  requireRows(served, shell.last_60_days.length, "last_60_days");
  const rows = validateWindow(shell.last_60_days, ["last_60_days"]);
  timing.validate = performance.now() - began;
  const { vix, covariates } = shell;
  const context = contextOf(
    vix,
    covariatesOf(served, (symbol) => [covariates?.[symbol]]),
  );
  // Before the next await, after which another champion may have replaced this one.
  const begun = chargeExplanation && {
    steps: served.forecaster.explainInSteps(rows, context, { horizons: shell.horizon }),
    charge: chargeExplanation,
  };
  const [forecast] = await compute(service, served, [rows], [context], timing);
  const asked = { horizons: shell.horizon, context, withoutVix: WITHOUT_VIX, path: "last_60_days" };
  const told = tell(served, forecast!, asked);
  return {
    ...told,
    ...(begun && { explanation: await explain(service, begun, timing) }),
    symbol: served.champion.symbol,
    model: referTo(served),
  };
}

/** Answers the parsed body of POST /predict/batch. Throws as `predict` does. */
export async function predictBulk(service: Service, bulk: BulkBody, timing: Timing): Promise<BulkResponse> {
  const served = service.champions.find(bulk.symbol);
  for (const [index, length] of bulk.lengths.entries()) requireRows(served, length, `windows.${index}`);
  if (bulk.errors) throw invalid(bulk.errors);
  const { vix, covariates } = bulk;
  const contexts = bulk.lengths.map((_, index) =>
    contextOf(
      vix?.[index],
      covariatesOf(served, (symbol) => [covariates?.[symbol]?.[index], index]),
    ),
  );
  const forecasts = await compute(service, served, windowsOf(bulk), contexts, timing);
  return {
    symbol: served.champion.symbol,
    forecasts: forecasts.map((forecast, index) =>
      tell(served, forecast, {
        horizons: bulk.horizon,
        context: contexts[index]!,
        withoutVix: WITHOUT_VIX,
        path: `windows.${index}`,
      }),
    ),
    model: referTo(served),
  };
}

/** What closes of the VIX and of covariates tell of the day after a window. */
function contextOf(vix: readonly number[] | null | undefined, covariates: number[][]): Context {
  const implied = vix ? impliedOf(vix) : undefined;
  return { ...(implied && { implied }), ...(covariates.length > 0 && { covariates }) };
}

/**
 * The closes of the covariates of a model, in its order; none of one that is not given. Throws unless each other has one for each row.
 *
 * @param given the closes of a symbol, and which window they are of
 */
function covariatesOf(
  { champion, forecaster }: Served,
  given: (symbol: string) => [closes: number[] | null | undefined, index?: number],
): number[][] {
  const { covariates, window } = forecaster;
  return covariates.map((symbol) => {
    const [closes, index] = given(symbol);
    if (!closes) return [];
    if (closes.length === window) return closes;
    const path = ["covariates", symbol, index].filter((key) => key !== undefined).join(".");
    const message = `has ${closes.length} closes: the model of ${champion.symbol} expects ${window}, one for each row`;
    throw invalid([{ path, message }]);
  });
}

/** Throws unless `count` is the window of the model; `path` is the path of the rows in the body. */
function requireRows({ champion, forecaster }: Served, count: number, path: string): void {
  if (count === forecaster.window) return;
  const message = `has ${count} rows: the model of ${champion.symbol} expects ${forecaster.window}`;
  throw invalid([{ path, message }]);
}
