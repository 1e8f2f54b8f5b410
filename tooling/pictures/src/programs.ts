import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { atRoot } from "./paths.ts";

/** A bundle of the sample, and the API that serves it. */
export interface Served {
  /** The bundle's folder. */
  bundle: string;
  url: string;
  stop(): Promise<void>;
}

/**
 * Trains with the defaults on the bundled sample of AAPL and serves the model; everything is written below `folder`.
 * The API's bars are the sample's as well: no picture shows market data that may not be redistributed.
 */
export async function trainAndServe(folder: string): Promise<Served> {
  const env = {
    ...process.env,
    MODELS_DIR: `${folder}/models`,
    DATA_DIR: `${folder}/data`,
    MARKET_SOURCE: "sample",
    PORT: "0",
    // Empty counts as unset, and wins over a .env file.
    MODEL_STORE: "",
    API_KEYS: "",
  };
  const flags = ["--symbol", "AAPL", "--source", "sample", "--no-track", "--json"];
  const train = [atRoot("apps/train/src/main.ts"), "train", ...flags];
  const { stdout } = await promisify(execFile)(process.execPath, train, { env });
  const api = spawn(process.execPath, [atRoot("apps/api/src/main.ts")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    if (api.kill("SIGTERM")) await once(api, "exit");
  };
  for await (const line of createInterface({ input: api.stdout })) {
    const { url } = JSON.parse(line);
    if (url !== undefined) return { bundle: JSON.parse(stdout).bundle, url, stop };
  }
  throw new Error("the API ended before it listened: see what it wrote");
}
