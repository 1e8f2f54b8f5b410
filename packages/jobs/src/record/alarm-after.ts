import { readAlarms, Store, type StoreOptions, TrackRecordError } from "@lstm-predict/track-record";

/**
 * The day of the last alarm of a symbol's champion after `day`; undefined if there is none, or if the record cannot be read, which
 * is a note.
 */
export async function alarmAfter(
  options: StoreOptions,
  symbol: string,
  day: string,
  onNote: (note: string) => void,
): Promise<string | undefined> {
  await using record = new Store(options);
  try {
    return (await readAlarms(record, { symbol, role: "champion", after: day })).at(-1)?.date;
  } catch (error) {
    if (!(error instanceof TrackRecordError)) throw error;
    onNote(`alarms of ${symbol} are not known: ${error.message}`);
    return undefined;
  }
}
