import type { InstrumentKind } from "@lstm-predict/bars";
import type { CacheReport, DataQualityReport, SourceName } from "@lstm-predict/market-data";
import type { ScoresByForecast } from "./scores.ts";

/** The source of the training bars; all but "sample" count as live data. */
export type DataSource = SourceName;

/** One weight tensor in `weightData`. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32";
}

/** A TensorFlow.js layers model, with the field names of `tf.io.ModelArtifacts`. */
export interface ModelFiles {
  /** What `model.toJSON(null, false)` returns. */
  topology: object;
  weightSpecs: WeightSpec[];
  /** Little-endian float32, all tensors in the order of `weightSpecs`. */
  weightData: Uint8Array;
  generatedBy?: string;
  convertedBy?: string | null;
}

/** Losses of one epoch. */
export type EpochRecord = {
  epoch: number;
  loss: number;
  valLoss: number;
  learningRate: number;
};

/** The quantiles of the error bar when the first day of the test span was forecast. */
export type Calibration = {
  /** First day of the test span, YYYY-MM-DD: neither weights nor quantiles depend on it or later days. */
  testFrom: string;
  /** Quantiles of |log return| / sigma at the levels 50, 80, 90 and 95 %. */
  quantiles: number[];
  /** The intervals are centred on the forecast; absent: on the last close. */
  centre?: "forecast";
  /** Whether the error bar is made with the VIX, where it is known, or from the symbol's own bars; absent in older bundles. */
  pooled?: "vix" | "own";
  /** The network's part in sigma; absent if it can have none, and in older bundles: there its weight is one half. */
  network?: NetworkMix;
};

/** The weight of the network's log variance in that of the error bar. */
export type NetworkMix = {
  /** From 0, where the error bar is the pooled one, to 0.5. */
  weight: number;
  /** The weight that validation fitted, shrunk to 0; absent in older bundles, where the test days chose. */
  fitted?: number;
  /** Of the test that the 90 % intervals of the validation days are better with `fitted` than without the network. */
  p?: number;
  /** Interval score of the 90 % intervals on the test days at each weight, in percent of the last close. */
  tried: { weight: number; winkler: number }[];
  /** The same at each later horizon that the network forecasts; absent if it forecasts the next session alone. */
  horizons?: HorizonMix[];
};

/** The weight of the network's log variance in the error bar of a later horizon. */
export type HorizonMix = {
  /** Sessions ahead. */
  horizon: number;
  /** From 0, where the error bar is the pooled one, to 0.5. */
  weight: number;
  /** The weight that validation fitted, shrunk to 0. */
  fitted: number;
  /** Of the test that the 90 % intervals of the validation days are better with `fitted`; absent if that is 0. */
  p?: number;
};

/** The fields of metadata.json that every bundle has. */
interface CommonMetadata {
  formatVersion: 1;
  symbol: string;
  /** UTC time of `createdAt` and the first 8 digits of `weightsSha256`: `20261124T040506Z-1a2b3c4d`. */
  version: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  target: "distribution" | "return" | "price";
  /** The model configuration. */
  config: object;
  /** Number of weights. */
  parameters: number;
  weightsSha256: string;
  /** Absent if the bundle has no error bar, and in bundles of version 0.1. */
  calibration?: Calibration;
  /** Mean log return a day, shrunk: forecasts of later sessions add it for each session after the next. Absent: 0. */
  drift?: number;
  /** The pooled volatility model, if it is not the shipped one. */
  volatility?: object;
  /** SHA-256 of every other file of the bundle, by relative path. */
  files: Record<string, string>;
}

/** Closes of another symbol that a training used. */
export type OtherData = { symbol: string; from: string; to: string; count: number; sha256: string };

/** Metadata of a bundle that was trained here. */
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
    /** What was found and changed in the bars. */
    cleaning: DataQualityReport;
    /** What the symbol is; absent if unknown. */
    instrument?: InstrumentKind;
    /** The closes of the VIX behind the error bar's choice and calibration; absent without them. */
    vix?: OtherData;
    /** The closes of the covariates that the network takes; absent without any. */
    covariates?: OtherData[];
    /** What the cache did, and when the source was last asked. */
    cache?: CacheReport;
  };
  seed: number;
  /** The build of the LSTM kernel that trained it, such as "relaxed"; absent for other engines and in older bundles. */
  kernel?: string;
  epochs: number;
  /** The epoch whose weights were kept; 0: those of its origin. */
  bestEpoch: number;
  /** Duration of the training. */
  seconds: number;
  /** Git commit of the program. */
  commit?: string;
  /** Absent if the training began from random weights. */
  origin?: Origin;
  scores: Record<"train" | "validation" | "test", ScoresByForecast>;
  /** Scores of later sessions by horizon, "5"; absent in older bundles. */
  laterScores?: Record<string, Record<"train" | "validation" | "test", ScoresByForecast>>;
  history: EpochRecord[];
}

/** The version from whose weights a training went on. */
export interface Origin {
  version: string;
  weightsSha256: string;
  /** The number of trainings that have gone on from one another since random weights, this one included. */
  continued: number;
}

/** Metadata of a bundle imported from other files: training data and scores are unknown. */
export interface ImportedMetadata
  extends CommonMetadata,
    Partial<Record<Exclude<keyof TrainedMetadata, keyof CommonMetadata | "imported">, never>> {
  imported: {
    from: "keras";
    /** The Keras version in the file. */
    kerasVersion: string;
    model: SourceFile;
    scaler: SourceFile;
    /** The columns that the network takes, in its order; absent in older bundles. */
    columns?: string[];
    /** How the model did on the symbol's bars when it was imported; absent if there were none. */
    trial?: Trial;
  };
}

/** Forecasts of an imported model for the last days of its symbol's bars, of which it may have seen some. */
export type Trial = {
  /** Source of the bars. */
  source: DataSource;
  /** First and last day, YYYY-MM-DD. */
  from: string;
  to: string;
  days: number;
  /** Mean absolute error over that of "tomorrow = today". */
  mase: number;
  /** Median of the forecast over the last close. */
  scale: number;
};

/** A file from which a bundle was imported. */
export type SourceFile = {
  /** File name without its folder. */
  file: string;
  sha256: string;
};

/** The document metadata.json. */
export type BundleMetadata = TrainedMetadata | ImportedMetadata;

type Computed = "formatVersion" | "files" | "version" | "weightsSha256";

/** The input of `saveBundle`, which adds version, hashes and format version. */
export interface BundleContent<
  Metadata = Omit<TrainedMetadata, Computed> | Omit<ImportedMetadata, Computed>,
> {
  model: ModelFiles;
  /** The `PreprocessingState`. */
  preprocessing: object;
  /** The `IntervalState`; without it the forecasts have no error bar. */
  intervals?: object;
  metadata: Metadata;
  /** Further files by relative path, such as `report.html` or `plots/loss.png`. */
  extras?: Record<string, string | Uint8Array>;
}

/** The content of a bundle that was trained here. */
export type TrainedContent = BundleContent<Omit<TrainedMetadata, Computed>>;

/** A loaded and verified bundle. */
export interface Bundle<Metadata extends BundleMetadata = BundleMetadata> {
  dir: string;
  metadata: Metadata;
  /** The parsed preprocessing.json; `Preprocessor.fromJSON` validates it. */
  preprocessing: unknown;
  /** The parsed intervals.json, if there is one; `IntervalForecaster.fromJSON` validates it. */
  intervals?: unknown;
  model: ModelFiles;
}

/** A bundle that a training saved, rather than an import. */
export type TrainedBundle = Bundle<TrainedMetadata>;
