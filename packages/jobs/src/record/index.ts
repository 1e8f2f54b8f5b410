export { Store } from "@lstm-predict/track-record";
export { alarmAfter } from "./alarm-after.ts";
export { announce } from "./announce.ts";
export { type RecordOptions, type RecordResult, recordSymbol, type Unissued } from "./record-symbol.ts";
export type { Webhook } from "./webhook.ts";
