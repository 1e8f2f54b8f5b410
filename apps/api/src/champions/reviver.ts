import { Forecaster } from "@lstm-predict/forecaster";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Served, ServedChampions } from "./served.ts";

/** Loads served champions again whose weights were lost with a thread of the LSTM kernel (LSTM_THREADS above 1). */
export class Reviver {
  readonly #served: ServedChampions;
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #underWay = new Map<string, Promise<Served>>();

  constructor({ served, log, metrics }: { served: ServedChampions; log: Logger; metrics: Metrics }) {
    this.#served = served;
    this.#log = log;
    this.#metrics = metrics;
  }

  /** Resolves to a champion of the same symbol that can forecast. Requests that notice the loss together share one loading. */
  revive({ champion, forecaster, dir }: Served): Promise<Served> {
    const { symbol, version } = champion;
    const current = this.#replacementOf(symbol, forecaster);
    if (current) return Promise.resolve(current);
    const underWay = this.#underWay.get(symbol);
    if (underWay) return underWay;
    const message = `a thread of the LSTM kernel was lost: loads ${symbol} ${version} again`;
    this.#log.error({ symbol, version }, message);
    const reviving = Forecaster.load(dir)
      .then((anew) => {
        // A new champion may have come meanwhile.
        const newer = this.#replacementOf(symbol, forecaster);
        if (newer) return newer;
        const revived = { champion, forecaster: anew, dir };
        this.#served.put(revived);
        this.#metrics.reloads.inc({ symbol, outcome: "loaded" });
        return revived;
      })
      .finally(() => this.#underWay.delete(symbol));
    this.#underWay.set(symbol, reviving);
    return reviving;
  }

  /** The served champion of `symbol`, if it has another forecaster than `lost`. */
  #replacementOf(symbol: string, lost: Forecaster): Served | undefined {
    const current = this.#served.get(symbol);
    return current && current.forecaster !== lost ? current : undefined;
  }
}
