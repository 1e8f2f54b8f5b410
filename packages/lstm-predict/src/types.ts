export type { Baselines, PointBaseline, ScaleBaseline } from "@lstm-predict/evaluation";
export type { NextSession } from "@lstm-predict/forecaster";
export type { BarSeries, CustomRow, CustomSource } from "@lstm-predict/market-data";
export type { TrainingEvent } from "@lstm-predict/model";
export type { TrainedModel } from "@lstm-predict/training";
