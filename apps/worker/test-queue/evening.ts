import { expect } from "@jest/globals";
import { type RetrainOptions, resultOf, retrainBatch, runBatch } from "@lstm-predict/jobs/queue";
import type { RedisServer } from "redis-server";
import { type Machine, SMALL } from "../../../packages/jobs/test/machine.ts";
import {
  closing,
  decisions,
  onNote,
  open,
  SMALL_RETRAINING,
} from "../../../packages/jobs/test-queue/fleet.ts";

export const SYMBOLS = ["AAPL", "MSFT", "KO"];
/** A training of some seconds. */
export const LONGER: RetrainOptions = {
  ...SMALL_RETRAINING,
  config: { ...SMALL, epochs: 500, earlyStopping: { ...SMALL.earlyStopping, patience: 500 } },
};

/** Sends the symbols; `training` resolves once a job trains. */
export async function begin(redis: RedisServer, symbols = SYMBOLS, options = LONGER) {
  const queue = await open(redis);
  const batch = retrainBatch(symbols, options);
  const training = Promise.withResolvers<void>();
  // A test may end before its jobs.
  const end = new AbortController();
  const rows = runBatch(queue, batch, {
    signal: end.signal,
    onProgress: (_id, { what }) => what.startsWith("epoch") && training.resolve(),
    onSettled: () => {},
    onNote,
  }).then((settled) => settled.map(resultOf));
  closing({
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await rows.catch(() => {});
    },
  });
  return { queue, batch, rows, training: training.promise };
}

/** Each symbol has one new version and one decision about it. */
export async function expectOnce(machine: Machine, symbols = SYMBOLS): Promise<void> {
  for (const symbol of symbols) {
    const versions = await machine.versions(symbol);
    expect(versions).toHaveLength(1);
    expect((await decisions(machine, symbol)).map(({ version }) => version)).toEqual(versions);
  }
}
