import type { Result, StageTime } from "@lstm-predict/jobs";

const DAY_MS = 86_400_000;

/** Figures of a retraining for Prometheus' textfile collector, in its text format. */
export function renderPrometheus(results: readonly Result[], now: Date): string {
  const gauge = (name: string, help: string, samples: readonly string[]) =>
    [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map((sample) => `${name}${sample}`)].join(
      "\n",
    );
  const bySymbol = (value: (result: Result) => number | undefined) =>
    results.flatMap((result) => {
      const sample = value(result);
      return sample === undefined ? [] : [`{symbol="${result.symbol}"} ${sample}`];
    });
  const failed = bySymbol(({ outcome }) => (outcome === "failed" ? 1 : 0));
  const lastBars = bySymbol(({ to }) => (to === undefined ? undefined : Date.parse(to) / 1000));
  const cpu = bySymbol(({ cpuSeconds }) => cpuSeconds);
  const byStage = (value: (time: StageTime) => number) =>
    [...sumByStage(results, value)].map(([stage, sum]) => `{stage="${stage}"} ${sum}`);
  return [
    gauge("lstm_predict_retrained_timestamp_seconds", "When the last retraining ended.", [
      ` ${now.getTime() / 1000}`,
    ]),
    gauge("lstm_predict_retrain_failed", "1 for a symbol whose retraining needs a person, else 0.", failed),
    gauge("lstm_predict_last_bar_timestamp_seconds", "Midnight of the last bar's day.", lastBars),
    gauge("lstm_predict_retrain_cpu_seconds", "Computing of a symbol's retraining on all cores.", cpu),
    gauge(
      "lstm_predict_retrain_stage_seconds",
      "Time of each stage of the last retraining, all symbols together.",
      byStage(({ seconds }) => seconds),
    ),
    gauge(
      "lstm_predict_retrain_stage_cpu_seconds",
      "Computing of each stage of the last retraining on all cores, all symbols together.",
      byStage(({ cpuSeconds }) => cpuSeconds),
    ),
    "",
  ].join("\n");
}

/** The stages in the order of their first appearance, each with the sum of its values. */
function sumByStage(results: readonly Result[], value: (time: StageTime) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { stages = {} } of results)
    for (const [stage, time] of Object.entries(stages)) sums.set(stage, (sums.get(stage) ?? 0) + value(time));
  return sums;
}

/** Outcome, age of the last bar and CPU seconds of each symbol as JSON lines, for logs that are filtered. */
export function renderLines(results: readonly Result[], now: Date): string {
  return results
    .map((result) => {
      const { symbol, outcome, cpuSeconds, stages } = result;
      return JSON.stringify({ symbol, outcome, barsAgeDays: barsAgeDays(result, now), cpuSeconds, stages });
    })
    .join("\n");
}

/** Whole days from the last bar to `now`; undefined if the result names none. */
function barsAgeDays({ to }: Result, now: Date): number | undefined {
  return to === undefined ? undefined : Math.floor((now.getTime() - Date.parse(to)) / DAY_MS);
}
