import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { Refusal, StandInStore, type StoredRun } from "./stand-in-store.ts";

/** What goes wrong with one request. */
export type Fault =
  | { status: number; body?: string; headers?: Record<string, string> }
  | "reset before" // the connection breaks before the request is processed
  | "reset after" // the request is processed, but its response is lost
  | "silence" // no response
  | { delayMs: number };

export interface SeenRequest {
  method: string;
  /** Without the prefix of the API. */
  path: string;
  headers: IncomingMessage["headers"];
  bytes: number;
}

/** A stand-in for an MLflow server: real HTTP, MLflow's rules, and faults on demand. `kill` and `start` keep its state. */
export class StandIn {
  readonly store = new StandInStore();
  readonly requests: SeenRequest[] = [];
  /** Chooses the fault of each request; `n` counts requests from 1. */
  fault: (request: SeenRequest, n: number) => Fault | undefined = () => undefined;
  #server: Server | undefined;
  #port = 0;
  readonly #tls: ServerOptions | undefined;

  constructor(tls?: ServerOptions) {
    this.#tls = tls;
  }

  get uri(): string {
    return `${this.#tls ? "https" : "http"}://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response);
    const server = this.#tls ? createTlsServer(this.#tls, listener) : createServer(listener);
    this.#server = server as Server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Breaks all connections and stops listening. */
  async kill(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  get runs(): StoredRun[] {
    return [...this.store.runs.values()];
  }

  /** `[step, value]` of every logged point of a metric, in the order of arrival. */
  points(key: string, run = this.runs[0]!): [number, number | string][] {
    return run.metrics.filter((metric) => metric.key === key).map(({ step, value }) => [step, value]);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(request);
      const url = new URL(request.url!, this.uri);
      const seen = {
        method: request.method!,
        headers: request.headers,
        bytes: body.length,
        path: url.pathname.replace("/api/2.0/mlflow", ""),
      };
      this.requests.push(seen);
      const fault = this.fault(seen, this.requests.length);
      if (fault === "silence") return;
      if (fault === "reset before") return void response.destroy();
      if (typeof fault === "object" && "status" in fault) {
        return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
      }
      if (typeof fault === "object") await setTimeout(fault.delayMs);
      const answer = this.#answer(seen, url, body);
      if (fault === "reset after") return void response.destroy();
      response.writeHead(200, { "content-type": "application/json" }).end(answer);
    } catch (error) {
      if (!(error instanceof Refusal)) return void response.destroy();
      response.writeHead(error.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ error_code: error.errorCode, message: error.message }));
    }
  }

  #answer({ method, path, headers }: SeenRequest, url: URL, body: Buffer): string | Buffer {
    if (path === "/version") return "3.17.2";
    if (path.startsWith("-artifacts/artifacts")) return this.#artifact(method, path, url, body);
    if (path === "/ajax-api/2.0/mlflow/upload-artifact") {
      this.store.upload(url.searchParams.get("run_uuid")!, url.searchParams.get("path")!, body);
      return "{}";
    }
    if (method !== "GET" && headers["content-type"] !== "application/json") {
      throw new Refusal(400, "BAD_REQUEST", "Content-Type must be application/json");
    }
    if (body.length > 1_000_000) throw new Refusal(413, "BAD_REQUEST", "too large");
    const fields = method === "GET" ? Object.fromEntries(url.searchParams) : JSON.parse(body.toString());
    return JSON.stringify(this.store.answer(method, path, fields));
  }

  #artifact(method: string, path: string, url: URL, body: Buffer): string | Buffer {
    const { files } = this.store;
    const name = decodeURIComponent(path.slice("-artifacts/artifacts/".length));
    if (/#|(^|\/)\.\.(\/|$)/.test(name)) throw new Refusal(400, "INVALID_PARAMETER_VALUE", "Invalid path");
    if (method === "PUT") {
      files.set(name, body);
      return "{}";
    }
    const dir = `${url.searchParams.get("path")}/`;
    if (name === "") return JSON.stringify({ files: listing(files, dir) });
    const file = files.get(name);
    if (!file) throw new Refusal(404, "RESOURCE_DOES_NOT_EXIST", `No such artifact: '${name}'`);
    if (method === "DELETE") files.delete(name);
    return method === "DELETE" ? "{}" : file;
  }
}

function listing(files: Map<string, Buffer>, dir: string) {
  const entries = new Map<string, object>();
  for (const [name, { length }] of files) {
    if (!name.startsWith(dir)) continue;
    const [path, below] = name.slice(dir.length).split("/") as [string, string?];
    entries.set(
      path,
      below === undefined ? { path, is_dir: false, file_size: length } : { path, is_dir: true },
    );
  }
  return [...entries.values()];
}
