import { createReadStream, readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import manifest from "../../package.json" with { type: "json" };
import type { ClientOptions } from "../client-options.ts";
import { MlflowError } from "../errors.ts";
import { MOST_FILE_MS, TooLate, type Transport, type WireRequest, type WireResponse } from "./platform.ts";

/** Uvicorn closes a connection after five idle seconds. Close ours earlier, or a request may meet a closed connection. */
const IDLE_CONNECTION_MS = 4000;

/** Browsers send their own name. */
const USER_AGENT = { "user-agent": `mlflow-js-client/${manifest.version}` };

/**
 * Sends HTTP requests over kept-alive connections. It uses `node:http` instead of `fetch`, because with `fetch`
 * certificates need another package and a time-out cannot tell an idle connection from a slow one.
 */
export class NodeTransport implements Transport {
  readonly #options: ClientOptions;
  readonly #agents: { "http:": http.Agent; "https:": https.Agent };

  constructor(options: ClientOptions) {
    this.#options = options;
    const keepAlive = { keepAlive: true, timeout: IDLE_CONNECTION_MS };
    this.#agents = {
      "http:": new http.Agent(keepAlive),
      "https:": new https.Agent({ ...keepAlive, ...tlsOptions(options) }),
    };
  }

  send<T>(request: WireRequest, consume: (response: WireResponse) => Promise<T>): Promise<T> {
    const { method, url, headers, body, signal, isFile = false } = request;
    const { timeoutMs } = this.#options;
    const length = typeof body === "object" && "file" in body ? body.size : Buffer.byteLength(body ?? "");
    return new Promise<T>((resolve, reject) => {
      const fail = (answered: boolean) => (error: unknown) => reject(networkError(error, url, answered));
      const module = url.protocol === "https:" ? https : http;
      const message = module.request(url, {
        method,
        agent: this.#agents[url.protocol as "http:" | "https:"],
        headers: { ...headers, ...USER_AGENT, ...(method !== "GET" && { "content-length": length }) },
        timeout: timeoutMs,
        ...(signal ? { signal } : {}),
      });
      message.on("timeout", () => message.destroy(new TooLate("was silent for", timeoutMs)));
      // A server that sends a byte now and then is never silent: the whole exchange has its time too.
      const mostMs = isFile ? MOST_FILE_MS : 2 * timeoutMs;
      const tooLate = () => message.destroy(new TooLate("did not complete its answer within", mostMs));
      const late = timeoutMs > 0 ? setTimeout(tooLate, mostMs) : undefined;
      message.on("close", () => clearTimeout(late));
      message.on("error", fail(false));
      message.on("response", (response) => consume(wireResponse(response)).then(resolve, fail(true)));
      if (typeof body === "object" && "file" in body && body.size > 0) {
        streamFile(body.file, body.size, message).catch((error) => message.destroy(error));
      } else {
        message.end(typeof body === "object" && "file" in body ? undefined : body);
      }
    });
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }
}

function wireResponse(response: http.IncomingMessage): WireResponse {
  const { statusCode = 0, headers } = response;
  const header = (name: string) => headers[name]?.toString();
  return { status: statusCode, header, body: response };
}

/** Streams `size` bytes of a file; throws `file_failed` if it has become shorter. */
async function streamFile(file: string, size: number, message: http.ClientRequest): Promise<void> {
  const stream = createReadStream(file, { end: size - 1 });
  stream.on("end", () => {
    if (stream.bytesRead === size) return;
    stream.destroy(
      new MlflowError("file_failed", `${file} shrank from ${size} to ${stream.bytesRead} bytes`, {
        hint: "do not change a file while it is uploaded",
      }),
    );
  });
  await pipeline(stream, message);
}

function tlsOptions({ insecureTls, serverCertPath, clientCertPath }: ClientOptions): https.AgentOptions {
  const clientPem = clientCertPath && readPem(clientCertPath);
  return {
    rejectUnauthorized: !insecureTls,
    ...(serverCertPath ? { ca: readPem(serverCertPath) } : {}),
    ...(clientPem ? { cert: clientPem, key: clientPem } : {}),
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new MlflowError("bad_option", `cannot read the certificate ${path} (${(cause as Error).message})`, {
      cause,
      hint: "expected a PEM file",
    });
  }
}

/** @param answered whether the server had begun to answer */
function networkError(error: unknown, url: URL, answered: boolean): MlflowError {
  if (error instanceof MlflowError) return error;
  const { name, message, code = "" } = error as NodeJS.ErrnoException;
  const server = `the MLflow server ${url.origin}`;
  if (error instanceof TooLate) {
    return new MlflowError("timeout", `${server} ${message}`, {
      cause: error,
      hint: "try again, or raise MLFLOW_HTTP_REQUEST_TIMEOUT",
    });
  }
  if (/^(ENOSPC|EDQUOT|EFBIG|EROFS|EISDIR|ENOTDIR|ENOENT|EPERM)$/.test(code)) {
    return new MlflowError("file_failed", `a local file of a transfer with ${server} failed (${message})`, {
      cause: error,
      hint: "check the free space and the permissions",
    });
  }
  if (name === "AbortError") return new MlflowError("aborted", `the request to ${server} was cancelled`);
  if (/CERT|SSL|TLS|EPROTO|UNABLE_TO_VERIFY/.test(code)) {
    return new MlflowError("tls", `no secure connection to ${server} (${message.trim()})`, {
      cause: error,
      hint: "set MLFLOW_TRACKING_SERVER_CERT_PATH to the PEM file of its certificate authority, or check whether the address needs http or https",
    });
  }
  if (answered) {
    return new MlflowError("unreachable", `${server} broke off its answer (${message})`, {
      cause: error,
      hint: "try again, and check the proxies on the way",
    });
  }
  // A host with several addresses fails with an AggregateError, which has a code but no message.
  return new MlflowError("unreachable", `${server} cannot be reached (${message || code})`, {
    cause: error,
    hint: "check MLFLOW_TRACKING_URI, and whether the server runs",
  });
}
