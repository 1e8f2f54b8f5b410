import type { CacheReport, DataQualityReport, SourceName } from "@lstm-predict/market-data";
import type { ScoresByForecast } from "./scores.ts";

/** Where the bars of a training came from; everything but "sample" counts as live data. */
export type DataSource = SourceName;

/** One weight tensor inside `weightData`, where the tensors follow each other in this order. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32";
}

/** A TensorFlow.js layers model, in the names of `tf.io.ModelArtifacts`. */
export interface ModelFiles {
  /** `modelTopology`, as `model.toJSON(null, false)` returns it. */
  topology: object;
  weightSpecs: WeightSpec[];
  /** Little-endian float32, all tensors in the order of `weightSpecs`. */
  weightData: Uint8Array;
  generatedBy?: string;
  convertedBy?: string | null;
}

export type EpochRecord = {
  epoch: number;
  loss: number;
  valLoss: number;
  learningRate: number;
};

/** Where the quantiles of the error bar stood when the first day of the test span was forecast. */
export type Calibration = {
  /** First day of the test span, YYYY-MM-DD: neither weights nor quantiles had seen it or a later one. */
  testFrom: string;
  /** |log return| / sigma within which 50, 80, 90 and 95 % of the days lie. */
  quantiles: number[];
};

/** What metadata.json holds of every bundle. */
interface CommonMetadata {
  formatVersion: 1;
  symbol: string;
  /** UTC time of `createdAt` and the first 8 digits of `weightsSha256`: `20261124T040506Z-1a2b3c4d`. */
  version: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  target: "distribution" | "return" | "price";
  config: object;
  parameters: number;
  weightsSha256: string;
  /** The error bar before the test span; absent without one, and in bundles of version 0.1. */
  calibration?: Calibration;
  /** The pooled volatility model that stood in for the shipped one, if any. */
  volatility?: object;
  /** SHA-256 of every other file of the bundle, by relative path. */
  files: Record<string, string>;
}

/** Of a bundle that was trained here. */
export interface TrainedMetadata extends CommonMetadata {
  imported?: never;
  data: {
    source: DataSource;
    detail: string;
    warning?: string;
    /** First and last bar, YYYY-MM-DD. */
    from: string;
    to: string;
    count: number;
    sha256: string;
    timeZone: string;
    cleaning: DataQualityReport;
    /** How the bars came out of the cache, and when the source was last asked about them. */
    cache?: CacheReport;
  };
  seed: number;
  epochs: number;
  bestEpoch: number;
  seconds: number;
  commit?: string;
  scores: Record<"train" | "validation" | "test", ScoresByForecast>;
  history: EpochRecord[];
}

/** Of a bundle that was made of files from elsewhere, which do not say what it was trained on or how good it is. */
export interface ImportedMetadata
  extends CommonMetadata,
    Partial<Record<Exclude<keyof TrainedMetadata, keyof CommonMetadata | "imported">, never>> {
  imported: {
    from: "keras";
    /** Version of the program that wrote the model, as the file has it. */
    kerasVersion: string;
    model: SourceFile;
    scaler: SourceFile;
  };
}

/** A file that a bundle was made of. */
export type SourceFile = {
  /** Its name, without the folder. */
  file: string;
  sha256: string;
};

/** What metadata.json holds. */
export type BundleMetadata = TrainedMetadata | ImportedMetadata;

type Computed = "formatVersion" | "files" | "version" | "weightsSha256";

/** What a training or an import hands over; version, hashes and format are computed by `saveBundle`. */
export interface BundleContent<
  Metadata = Omit<TrainedMetadata, Computed> | Omit<ImportedMetadata, Computed>,
> {
  model: ModelFiles;
  /** The `PreprocessingState`. */
  preprocessing: object;
  /** The `IntervalState`; without it the bundle's forecasts have no error bar. */
  intervals?: object;
  metadata: Metadata;
  /** Further files by relative path, such as `report.html` or `plots/loss.png`. */
  extras?: Record<string, string | Uint8Array>;
}

/** What a training hands over. */
export type TrainedContent = BundleContent<Omit<TrainedMetadata, Computed>>;

/** A verified bundle. */
export interface Bundle<Metadata extends BundleMetadata = BundleMetadata> {
  dir: string;
  metadata: Metadata;
  /** The parsed preprocessing.json; `Preprocessor.fromJSON` validates it. */
  preprocessing: unknown;
  /** The parsed intervals.json, where there is one; `IntervalForecaster.fromJSON` validates it. */
  intervals?: unknown;
  model: ModelFiles;
}

export type TrainedBundle = Bundle<TrainedMetadata>;
