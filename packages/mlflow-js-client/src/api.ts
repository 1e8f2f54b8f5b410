import { platform } from "#platform";
import { decodePart, withoutSecrets } from "./address.ts";
import type { ClientOptions } from "./client-options.ts";
import type { Transport, WireRequest, WireResponse } from "./platform/platform.ts";
import { readJsonText, readRefusal } from "./read-answer.ts";
import { isPage, notMlflow, refusal } from "./refusal.ts";
import { withRetries } from "./retry.ts";
import { fromWire, toWire } from "./wire.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** Sends requests to one MLflow server: adds authentication, converts JSON, maps refusals to errors, and retries. */
export class Api {
  /** The server's address, without credentials and without a slash at the end. */
  readonly base: string;
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #headers: Record<string, string>;
  readonly #signal: AbortSignal | undefined;
  /** What no message may quote, not even where a server repeats it. */
  readonly #secrets: readonly string[];

  constructor(uri: string, options: ClientOptions, signal?: AbortSignal) {
    const url = new URL(uri);
    this.#headers = headersFor(url, options);
    this.#secrets = secretsOf(url, options, this.#headers.authorization);
    Object.assign(url, { username: "", password: "", search: "", hash: "" });
    this.base = url.href.replace(/\/+$/, "");
    this.#options = options;
    this.#signal = signal;
    this.#transport = platform.openTransport(options);
  }

  get<T>(path: string, query: Fields = {}): Promise<T> {
    return this.#json("GET", path, query);
  }

  post<T>(path: string, fields: Fields = {}): Promise<T> {
    return this.#json("POST", path, fields);
  }

  /** A POST that creates something on every call: not retried if the server may have processed it already. */
  create<T>(path: string, fields: Fields): Promise<T> {
    return this.#json("POST", path, fields, false);
  }

  patch<T>(path: string, fields: Fields): Promise<T> {
    return this.#json("PATCH", path, fields);
  }

  delete<T>(path: string, fields: Fields): Promise<T> {
    return this.#json("DELETE", path, fields);
  }

  /**
   * Sends any request to a path below `base`. `consume` reads the response if its status is 2xx.
   *
   * @param idempotent false: retry only if the server certainly did not process the request
   * @throws MlflowError
   */
  send<T>(
    request: Pick<WireRequest, "method" | "body" | "isFile"> & { path: string; contentType?: string },
    consume: (response: WireResponse) => Promise<T>,
    idempotent = true,
  ): Promise<T> {
    const { path, contentType, ...sent } = request;
    const wire: WireRequest = {
      ...sent,
      url: new URL(`${this.base}${path}`),
      signal: this.#signal,
      headers: contentType ? { ...this.#headers, "content-type": contentType } : this.#headers,
    };
    const attempt = () =>
      this.#transport.send(wire, async (response) => {
        const { status } = response;
        if (status >= 200 && status < 300) return consume(response);
        const words = withoutSecrets(await readRefusal(response), this.#secrets);
        throw refusal(nameOf(request), response, words);
      });
    return withRetries(attempt, this.#options, { idempotent, signal: this.#signal });
  }

  /** Sends a request whose response says nothing but that it is done. A login page has status 200 as well, and is none. */
  async confirm(request: Parameters<Api["send"]>[0], idempotent = true): Promise<void> {
    if (isPage(await this.send(request, readJsonText, idempotent))) throw notMlflow(nameOf(request));
  }

  /** Sends a request whose response is a JSON object. */
  async ask<T>(request: Parameters<Api["send"]>[0], idempotent = true): Promise<T> {
    const response = await this.send(request, readJsonText, idempotent);
    let answer: unknown;
    try {
      answer = fromWire(JSON.parse(response));
    } catch (cause) {
      throw notMlflow(nameOf(request), cause);
    }
    if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
      throw notMlflow(nameOf(request));
    }
    return answer as T;
  }

  close(): void {
    this.#transport.close();
  }

  #json<T>(method: string, path: string, fields: Fields, idempotent = true): Promise<T> {
    const query = method === "GET" ? queryOf(fields) : "";
    const request = {
      method,
      path: `/api/2.0/mlflow${path}${query}`,
      contentType: "application/json",
      body: method === "GET" ? undefined : JSON.stringify(toWire(fields)),
    };
    return this.ask(request, idempotent);
  }
}

/** The request for messages, without its query. */
const nameOf = ({ method, path }: { method: string; path: string }) =>
  `${method} ${path.replace(/\?.*/, "")}`;

function queryOf(fields: Fields): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(toWire(fields) as Fields)) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(key, String(item));
  }
  return query.size > 0 ? `?${query}` : "";
}

function headersFor(
  url: URL,
  { username, password, token, workspace }: ClientOptions,
): Record<string, string> {
  const user = username ?? decodePart(url.username);
  const secret = username ? (password ?? "") : decodePart(url.password);
  const basic = user && `Basic ${base64(`${user}:${secret}`)}`;
  const authorization = basic || (token ? `Bearer ${token}` : "");
  return {
    ...(authorization ? { authorization } : {}),
    ...(workspace ? { "x-mlflow-workspace": workspace } : {}),
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Shorter ones are words of every message. */
const SHORTEST_SECRET = 4;

function secretsOf(url: URL, { password, token }: ClientOptions, authorization = ""): string[] {
  const [, encoded] = authorization.split(" ");
  const all = [encoded, password, token, url.password, decodePart(url.password)];
  return all.filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET) as string[];
}
