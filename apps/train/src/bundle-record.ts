import type { BundleMetadata } from "@lstm-predict/artifacts";

/** What a bundle has shown so far, from its metadata; a score that is not there (version 0.1) or not defined is null. */
export interface BundleRecord {
  version: string;
  trainedAt: string;
  target: BundleMetadata["target"];
  data: { source: string; from: string; to: string; count: number };
  /** Scores of the test span. */
  test: {
    days: number;
    mase: number | null;
    /** Share of the days that the 90 % interval held. */
    coverage90: number | null;
    /** Its interval score over that of HAR. */
    winklerToHar: number | null;
  };
}

export function describeRecord(metadata: BundleMetadata): BundleRecord {
  const { version, createdAt, target, data, scores } = metadata;
  const model = scores.test.model as typeof scores.test.model & {
    intervals?: Record<string, { coverage?: number | null }>;
    relative?: { winklerToHar?: number | null };
  };
  return {
    ...{ version, trainedAt: createdAt, target },
    data: { source: data.source, from: data.from, to: data.to, count: data.count },
    test: {
      days: model.n,
      mase: Number.isFinite(model.mase) ? model.mase : null,
      coverage90: model.intervals?.["90"]?.coverage ?? null,
      winklerToHar: model.relative?.winklerToHar ?? null,
    },
  };
}
