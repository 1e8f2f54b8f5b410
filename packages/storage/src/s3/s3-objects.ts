import { pipeline } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { StorageError } from "../errors.ts";
import { boundedTo, readBody, TooLong } from "./bounded-body.ts";
import { changedObject, explainS3, notS3, tooLarge } from "./s3-errors.ts";

/** A prefix of a bucket. */
export interface S3Place {
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  timeoutMs?: number;
  /** Address of a self-hosted server. Default: AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, which the SDK reads. */
  endpoint?: string | undefined;
}

/** The content of an object. */
export interface StoredObject {
  bytes: Uint8Array;
  etag: string;
  /** When the object was last changed, and when this answer was made, by the store's own clock; in whole seconds. */
  changedAt?: Date | undefined;
  readAt?: Date | undefined;
}

/** An object of a listing. */
export interface ListedObject {
  key: string;
  etag: string;
  bytes: number;
}

const ATTEMPTS = 4;
const CONNECT_MS = 5_000;
const TIMEOUT_MS = 30_000;
const MEGABYTE = 2 ** 20;
/** The largest answer that is no object: a page of a listing has 1,000 keys. */
const MOST_ANSWER_BYTES = 8 * MEGABYTE;
/** The largest object, where the caller does not say. */
const MOST_BYTES = MEGABYTE;
/** A body may take this many times the time of a silence. */
const BODY_TIMEOUTS = 10;
/** The most keys of a listing: of all bundles of 500 symbols, with room. */
const MOST_KEYS = 1_000_000;

/**
 * The objects below a prefix of a bucket; keys are relative to the prefix.
 *
 * All methods throw StorageError as `explainS3` converts it.
 */
export class S3Objects {
  readonly url: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #bodyMs: number;

