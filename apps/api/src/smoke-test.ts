import { parseArgs } from "node:util";
import { loadBars, nextSession } from "@lstm-predict/market-data";
import { readConfig } from "./config.ts";
import { PredictResponse } from "./schemas/forecast.ts";
import { ModelsResponse } from "./schemas/models.ts";

/**
 * `pnpm test:api [--url http://host:port] [--symbol AAPL] [--key KEY]`: sends the last real bars of a symbol to a running
 * API, prints what it says, and fails when the answer is not what it should be.
 */
const USAGE = "usage: pnpm test:api [--url http://127.0.0.1:8000] [--symbol AAPL] [--key KEY] [--offline]";
const REPEATS = 20;

// Who reads through a pipe may leave early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  await tryApi(readFlags());
} catch (error) {
  process.stderr.write(`FAILED: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

function readFlags() {
  const { values } = parseArgs({
    options: {
      url: { type: "string", default: "http://127.0.0.1:8000" },
      symbol: { type: "string" },
      key: { type: "string" },
      offline: { type: "boolean", default: false },
    },
  });
  if (!URL.canParse(values.url)) throw new Error(`--url is "${values.url}": expected a URL; ${USAGE}`);
  return values;
}

async function tryApi({ url, symbol: asked, key, offline }: ReturnType<typeof readFlags>): Promise<void> {
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(new URL(path, url), {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json", ...(key !== undefined && { "x-api-key": key }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    }).catch((error: Error) => {
      throw new Error(
        `${url} does not answer (${(error.cause as Error)?.message ?? error.message}): is it up? pnpm serve`,
      );
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${path} answers ${response.status}: ${answer.detail ?? "no problem details"}`);
    return { answer, serverTiming: response.headers.get("server-timing") };
  };

  const { models, defaultSymbol } = ModelsResponse.parse((await ask("/models")).answer);
  const symbol = (asked ?? defaultSymbol ?? models[0]?.symbol)?.toUpperCase();
  const model = models.find((candidate) => candidate.symbol === symbol);
  if (!model) {
    const legal = models.map((candidate) => candidate.symbol).join(", ");
    throw new Error(`${url} serves no model of ${symbol}: expected one of ${legal || "(none)"}`);
  }
  const { dataDir } = readConfig({ ...process.env, MODELS_DIR: "." });
  const series = await loadBars({
    symbol: model.symbol,
    dataDir,
    ...(offline && { cache: "offline" as const }),
  });
  const bars = series.bars.slice(-model.window);
  const last = bars.at(-1)!;
  const last_60_days = bars.map((bar) => [bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjClose]);

  const latencies: number[] = [];
  let answer: PredictResponse | undefined;
  let serverTiming: string | null = null;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const began = performance.now();
    const result = await ask("/predict", { symbol: model.symbol, last_60_days });
    latencies.push(performance.now() - began);
    answer = PredictResponse.parse(result.answer);
    serverTiming = result.serverTiming;
  }
  check(answer!, last.close, model);

  const { prediction, naive, intervals = {} } = answer!;
  latencies.sort((a, b) => a - b);
  const line = (name: string, text: string) => process.stdout.write(`${name.padEnd(12)} ${text}\n`);
  line("API", `${url}, ${model.symbol} ${model.version}`);
  line("bars", `${bars.length} to ${last.date}, ${series.detail}`);
  line("last close", `${naive.toFixed(2)} (naive)`);
  line("forecast", `${prediction.toFixed(2)} for ${nextSession(series)} (${signed(answer!.return)} %)`);
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    line(`${level} %`, `${lower.toFixed(2)} to ${upper.toFixed(2)}`);
  }
  if (Object.keys(intervals).length === 0) line("interval", "none: this model has no calibrated intervals");
  line(
    "latency",
    `median ${latencies[REPEATS >> 1]!.toFixed(1)} ms, worst ${latencies.at(-1)!.toFixed(1)} ms of ${REPEATS}`,
  );
  line("in the server", serverTiming ?? "not told");
  for (const warning of [series.warning, answer!.model.warning]) if (warning) line("WARNING", warning);
}

/** Throws with what is wrong with an answer that has the right form. */
function check(
  answer: PredictResponse,
  lastClose: number,
  { symbol, version }: { symbol: string; version: string },
) {
  const { prediction, naive, return: change, intervals = {} } = answer;
  if (answer.symbol !== symbol) throw new Error(`the answer is for ${answer.symbol}, not ${symbol}`);
  if (answer.model.version !== version) {
    throw new Error(
      `version ${answer.model.version} answered, not ${version}: a promotion just now? try again`,
    );
  }
  if (naive !== lastClose) throw new Error(`naive is ${naive}, not the last close, ${lastClose}`);
  if (Math.abs(prediction / naive - 1 - change) > 1e-9) {
    throw new Error(`return is ${change}, but prediction / naive - 1 is ${prediction / naive - 1}`);
  }
  if (!(Math.abs(change) < 0.25)) {
    throw new Error(
      `the forecast is ${prediction}, ${signed(change)} % from the last close: no model of daily closes says that`,
    );
  }
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    if (!(lower < upper))
      throw new Error(`the ${level} % interval is [${lower}, ${upper}]: expected lower < upper`);
  }
}

function signed(ratio: number): string {
  return `${ratio >= 0 ? "+" : ""}${(100 * ratio).toFixed(2)}`;
}
