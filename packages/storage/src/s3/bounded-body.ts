import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** More arrives than there may be. */
export class TooLong extends Error {
  override readonly name = "TooLong";

  constructor(most: number) {
    super(`longer than ${most} bytes`);
  }
}

/**
 * Reads a body into memory, whatever length its head states: at most `most` bytes, within `ms`.
 *
 * @throws TooLong, TimeoutError, or the error of the stream
 */
export async function readBody(body: NodeJS.ReadableStream, most: number, ms: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) chunks.push(chunk);
  };
  await pipeline(body, boundedTo(most), collect, { signal: AbortSignal.timeout(ms) });
  return Buffer.concat(chunks);
}

/** A stream that fails after `most` bytes. */
export function boundedTo(most: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > most) done(new TooLong(most));
      else done(null, chunk);
    },
  });
}
