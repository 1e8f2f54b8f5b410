import { parseArgs } from "node:util";
import { type ApiClient, ApiError, createApiClient, type Row } from "@lstm-predict/api-client";
import { type Bar, nextSession } from "@lstm-predict/bars";
import { PeerAddress, printable, withoutCredentials } from "@lstm-predict/checks";
import { type BarSeries, loadBars } from "@lstm-predict/market-data";
import { readConfig } from "./config.ts";
import { PredictResponse } from "./schemas/forecast.ts";
import type { ServedModel } from "./schemas/model-card.ts";
import { ModelsResponse } from "./schemas/models.ts";
import { checkForecast, signedPercent } from "./smoke-check.ts";

const USAGE = `usage: pnpm test:api [--url URL] [--symbol SYMBOL] [--key KEY] [--offline]

Sends the last real bars of a symbol to a running API, prints the answer and the latency, and fails when the answer is wrong.

  --url URL        address of the API, with its prefix if it has one (default http://127.0.0.1:8000)
  --symbol SYMBOL  the model to ask (default: the server's default symbol, else its first one)
  --key KEY        API key
  --offline        takes bars from the cache alone
`;
const REPEATS = 20;
const TIMEOUT_MS = 30_000;

// The reader of a pipe may leave early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
try {
  const flags = readFlags();
  if (flags.help) process.stdout.write(USAGE);
  else await smokeTest(flags);
} catch (error) {
  process.stderr.write(`FAILED: ${printable(withoutCredentials((error as Error).message))}\n`);
  process.exitCode = 1;
}

function readFlags() {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      url: { type: "string", default: "http://127.0.0.1:8000" },
      symbol: { type: "string" },
      key: { type: "string" },
      offline: { type: "boolean", default: false },
    },
  });
  if (!URL.canParse(values.url))
    throw new Error(`--url is "${values.url}": expected a URL (--help shows what is legal)`);
  return values;
}

type Flags = ReturnType<typeof readFlags>;

async function smokeTest(flags: Flags): Promise<void> {
  const model = await findModel(flags);
  const { dataDir } = readConfig({ ...process.env, MODELS_DIR: "." });
  const cache = flags.offline ? { cache: "offline" as const } : {};
  const series = await loadBars({ symbol: model.symbol, dataDir, ...cache });
  const bars = series.bars.slice(-model.window);
  const last_60_days = bars.map(rowOf);
  const latenciesMs: number[] = [];
  let reply: { data: unknown; response: Response };
  do {
    const began = performance.now();
    reply = await ask(flags, (api, signal) =>
      api.POST("/predict", { body: { symbol: model.symbol, last_60_days }, signal }),
    );
    latenciesMs.push(performance.now() - began);
  } while (latenciesMs.length < REPEATS);
  const answer = PredictResponse.parse(reply.data);
  checkForecast(answer, { ...model, lastClose: bars.at(-1)!.close });
  const serverTiming = reply.response.headers.get("server-timing");
  print({ url: flags.url, model, series, answer, latenciesMs, serverTiming });
}

function rowOf(bar: Bar): Row {
  return [bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjClose];
}

/** The served model of the symbol that is asked for, or of the server's default symbol, or the first one. */
async function findModel(flags: Flags): Promise<ServedModel> {
  const { data } = await ask(flags, (api, signal) => api.GET("/models", { signal }));
  const { models, defaultSymbol } = ModelsResponse.parse(data);
  const symbol = (flags.symbol ?? defaultSymbol ?? models[0]?.symbol)?.toUpperCase();
  const model = models.find((candidate) => candidate.symbol === symbol);
  if (model) return model;
  if (models.length === 0)
    throw new Error(`${flags.url} serves no model yet: pnpm train trains one, and says so if it is refused`);
  const legal = models.map((candidate) => candidate.symbol).join(", ");
  throw new Error(`${flags.url} serves no model of ${symbol}: expected one of ${legal}`);
}

/** Sends a request. Throws when the server does not answer in time, or answers with a problem. */
async function ask<T>(
  { url, key }: Flags,
  request: (api: ApiClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await request(createApiClient({ url, key }), signal);
  } catch (error) {
    if (signal.aborted) throw new Error(`${url} does not answer within ${TIMEOUT_MS / 1000} s`);
    const isDown = error instanceof ApiError && error.code === "unreachable";
    throw isDown ? new Error(`${error.message}: is it up? pnpm serve`) : error;
  }
}

interface Outcome {
  url: string;
  model: ServedModel;
  series: BarSeries;
  answer: PredictResponse;
  latenciesMs: number[];
  serverTiming: string | null;
}

function print({ url, model, series, answer, latenciesMs, serverTiming }: Outcome): void {
  const { prediction, naive, intervals = {} } = answer;
  const sortedMs = latenciesMs.toSorted((a, b) => a - b);
  const median = sortedMs[sortedMs.length >> 1]!.toFixed(1);
  const worst = sortedMs.at(-1)!.toFixed(1);
  const line = (name: string, text: string) =>
    process.stdout.write(`${name.padEnd(12)} ${printable(text)}\n`);
  line("API", `${PeerAddress.parse(url)}, ${model.symbol} ${model.version}`);
  line(
    "bars",
    `${Math.min(model.window, series.bars.length)} to ${series.bars.at(-1)!.date}, ${series.detail}`,
  );
  line("last close", `${naive.toFixed(2)} (naive)`);
  line("forecast", `${prediction.toFixed(2)} for ${nextSession(series)} (${signedPercent(answer.return)} %)`);
  for (const [level, [lower, upper]] of Object.entries(intervals)) {
    line(`${level} %`, `${lower.toFixed(2)} to ${upper.toFixed(2)}`);
  }
  if (Object.keys(intervals).length === 0) line("interval", "none: this model has no calibrated intervals");
  line("latency", `median ${median} ms, worst ${worst} ms of ${sortedMs.length}`);
  line("in the server", serverTiming ?? "not told");
  for (const warning of [series.warning, answer.model.warning]) if (warning) line("WARNING", warning);
}
