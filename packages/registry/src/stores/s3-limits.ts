import { changedObject } from "@lstm-predict/storage/s3";

const MEGABYTE = 2 ** 20;

/** The largest weights.bin: four LSTM layers of 1,024 units, the most of the configuration, have 118 MB. */
const MOST_WEIGHTS_BYTES = 160 * MEGABYTE;
/** The largest of the other files of a bundle: figures and forecasts have some hundred kilobytes. */
const MOST_FILE_BYTES = 16 * MEGABYTE;

/** The largest legal size of a file of a bundle, by its name. */
export function mostBytes(name: string): number {
  return name === "weights.bin" ? MOST_WEIGHTS_BYTES : MOST_FILE_BYTES;
}

/** Most files of a bundle. */
export const MOST_FILES = 100;
/** Most bytes of a bundle, all of which are in memory while it is pulled. */
export const MOST_BUNDLE_BYTES = 192 * MEGABYTE;
/** Most champions, and most decisions about a symbol. */
export const MOST_CHAMPIONS = 10_000;
export const MOST_DECISIONS = 10_000;
/** Most bytes of all decisions about a symbol. */
export const MOST_LOG_BYTES = 64 * MEGABYTE;

/** Counts the bytes of several objects; throws StorageError `changed_file` once they have more than `most`. */
export function byteCounter(where: string, most: number): (bytes: Uint8Array) => void {
  let length = 0;
  return (bytes) => {
    length += bytes.byteLength;
    if (length > most) throw changedObject(where, `it has more than ${most} bytes`);
  };
}
