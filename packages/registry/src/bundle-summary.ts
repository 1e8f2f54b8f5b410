import type { BundleMetadata, Trial } from "@lstm-predict/artifacts";

/** Training and test of a bundle, from its metadata; a missing (format 0.1) or undefined score is null. */
export interface BundleSummary {
  version: string;
  /** ISO 8601; null if imported. */
  trainedAt: string | null;
  /** Set if the bundle was imported: when (ISO 8601), the file, the version of Keras that wrote it, and the trial on bars. */
  imported?: { at: string; file: string; kerasVersion: string; trial?: Trial };
  target: BundleMetadata["target"];
  /** The bars of the training; null if imported. */
  data: { source: string; from: string; to: string; count: number } | null;
  /** Scores on the test span; an imported bundle has none. */
  test: {
    days: number;
    mase: number | null;
    /** Coverage of the 90 % intervals, 0 to 1. */
    coverage90: number | null;
    /** Interval score of the 90 % intervals over that of HAR. */
    winklerToHar: number | null;
  };
}

/** Summarizes the metadata of a bundle. */
export function summarizeBundle(metadata: BundleMetadata): BundleSummary {
  const { version, createdAt, target, data, scores, imported } = metadata;
  if (imported) {
    const { kerasVersion, model, trial } = imported;
    return {
      version,
      trainedAt: null,
      imported: { at: createdAt, file: model.file, kerasVersion, ...(trial && { trial }) },
      target,
      data: null,
      test: { days: 0, mase: null, coverage90: null, winklerToHar: null },
    };
  }
  const { model } = scores.test;
  return {
    version,
    trainedAt: createdAt,
    target,
    data: { source: data.source, from: data.from, to: data.to, count: data.count },
    test: {
      days: model.n,
      mase: orNull(model.mase),
      coverage90: orNull(model.intervals?.["90"]?.coverage),
      winklerToHar: orNull(model.relative?.winklerToHar),
    },
  };
}

function orNull(score: number | undefined): number | null {
  return score !== undefined && Number.isFinite(score) ? score : null;
}
