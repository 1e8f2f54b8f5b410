import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

/** A fault of one request. */
export type Fault =
  | { kind: "slow"; ms: number }
  | { kind: "status"; status: number }
  /** The server processes the request, but the answer is lost. */
  | { kind: "lost" }
  /** The body breaks off after half. */
  | { kind: "cut" }
  /** A missing object is reported as forbidden, as S3 does without the right to list. */
  | { kind: "unlisted" }
  /** The answer is complete, but with half of the body. */
  | { kind: "truncated" }
  /** No answer ever comes. */
  | { kind: "hang" };

/** A received request; `n` counts from 1. */
export interface Seen {
  n: number;
  method: string;
  path: string;
}

const ACCESS_DENIED = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

/** A proxy that applies the faults that `fault` returns; it forwards other requests unchanged, so that signatures stay valid. */
export class FaultProxy implements AsyncDisposable {
  fault: (seen: Seen) => Fault | undefined = () => undefined;
  readonly seen: Seen[] = [];
  readonly url: string;
  readonly #server: Server;
  readonly #port: number;

  private constructor(server: Server, port: number) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#port = port;
    server.on("request", (incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  /** @param port local port of the server behind the proxy */
  static async start(port: number): Promise<FaultProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new FaultProxy(server, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const seen = { n: this.seen.length + 1, method: incoming.method!, path: incoming.url! };
    this.seen.push(seen);
    const fault = this.fault(seen);
    const body = await buffer(incoming).catch(() => undefined);
    if (!body) return void outgoing.destroy();
    if (fault?.kind === "hang") return;
    if (fault?.kind === "slow") await setTimeout(fault.ms, undefined, { ref: false });
    if (fault?.kind === "status") return void outgoing.writeHead(fault.status).end();
    const onward = request({
      host: "127.0.0.1",
      port: this.#port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, connection: "close" },
    });
    onward.on("error", () => outgoing.destroy());
    onward.on("response", async (answer) => {
      const bytes = await buffer(answer);
      if (fault?.kind === "lost") return void outgoing.destroy();
      if (fault?.kind === "unlisted" && answer.statusCode === 404) {
        return void outgoing.writeHead(403, { "content-type": "application/xml" }).end(ACCESS_DENIED);
      }
      const { "transfer-encoding": _, ...headers } = answer.headers;
      const half = bytes.subarray(0, bytes.length / 2);
      if (fault?.kind === "truncated") {
        const { "x-amz-checksum-crc32": _crc, "content-length": _length, ...rest } = headers;
        return void outgoing.writeHead(answer.statusCode!, rest).end(half);
      }
      outgoing.writeHead(answer.statusCode!, headers);
      if (fault?.kind !== "cut") return void outgoing.end(bytes);
      outgoing.write(half, () => outgoing.destroy());
    });
    onward.end(body);
  }
}
