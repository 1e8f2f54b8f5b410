import { PeerAddress } from "@lstm-predict/checks";
import type { Store, StoreOptions } from "@lstm-predict/track-record";
import { paths } from "./paths.ts";

/** Where the record of forecasts is. */
export function trackRecord(): StoreOptions {
  return { url: process.env.TRACK_RECORD, dataDir: paths.data };
}

/** Runs `work` with the record of forecasts: that of TRACK_RECORD=postgres://..., or SQLite in the folder of downloads. */
export async function withTrackRecord<T>(work: (record: Store) => Promise<T>): Promise<T> {
  const { Store } = await import("@lstm-predict/track-record");
  await using record = new Store(trackRecord());
  return await work(record);
}

/** Where alarms are sent: ALARM_WEBHOOK, signed with ALARM_WEBHOOK_SECRET; undefined: nowhere. */
export function webhook(): { url: string; secret: string | undefined } | undefined {
  const { ALARM_WEBHOOK: url, ALARM_WEBHOOK_SECRET: secret } = process.env;
  if (!url) return undefined;
  if (/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return { url, secret: secret || undefined };
  throw Object.assign(
    new Error(
      `ALARM_WEBHOOK is ${PeerAddress.parse(url)}: expected an address that begins with https:// or http://`,
    ),
    { code: "bad_setting", exitCode: 2 },
  );
}
