import type { BundleMetadata } from "@lstm-predict/artifacts";

/** What a bundle has shown so far, from its metadata; a score that is not there (version 0.1) or not defined is null. */
export interface BundleSummary {
  version: string;
  /** ISO 8601; null when it was imported. */
  trainedAt: string | null;
  /** When and from what it was imported, if it was. */
  imported?: { at: string; file: string; kerasVersion: string };
  target: BundleMetadata["target"];
  /** The bars that it was trained on; null when it was imported. */
  data: { source: string; from: string; to: string; count: number } | null;
  /** Scores of the test span, which an imported one has none of. */
  test: {
    days: number;
    mase: number | null;
    /** Share of the days that the 90 % interval held. */
    coverage90: number | null;
    /** Its interval score over that of HAR. */
    winklerToHar: number | null;
  };
}

export function summarizeBundle(metadata: BundleMetadata): BundleSummary {
  const { version, createdAt, target, data, scores, imported } = metadata;
  if (imported) {
    const { kerasVersion, model } = imported;
    return {
      version,
      trainedAt: null,
      imported: { at: createdAt, file: model.file, kerasVersion },
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
