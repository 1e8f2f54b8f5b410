import type { ClientOptions } from "../client-options.ts";
import { MlflowError } from "../errors.ts";
import { MOST_FILE_MS, TooLate, type Transport, type WireRequest, type WireResponse } from "./platform.ts";

/** Sends HTTP requests with `fetch`: for browsers and everything else that is not Node.js. */
export class FetchTransport implements Transport {
  readonly #timeoutMs: number;

  constructor(options: ClientOptions) {
    this.#timeoutMs = options.timeoutMs;
    const { insecureTls, serverCertPath, clientCertPath } = options;
    for (const [name, value] of Object.entries({ insecureTls, serverCertPath, clientCertPath })) {
      if (!value) continue;
      throw new MlflowError("bad_option", `${name} is ${JSON.stringify(value)}, and this is not Node.js`, {
        hint: "the browser decides which certificates it trusts",
      });
    }
  }

  async send<T>(request: WireRequest, consume: (response: WireResponse) => Promise<T>): Promise<T> {
    const { method, url, headers, body, isFile = false, signal } = request;
    const exchange = new AbortController();
    const clock = new Clock(exchange, this.#timeoutMs, isFile);
    const cancel = () => exchange.abort(signal!.reason);
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted) cancel();
    let answered = false;
    try {
      const response = await fetch(url, {
        method,
        headers,
        // A file cannot be named here: `platform.files` has refused it.
        body: (body ?? null) as BodyInit | null,
        signal: exchange.signal,
        redirect: "manual",
      });
      answered = true;
      if (response.type === "opaqueredirect") throw redirected(url);
      return await consume({
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        body: chunksOf(response, clock),
      });
    } catch (error) {
      throw networkError(error, { url, answered, reason: exchange.signal.reason, signal });
    } finally {
      clock.stop();
      signal?.removeEventListener("abort", cancel);
    }
  }

  close(): void {}
}

/** Ends an exchange that is silent or does not end. While a file goes to the server, `fetch` tells nothing. */
class Clock {
  readonly #exchange: AbortController;
  readonly #silentMs: number;
  readonly #end: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(exchange: AbortController, timeoutMs: number, isFile: boolean) {
    this.#exchange = exchange;
    this.#silentMs = timeoutMs;
    if (timeoutMs <= 0) return;
    const mostMs = isFile ? MOST_FILE_MS : 2 * timeoutMs;
    this.#end = setTimeout(
      () => exchange.abort(new TooLate("did not complete its answer within", mostMs)),
      mostMs,
    );
    if (!isFile) this.tick();
  }

  /** Something has come. */
  tick(): void {
    clearTimeout(this.#silence);
    if (this.#silentMs <= 0) return;
    this.#silence = setTimeout(
      () => this.#exchange.abort(new TooLate("was silent for", this.#silentMs)),
      this.#silentMs,
    );
  }

  stop(): void {
    clearTimeout(this.#end);
    clearTimeout(this.#silence);
  }
}

/** Not every browser can iterate over a stream. */
async function* chunksOf({ body }: Response, clock: Clock): AsyncGenerator<Uint8Array> {
  if (!body) return;
  const reader = body.getReader();
  try {
    for (;;) {
      clock.tick();
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** `fetch` hides the target of a redirect that it does not follow. */
function redirected({ origin }: URL): MlflowError {
  return new MlflowError("bad_response", `${origin} redirects to another address`, {
    hint: "check the tracking URI: the server may be at that address, or a login page answers for it",
  });
}

function networkError(
  error: unknown,
  at: { url: URL; answered: boolean; reason: unknown; signal: AbortSignal | undefined },
): MlflowError {
  if (error instanceof MlflowError) return error;
  const server = `the MLflow server ${at.url.origin}`;
  if (at.signal?.aborted) return new MlflowError("aborted", `the request to ${server} was cancelled`);
  if (at.reason instanceof TooLate) {
    return new MlflowError("timeout", `${server} ${at.reason.message}`, {
      cause: at.reason,
      hint: "try again, or raise timeoutMs",
    });
  }
  const { message } = error as Error;
  if (at.answered) {
    return new MlflowError("unreachable", `${server} broke off its answer (${message})`, {
      cause: error,
      hint: "try again, and check the proxies on the way",
    });
  }
  return new MlflowError("unreachable", `${server} cannot be reached (${message})`, {
    cause: error,
    hint: "check the tracking URI, whether the server runs, and whether it allows this page with --cors-allowed-origins",
  });
}
