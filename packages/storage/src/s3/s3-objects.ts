import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { changedObject, explainS3 } from "./s3-errors.ts";

export interface S3Place {
  bucket: string;
  /** Empty, or with a slash at its end. */
  prefix: string;
  timeoutMs?: number;
}

export interface StoredObject {
  bytes: Uint8Array;
  etag: string;
}

const ATTEMPTS = 4;
const CONNECT_MS = 5_000;
const TIMEOUT_MS = 30_000;

/** The objects below a prefix of a bucket; keys are relative to it. Throws what `explainS3` says. */
export class S3Objects {
  readonly url: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, timeoutMs = TIMEOUT_MS }: S3Place) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.url = `s3://${bucket}/${prefix}`.replace(/\/$/, "");
    const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    const isOwnServer = Boolean(AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL);
    // A server of one's own has one region, and rarely a host name for each bucket.
    const region = AWS_REGION || AWS_DEFAULT_REGION || (isOwnServer ? "us-east-1" : undefined);
    this.#client = new S3Client({
      ...(region !== undefined && { region }),
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
  }

  where(key: string): string {
    return `${this.url}/${key}`;
  }

  /** Undefined when there is none; an answer that was cut short is asked for again. */
  async get(key: string): Promise<StoredObject | undefined> {
    for (let attempt = 1; ; attempt++) {
      let arrived = false;
      try {
        const command = new GetObjectCommand({ Bucket: this.#bucket, Key: this.#prefix + key });
        const { Body, ETag } = await this.#client.send(command);
        arrived = true;
        return { bytes: await Body!.transformToByteArray(), etag: ETag! };
      } catch (error) {
        const { name } = error as Error;
        if (name === "NoSuchKey" || (name === "AccessDenied" && (await this.#isAbsent(key))))
          return undefined;
        // The SDK repeats requests, but not bodies that break off.
        if (arrived && attempt < ATTEMPTS) continue;
        const { message } = error as Error;
        if (message.startsWith("Checksum mismatch")) throw changedObject(this.where(key), message);
        throw explainS3(error as Error, this.url);
      }
    }
  }

  /**
   * Writes an object; `ifNone`: only where there is none, `ifTag`: only over that one. False, and nothing is changed, when
   * the condition does not hold.
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
      await this.#client.send(command);
      return true;
    } catch (error) {
      const { $metadata, name } = error as Error & { $metadata?: { httpStatusCode?: number } };
      const status = $metadata?.httpStatusCode;
      const isConditional = ifNone || ifTag !== undefined;
      // 409: another conditional write is under way; NoSuchKey: what was to be replaced is gone.
      if (isConditional && (status === 412 || status === 409 || name === "NoSuchKey")) return false;
      throw explainS3(error as Error, this.url);
    }
  }

  /**
   * Where S3 may not tell that there is no such object it calls it denied; a listing of its name may be allowed all the same
   * (s3:ListBucket with a condition on s3:prefix, which not every server asks about the name of an object).
   */
  async #isAbsent(key: string): Promise<boolean> {
    const found = await this.list(key).catch(() => undefined);
    return found !== undefined && !found.some((entry) => entry.key === key);
  }

  /** Keys below `folder`, in the order of their bytes. */
  async list(folder: string): Promise<{ key: string; etag: string }[]> {
    const found: { key: string; etag: string }[] = [];
    try {
      const pages = paginateListObjectsV2(
        { client: this.#client },
        { Bucket: this.#bucket, Prefix: this.#prefix + folder },
      );
      for await (const { Contents = [] } of pages) {
        for (const { Key, ETag } of Contents)
          found.push({ key: Key!.slice(this.#prefix.length), etag: ETag! });
      }
    } catch (error) {
      throw explainS3(error as Error, this.url);
    }
    return found;
  }
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