  constructor({ bucket, prefix, timeoutMs = TIMEOUT_MS, endpoint }: S3Place) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.url = `s3://${bucket}/${prefix}`.replace(/\/$/, "");
    const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    const isOwnServer = Boolean(endpoint || AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL);
    // A self-hosted server has one region, and rarely a host name for each bucket.
    const region = AWS_REGION || AWS_DEFAULT_REGION || (isOwnServer ? "us-east-1" : undefined);
    this.#client = new S3Client({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      forcePathStyle: isOwnServer,
      followRegionRedirects: true,
      maxAttempts: ATTEMPTS,
      requestHandler: {
        connectionTimeout: Math.min(CONNECT_MS, timeoutMs),
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
        socketTimeout: timeoutMs,
      },
    });
    this.#bodyMs = BODY_TIMEOUTS * timeoutMs;
    boundAnswers(this.#client);
    keepAnswerTimes(this.#client);
  }

  /** The address of an object, for messages. */
  where(key: string): string {
    return `${this.url}/${key}`;
  }

  /**
   * Reads an object, or undefined if it does not exist; repeats the request if the body breaks off.
   *
   * @param most its largest legal size in bytes; more is not read, whatever length the server states
   */
  async get(key: string, most = MOST_BYTES): Promise<StoredObject | undefined> {
    for (let attempt = 1; ; attempt++) {
      let arrived = false;
      try {
        const command = new GetObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
        const { Body, ETag, LastModified, $metadata } = await this.#client.send(command);
        arrived = true;
        const bytes = await readBody(Body as NodeJS.ReadableStream, most, this.#bodyMs);
        return {
          bytes,
          etag: this.#tagOf(key, ETag),
          changedAt: LastModified,
          readAt: answerTimes.get($metadata),
        };
      } catch (error) {
        if (error instanceof StorageError) throw error;
        if (arrived && error instanceof TooLong) throw tooLarge(this.where(key), error.message);
        const { name } = error as Error;
        if (name === "NoSuchKey" || (name === "AccessDenied" && (await this.#isAbsent(key))))
          return undefined;
        // The SDK does not repeat a request whose body breaks off.
        if (arrived && attempt < ATTEMPTS) continue;
        const { message } = error as Error;
        if (message.startsWith("Checksum mismatch")) throw changedObject(this.where(key), message);
        throw explainS3(error as Error, this.url);
      }
    }
  }

  /**
   * Writes an object, with `ifNone` only if the key is free, with `ifTag` only over the object with that ETag.
   *
   * @returns false, with nothing changed, if the condition does not hold
   */
  async put(
    key: string,
    bytes: Uint8Array | string,
    { ifNone = false, ifTag }: { ifNone?: boolean; ifTag?: string | undefined } = {},
  ): Promise<boolean> {
    try {
      const command = new PutObjectCommand({
        Bucket: this.#bucket,
        Key: this.#prefix + key,
        Body: bytes,
        ContentType: contentType(key),
        ...(ifNone && { IfNoneMatch: "*" }),
        ...(ifTag !== undefined && { IfMatch: ifTag }),
      });
      const { ETag } = await this.#client.send(command);
      this.#tagOf(key, ETag);
      return true;
    } catch (error) {
      if (error instanceof StorageError) throw error;
      const { $metadata, name } = error as Error & { $metadata?: { httpStatusCode?: number } };
      const status = $metadata?.httpStatusCode;
      const isConditional = ifNone || ifTag !== undefined;
      // 409: another conditional write is in progress; NoSuchKey: the object to replace is gone.
      if (isConditional && (status === 412 || status === 409 || name === "NoSuchKey")) return false;
      throw explainS3(error as Error, this.url);
    }
  }

  /** The ETag of an answer. Without one a conditional write would be unconditional, and perhaps nothing was written. */
  #tagOf(key: string, tag: string | undefined): string {
    if (!tag) throw notS3(this.where(key), "an ETag");
    return tag;
  }

  /**
   * Whether a denied object does not exist. Without the right to list, S3 reports a missing object as denied; a listing of
   * its name may still be allowed (s3:ListBucket with a condition on s3:prefix, which not every server applies to objects).
   */
  async #isAbsent(key: string): Promise<boolean> {
    const found = await this.list(key).catch(() => undefined);
    return found !== undefined && !found.some((entry) => entry.key === key);
  }

  /** Deletes an object; a missing one counts as deleted. */
  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key }));
    } catch (error) {
      if ((error as Error).name !== "NoSuchKey") throw explainS3(error as Error, this.url);
    }
  }

  /** Lists the objects below `folder`, in the byte order of their keys; at most `most`. */
  async list(folder: string, most = MOST_KEYS): Promise<ListedObject[]> {
    const found: ListedObject[] = [];
    try {
      const pages = paginateListObjectsV2(
        { client: this.#client, stopOnSameToken: true },
        { Bucket: this.#bucket, Prefix: this.#prefix + folder },
      );
      let left = most / KEYS_PER_PAGE;
      for await (const { Contents = [], IsTruncated } of pages) {
        if (IsTruncated === undefined) throw notS3(this.where(folder), "a listing");
        for (const { Key = "", ETag, Size = 0 } of Contents) {
          if (Key.startsWith(this.#prefix + folder))
            found.push({ key: Key.slice(this.#prefix.length), etag: this.#tagOf(folder, ETag), bytes: Size });
        }
        if (found.length > most || --left < -SPARE_PAGES)
          throw tooLarge(this.where(folder), `a list of more than ${most} keys, or of empty pages`);
      }
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw explainS3(error as Error, this.url);
    }
    return found;
  }
}

const KEYS_PER_PAGE = 1000;
/** Pages may have fewer keys. */
const SPARE_PAGES = 100;

/**
 * Bounds the answers that the SDK reads as a whole before it looks at them: listings and refusals. Objects are streamed.
 */
function boundAnswers(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const { statusCode, headers, body } = result.response as {
        statusCode: number;
        headers: Record<string, string>;
        body?: NodeJS.ReadableStream;
      };
      const isObject =
        statusCode === 200 && request.input !== undefined && "Key" in (request.input as object);
      if (isObject || !body) return result;
      const bounded = boundedTo(MOST_ANSWER_BYTES);
      pipeline(body, bounded, () => {}); // the reader of `bounded` gets the error
      Object.assign(result.response as object, { body: bounded, headers });
      return result;
    },
    { step: "deserialize", priority: "low", name: "boundAnswers" },
  );
}

/** The times of answers, by their metadata: the SDK does not return the header `Date`. */
const answerTimes = new WeakMap<object, Date>();

function keepAnswerTimes(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      const { headers } = result.response as { headers?: Record<string, string> };
      const { $metadata } = result.output as { $metadata: object };
      const at = new Date(headers?.date ?? "");
      if (Number.isFinite(at.getTime())) answerTimes.set($metadata, at);
      return result;
    },
    { step: "initialize", priority: "low", name: "keepAnswerTimes" },
  );
}

const TYPES: Record<string, string> = {
  json: "application/json",
  html: "text/html; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  csv: "text/csv",
  sha256: "text/plain",
};

function contentType(key: string): string {
  return TYPES[key.split(".").at(-1)!] ?? "application/octet-stream";
}
