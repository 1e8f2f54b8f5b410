export { TrackRecordError, type TrackRecordErrorCode } from "./errors.ts";
export { exportCsv } from "./export/csv.ts";
export { EXPORT_COLUMNS, type ExportColumn, readRecord } from "./export/export-rows.ts";
export { exportParquet } from "./export/parquet.ts";
export { type ChainHead, entryHash } from "./ledger/chain.ts";
export {
  forecasterOf,
  type IssuedForecast,
  issueForecast,
  type RecordedForecast,
  ROLES,
  type Role,
} from "./ledger/forecast.ts";
export { readLatest } from "./ledger/latest.ts";
export { type Recorded, recordForecasts } from "./ledger/record.ts";
export type { Settlement } from "./ledger/settlement.ts";
export { type ChainFault, readRecordHead, type Verification, verifyRecord } from "./ledger/verify.ts";
export { type AlarmFilter, announceAlarms, type RaisedAlarm, readAlarms } from "./monitor/alarms.ts";
export {
  ALARM,
  type Alarm,
  AMBER,
  addEvidence,
  type Detection,
  detect,
  detectFleet,
  type Hit,
  type SessionOutcomes,
  type Suspicion,
} from "./monitor/detector.ts";
export { type FleetMonitor, fleetSessions, monitorFleet, readFleetMonitor } from "./monitor/fleet.ts";
export {
  type Monitor,
  type MonitorFilter,
  type MonitorState,
  monitorOutcomes,
  readMonitor,
  SHOWN_SESSIONS,
  withoutOverlap,
} from "./monitor/monitor.ts";
export {
  type Addition,
  openRecorder,
  type Recorder,
  type RecorderOptions,
  type RecorderStats,
} from "./recorder.ts";
export { type Grouping, type GroupScores, scoreSymbol } from "./scores/groups.ts";
export { firstOfDay, type Outcome, outcomesOf } from "./scores/outcome.ts";
export { type PooledComparison, type PooledScores, poolSummaries } from "./scores/pooled.ts";
export {
  type Comparison,
  ENOUGH_DAYS,
  type LiveScores,
  type LiveShare,
  type SameDays,
  scoreOutcomes,
  scoreSameDays,
} from "./scores/score.ts";
export { readOverview, rebuildSummaries, type Summary, scoreBeside, summarize } from "./scores/summaries.ts";
export { type Actual, findActual } from "./settle/actual.ts";
export { type HistoryEntry, type HistoryFilter, readHistory, readHorizons } from "./settle/history.ts";
export { type SettleReport, settleForecasts } from "./settle/settle.ts";
export { SQLITE_FILE, Store, type StoreOptions } from "./store/store.ts";
