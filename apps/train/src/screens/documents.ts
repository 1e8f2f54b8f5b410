import type { BundleMetadata, TrainedMetadata } from "@lstm-predict/artifacts";
import type { ScoreTable } from "@lstm-predict/evaluation";
import type { TrainingOutcome } from "@lstm-predict/jobs";
import type { ModelConfig } from "@lstm-predict/model/config";
import { kernelOf } from "@lstm-predict/model/kernel";

/** The JSON document of `train --json`. Fields may be added, but not renamed or removed. */
export function trainingDocument({
  bundle,
  scores,
  laterScores,
  point,
  champion,
  promoted,
  reason,
}: TrainingOutcome) {
  const { metadata } = bundle;
  const { symbol, version, data, target, parameters, seed, weightsSha256, epochs, bestEpoch, seconds } =
    metadata;
  const { engine } = metadata.config as Pick<ModelConfig, "engine">;
  return {
    symbol,
    version,
    bundle: bundle.dir,
    dataSource: data.source,
    bars: describeBars(data),
    target,
    engine,
    kernel: metadata.kernel ?? null,
    parameters,
    seed,
    weightsSha256,
    epochs,
    bestEpoch,
    seconds,
    shrinkage: point.shrinkage,
    drift: point.drift,
    ...(point.later && { laterShrinkages: point.later }),
    champion: { version: champion?.version ?? null, promoted, reason },
    ...(data.warning === undefined ? {} : { warning: data.warning }),
    calibration: metadata.calibration,
    scores,
    laterScores,
  };
}

/** The JSON document of `evaluate --json`. Fields may be added, but not renamed or removed. */
export function evaluationDocument(
  dir: string,
  metadata: BundleMetadata,
  engine: ModelConfig["engine"],
  sameBars: boolean | null,
  scores: ScoreTable,
  laterScores: Record<string, ScoreTable>,
) {
  const { symbol, version, data, target } = metadata;
  return {
    symbol,
    version,
    bundle: dir,
    dataSource: data?.source ?? null,
    bars: data ? describeBars(data) : null,
    sameBars,
    target,
    engine,
    kernel: kernelOf(engine),
    scores,
    laterScores,
  };
}

function describeBars({ from, to, count, sha256, cache }: TrainedMetadata["data"]) {
  return { from, to, count, sha256, ...(cache && { cache }) };
}
