import type { TrainedMetadata } from "@lstm-predict/artifacts";
import type { Promotion, Refusal } from "@lstm-predict/registry";
import type { Promotions } from "../schemas/history.ts";
import type { ModelCard, ServedModel } from "../schemas/model-card.ts";
import type { Served } from "./served.ts";

/** What GET /models lists about a champion. */
export function describeModel({ champion, forecaster }: Served): ServedModel {
  const { symbol, version, createdAt, target, parameters, data, scores } = forecaster.metadata;
  const { test } = scores ?? {};
  return {
    symbol,
    version,
    createdAt,
    promotedAt: champion.promotedAt,
    target,
    window: forecaster.window,
    parameters,
    ...(forecaster.covariates.length > 0 && { covariates: [...forecaster.covariates] }),
    data: data ? describeBars(data) : null,
    test: test ? { model: test.model, naive: test.naive } : null,
  };
}

type Bars = TrainedMetadata["data"];

function describeBars({ source, detail, from, to, count, warning }: Bars): NonNullable<ServedModel["data"]> {
  return { source, detail, from, to, count, warning };
}

/** A line of GET /models/{symbol}/promotions. */
export function describeDecision(entry: Promotion | Refusal): Promotions["decisions"][number] {
  const { version, reason } = entry;
  if ("refusedAt" in entry) return { version, outcome: "refused", at: entry.refusedAt, reason };
  const outcome = entry.rolledBackFrom === undefined ? "promoted" : "rolled back to";
  return { version, outcome, at: entry.promotedAt, reason };
}

/** The answer of GET /models/{symbol}. */
export function cardOf(served: Served): ModelCard {
  const { metadata } = served.forecaster;
  const { test: _test, ...model } = describeModel(served);
  const { scores, laterScores, calibration, imported } = metadata;
  return {
    ...model,
    promotionReason: served.champion.reason,
    data: metadata.data ? describeData(metadata.data) : null,
    scores: scores ?? null,
    laterScores,
    calibration,
    training: metadata.imported ? null : describeTraining(metadata),
    imported,
    weightsSha256: metadata.weightsSha256,
  };
}

function describeData(data: Bars): ModelCard["data"] {
  const { sha256, timeZone, instrument, vix, covariates, cleaning, cache } = data;
  const { notes = [], ...counts } = cleaning;
  return {
    ...describeBars(data),
    sha256,
    timeZone,
    instrument,
    vix,
    covariates,
    notes: [...notes, ...(cache?.notes ?? [])],
    cleaning: counts,
  };
}

function describeTraining(metadata: TrainedMetadata): ModelCard["training"] {
  const { seed, epochs, bestEpoch, seconds, kernel, commit, config, history } = metadata;
  return { seed, epochs, bestEpoch, seconds, kernel, commit, config: { ...config }, history };
}
