import { expect, test } from "@jest/globals";
import type { Result } from "@lstm-predict/jobs";
import { renderPrometheus } from "../src/screens/retraining-figures.ts";

test("when results say what they took, then the figures are computing by symbol, and time by stage of all symbols", () => {
  const measured = (symbol: string, cpuSeconds: number, stages: Result["stages"]) =>
    ({ symbol, outcome: "promoted", reason: "", cpuSeconds, stages }) as Result;
  const took = (seconds: number) => ({ seconds, cpuSeconds: 2 * seconds });
  const results: Result[] = [
    measured("AAPL", 12.5, { backtest: took(4), fit: took(6) }),
    measured("KO", 10, { fit: took(5.5) }),
    { symbol: "NONE", outcome: "failed", reason: "" },
  ];
  const lines = renderPrometheus(results, new Date()).split("\n");
  expect(lines.filter((line) => /^lstm_predict_retrain_(cpu|stage)/.test(line))).toEqual([
    'lstm_predict_retrain_cpu_seconds{symbol="AAPL"} 12.5',
    'lstm_predict_retrain_cpu_seconds{symbol="KO"} 10',
    'lstm_predict_retrain_stage_seconds{stage="backtest"} 4',
    'lstm_predict_retrain_stage_seconds{stage="fit"} 11.5',
    'lstm_predict_retrain_stage_cpu_seconds{stage="backtest"} 8',
    'lstm_predict_retrain_stage_cpu_seconds{stage="fit"} 23',
  ]);
});
