import type { Store } from "@lstm-predict/track-record";
import { paths } from "./paths.ts";

/** Runs `work` with the record of forecasts: that of TRACK_RECORD=postgres://..., or SQLite in the folder of downloads. */
export async function withTrackRecord<T>(work: (record: Store) => Promise<T>): Promise<T> {
  const { Store } = await import("@lstm-predict/track-record");
  await using record = new Store({ url: process.env.TRACK_RECORD, dataDir: paths.data });
  return await work(record);
}
