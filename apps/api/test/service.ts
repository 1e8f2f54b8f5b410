import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { type Bundle, promote, saveBundle } from "@lstm-predict/artifacts";
import { buildModel, exportModel, parseConfig, Random } from "@lstm-predict/model";
import { Preprocessor, toRawSeries } from "@lstm-predict/preprocessing";
import { type Config, type RunningServer, start } from "../src/index.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const undo of cleanUp.reverse()) await undo();
});

/** An empty models folder that goes when the tests of the file are over. */
export async function modelsFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "api-models-"));
  cleanUp.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A real server on a free port. */
export async function serve(modelsDir: string, over: Partial<Config> = {}): Promise<RunningServer> {
  const server = await start({ port: 0, host: "127.0.0.1", modelsDir, ...over });
  cleanUp.push(() => server.stop());
  return server;
}

/** Saves and promotes a real bundle: an untrained network whose weights come from `seed`. */
export async function addModel(
  modelsDir: string,
  { symbol = "AAPL", seed = 1, window = 60, source = "csv" as "csv" | "sample" } = {},
): Promise<Bundle> {
  const config = parseConfig({ target: "return", units: [6, 4], window, seed });
  const series = toRawSeries(
    windowRows(window + 40).map(([open, high, low, close, volume, adjClose], day) => ({
      date: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
      ...{ open: open!, high: high!, low: low!, close: close!, volume: volume!, adjClose: adjClose! },
    })),
  );
  const preprocessor = Preprocessor.fit(series, { target: "return", window, trainWindows: 30 });
  const model = buildModel(config, new Random(seed));
  const { topology, weightSpecs, weightData } = await exportModel(model);
  const score = { r2: 0.97, mae: 1, rmse: 2, mape: 1.2, mase: 1.01, directionalAccuracy: Number.NaN, n: 10 };
  const scores = { model: score, naive: score, drift: score };
  const bundle = await saveBundle(modelsDir, {
    model: { topology, weightSpecs, weightData },
    preprocessing: preprocessor.toJSON(),
    metadata: {
      symbol,
      createdAt: "2026-11-24T04:05:06Z",
      data: {
        ...{ source, detail: "made up", from: "2024-01-01", to: "2024-04-09", count: window + 40 },
        ...{ sha256: "0".repeat(64), timeZone: "UTC", cleaning: {} },
        ...(source === "sample" ? { warning: "NOT LIVE DATA" } : {}),
      },
      ...{ target: "return", config, seed, parameters: model.countParams() },
      ...{ epochs: 1, bestEpoch: 1, seconds: 0, history: [] },
      scores: { train: scores, validation: scores, test: scores },
    },
  });
  await promote(modelsDir, symbol, bundle.metadata.version, "test");
  return bundle;
}

/** Plausible rows [rows, 6]. */
export function windowRows(rows = 60): number[][] {
  return Array.from({ length: rows }, (_, day) => {
    const close = 100 + 5 * Math.sin(day / 3);
    const open = close - Math.cos(day);
    return [open, Math.max(open, close) + 1, Math.min(open, close) - 1, close, 1e6 + day, close * 0.98];
  });
}

/** POST /predict with any body; strings go as they are. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}
