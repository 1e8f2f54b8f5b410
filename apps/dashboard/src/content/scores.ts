import type { ModelCard } from "@lstm-predict/api-client";
import {
  addPercentSign,
  closeVerdict,
  type FreeScores,
  formatNumber,
  formatPercent,
  formatPrice,
  laterNetworkVerdicts,
  type NetworkMix,
  networkVerdict,
} from "@lstm-predict/reports/wording";
import { IMPORTED } from "./imported.ts";
import type { Missing, Table, TableRow } from "./types.ts";

type SplitScores = NonNullable<ModelCard["scores"]>["test"];
type CloseScores = SplitScores["naive"];
type IntervalScores = NonNullable<SplitScores["model"]["intervals"]>[string];

/** Splits of the windows, and what the page calls them. */
export const SPLITS = { test: "test", validation: "validation", train: "training" } as const;
export type SplitName = keyof typeof SPLITS;

export interface ScoresContent {
  verdict: string;
  /** Whether the network helps the error bar; undefined if that is unknown. */
  network: string | undefined;
  tables: Record<SplitName, Table[]>;
}

/** Scores of the close and of the intervals: the model's beside those of simpler forecasts. */
export function scoresContent({ scores, calibration }: ModelCard): Missing | ScoresContent {
  if (!scores) return IMPORTED;
  const { model, naive } = scores.test;
  return {
    verdict: closeVerdict({
      mase: model.mase,
      p: model.diebold?.p,
      error: model.mae,
      naiveError: naive.mae,
      days: model.n,
    }),
    network: networkText(calibration?.network as NetworkMix | undefined, {
      model: model.intervals?.["90"]?.winkler,
      zeroShot: (scores.test.zeroShot as SplitScores["har"])?.intervals?.["90"]?.winkler,
    }),
    tables: {
      test: splitTables(scores.test, SPLITS.test),
      validation: splitTables(scores.validation, SPLITS.validation),
      train: splitTables(scores.train, SPLITS.train),
    },
  };
}

function networkText(mix: NetworkMix | undefined, scores: FreeScores): string | undefined {
  const sentences = [networkVerdict(mix, scores) ?? [], laterNetworkVerdicts(mix)].flat();
  return sentences.length > 0 ? sentences.join(" ") : undefined;
}

function splitTables(split: SplitScores, name: string): Table[] {
  const span = `${name}, ${split.model.n} days`;
  const close = {
    caption: `Where will it close? ${span}`,
    columns: ["", "MAE", "RMSE", "MAPE", "MASE", "R2", "direction"],
    rows: [
      { head: "model", cells: closeCells(split.model), strong: true },
      { head: "naive", cells: closeCells(split.naive) },
      { head: "drift", cells: closeCells(split.drift) },
    ],
  };
  const rows = moveRows(split);
  if (rows.length === 0) return [close];
  const columns = ["", "90 % held", "width", "Winkler", "against constant", "against HAR"];
  return [close, { caption: `How far may it be? ${span}`, columns, rows }];
}

function closeCells({ mae, rmse, mape, mase, r2, directionalAccuracy }: CloseScores): string[] {
  return [
    formatPrice(mae),
    formatPrice(rmse),
    addPercentSign(mape, 3),
    formatNumber(mase, 4),
    formatNumber(r2, 4),
    formatPercent(directionalAccuracy),
  ];
}

/** A row for each forecaster of the size of the move; empty for a bundle of version 0.1. */
function moveRows({ model, constant, har, ...others }: SplitScores): TableRow[] {
  const zeroShot = others.zeroShot as typeof har;
  const forecasters = { model, "constant volatility": constant, HAR: har, "zero-shot HAR": zeroShot };
  return Object.entries(forecasters).flatMap(([head, scores]) => {
    const level = scores?.intervals?.["90"];
    if (!level) return [];
    const { winklerToConstant, winklerToHar } = scores.relative ?? {};
    const ratios = [winklerToConstant, winklerToHar].map((ratio) => formatNumber(ratio, 3));
    return [{ head, cells: [...intervalCells(level), ...ratios], strong: head === "model" }];
  });
}

function intervalCells({ coverage, width, winkler }: IntervalScores): string[] {
  return [formatPercent(coverage), addPercentSign(width, 2), formatNumber(winkler, 3)];
}
