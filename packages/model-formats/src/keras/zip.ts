import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { type Entry, fromBuffer, type ZipFile as OpenZip } from "yauzl";
import { ZipFile } from "yazl";
import { FormatError } from "../errors.ts";

const MAX_ENTRIES = 64;
/** Keras does not compress; a tool that did so afterwards gains little, because weights are noise. */
const MAX_RATIO = 20;
/** Smaller files may be of any ratio: a configuration repeats itself. */
const FREE_BYTES = 2 ** 20;

/** A zip archive of the files, uncompressed because weights hardly compress. */
export async function writeZip(
  files: Readonly<Record<string, Uint8Array | string>>,
  mtime: Date,
): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), name, { mtime, compress: false });
  }
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
}

/**
 * Reads the wanted files of a zip archive into memory and ignores all others.
 *
 * @param where the archive's name, for errors
 * @param wanted the largest legal size in bytes of each file, by its name
 * @throws FormatError `bad_file` if the archive is damaged or has not all wanted files; `too_large` if a file is larger
 * than its limit or than its compressed data explains, before it is inflated
 */
export async function readZip(
  bytes: Uint8Array,
  where: string,
  wanted: Readonly<Record<string, number>>,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  try {
    await eachEntry(bytes, async (zip, entry) => {
      const limit = Object.hasOwn(wanted, entry.fileName) ? wanted[entry.fileName]! : undefined;
      if (limit === undefined || found.has(entry.fileName)) return;
      const most = Math.min(limit, Math.max(FREE_BYTES, MAX_RATIO * entry.compressedSize));
      if (entry.uncompressedSize > most) throw tooLarge(where, entry, most);
      found.set(entry.fileName, await inflate(zip, entry));
    });
  } catch (error) {
    throw error instanceof FormatError ? error : damaged(where, error);
  }
  const missing = Object.keys(wanted).find((name) => !found.has(name));
  if (missing !== undefined)
    throw new FormatError("bad_file", `${where} has no ${missing}: expected a file that Keras saved`);
  return found;
}

/** Calls `visit` for one entry after the other, and waits for it. */
async function eachEntry(
  bytes: Uint8Array,
  visit: (zip: OpenZip, entry: Entry) => Promise<void>,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  fromBuffer(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    { lazyEntries: true },
    (error, zip) => {
      if (error) return reject(error);
      if (zip.entryCount > MAX_ENTRIES) return reject(new Error(`${zip.entryCount} files`));
      zip.on("error", reject);
      zip.on("end", resolve);
      zip.on("entry", (entry: Entry) => {
        visit(zip, entry).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    },
  );
  return promise;
}

/** Inflates one file. The stream fails if there is more data than the size that the entry states. */
async function inflate(zip: OpenZip, entry: Entry): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  zip.openReadStream(entry, (error, stream) => {
    if (error) reject(error);
    else buffer(stream).then(resolve, reject);
  });
  const content = await promise;
  if (crc32(content) !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is wrong`);
  return content;
}

function damaged(where: string, cause: unknown): FormatError {
  const message = `${where} is a damaged archive (${(cause as Error).message}): save the model again`;
  return new FormatError("bad_file", message, { cause });
}

function tooLarge(where: string, entry: Entry, limit: number): FormatError {
  return new FormatError(
    "too_large",
    `${where}: ${entry.fileName} has ${entry.uncompressedSize} bytes: expected at most ${limit}`,
  );
}
