import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { quoteInput } from "@lstm-predict/checks";
import type { Request } from "express";
import { INFLATION } from "../limits.ts";
import { ApiError } from "../problem.ts";

const INFLATERS = new Map<string, () => Transform & { bytesWritten: number }>([
  ["gzip", createGunzip],
  ["deflate", createInflate],
  ["br", createBrotliDecompress],
]);
/** Bytes that a compressed body may have whatever its ratio: the head of a compressed stream counts little then. */
const FREE_BYTES = 64 * 1024;

/**
 * Reads the body of a request, inflated; calls `take` with the number of bytes before each chunk is kept.
 *
 * Reads no further once it rejects: with ApiError `body-too-large` beyond `limit` bytes, or for a body that inflates too much;
 * `unsupported-media-type` for an unknown encoding; `bad-request` for a body that ends early or is damaged; or what `take` throws.
 */
export async function readBody(
  request: Request,
  limit: number,
  take: (bytes: number) => void,
): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLarge(limit);
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") return collect(request, request, limit, take);
  const inflater = INFLATERS.get(encoding)?.();
  if (!inflater) {
    const expected = `expected ${[...INFLATERS.keys()].join(", ")} or identity`;
    throw new ApiError("unsupported-media-type", `Content-Encoding is ${quoteInput(encoding)}: ${expected}`);
  }
  let bytes = 0;
  try {
    return await collect(request, request.pipe(inflater), limit, (more) => {
      bytes += more;
      if (bytes > FREE_BYTES + INFLATION * inflater.bytesWritten) throw inflatesTooMuch();
      take(more);
    });
  } finally {
    request.unpipe(inflater);
    inflater.destroy();
    request.resume();
  }
}

/** Collects the chunks of `stream`, which ends early if `request` does. */
function collect(
  request: Request,
  stream: Readable,
  limit: number,
  take: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      try {
        if (bytes > limit) throw tooLarge(limit);
        take(chunk.length);
      } catch (error) {
        return end(() => reject(error));
      }
      chunks.push(chunk);
    };
    const onEnd = () => end(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const onError = ({ message }: Error) =>
      end(() => reject(new ApiError("bad-request", `the body cannot be read: ${message}`)));
    const onClose = () => {
      if (!request.complete) onError(new Error("the request was aborted"));
    };
    const end = (settle: () => void) => {
      stream.off("data", onData).off("end", onEnd).off("error", onError);
      request.off("close", onClose);
      stream.on("error", () => {}); // An error that comes after the answer was decided.
      stream.resume();
      settle();
    };
    stream.on("data", onData).on("end", onEnd).on("error", onError);
    request.on("close", onClose);
  });
}

function tooLarge(limit: number): ApiError {
  return new ApiError("body-too-large", `the body is larger than ${limit} bytes`);
}

function inflatesTooMuch(): ApiError {
  const detail = `the body inflates to more than ${INFLATION} times its size: send it as it is`;
  return new ApiError("body-too-large", detail);
}
