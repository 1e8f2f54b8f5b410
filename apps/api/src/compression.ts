import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Request, Response } from "express";

/** Smaller bodies fit into one packet as they are, in bytes. */
const LEAST = 1024;
/** More answers than these are not compressed at once: the others go out as they are. */
const MOST_AT_ONCE = 8;
/** Brotli's quality from 0 to 11: as fast as gzip's default, and smaller. */
const QUALITY = 5;

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);
type Encoding = "br" | "gzip";

let running = 0;

/** A body with its compressed forms; each is made once, for the first client that accepts it. */
export class Representation {
  readonly #body: Buffer;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();

  constructor(body: string | Buffer) {
    this.#body = typeof body === "string" ? Buffer.from(body) : body;
  }

  /** Answers with the body, compressed if the client accepts that. Headers, such as the type, are set before. */
  async send(request: Request, response: Response): Promise<void> {
    if (this.#body.length < LEAST) return void response.send(this.#body);
    response.vary("Accept-Encoding");
    // A 304 names no encoding: a cache would take it for that of the body that it has.
    const encoding = request.fresh ? undefined : encodingFor(request);
    const compressed = encoding && (await this.#in(encoding));
    if (compressed) response.set("Content-Encoding", encoding);
    response.send(compressed ?? this.#body);
  }

  /** The body in `encoding`; undefined while too many bodies are compressed. */
  #in(encoding: Encoding): Promise<Buffer> | undefined {
    const known = this.#compressed.get(encoding);
    if (known || running >= MOST_AT_ONCE) return known;
    running++;
    const made = compress(this.#body, encoding).finally(() => running--);
    this.#compressed.set(encoding, made);
    return made;
  }
}

/** `response.json`, compressed if the client accepts that. */
export function sendJson(request: Request, response: Response, answer: object): Promise<void> {
  return new Representation(JSON.stringify(answer)).send(request, response.type("json"));
}

/** The smallest encoding that the client accepts; undefined for none, or if it prefers the body as it is. */
function encodingFor(request: Request): Encoding | undefined {
  const accepted = request.acceptsEncodings();
  if (accepted[0] === "identity") return undefined;
  return (["br", "gzip"] as const).find((encoding) => accepted.includes(encoding));
}

function compress(body: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === "gzip") return toGzip(body);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return toBrotli(body, { params });
}
