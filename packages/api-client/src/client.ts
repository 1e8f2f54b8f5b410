import createClient, { type MaybeOptionalInit, type Middleware } from "openapi-fetch";
import type {
  MediaType,
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from "openapi-typescript-helpers";
import { ApiError } from "./errors.ts";
import type { ProblemDetails, paths } from "./openapi.ts";

/** The body of an answer. openapi-fetch's own type makes arrays of tuples. */
type Data<Operation extends Record<string | number, unknown>> = SuccessResponse<
  ResponseObjectMap<Operation>,
  MediaType
>;

/** As a method of openapi-fetch, but an answer without `data` rejects. */
type Method<M extends "get" | "post"> = <
  Path extends PathsWithMethod<paths, M>,
  Init extends MaybeOptionalInit<paths[Path], M>,
>(
  path: Path,
  ...init: RequiredKeysOf<Init> extends never ? [Init?] : [Init]
) => Promise<{ data: Data<paths[Path][M] & Record<string, unknown>>; response: Response }>;

/** Requests by path, as `/openapi.json` has them: `{ data, response }`. They reject with an ApiError, or when `signal` aborts. */
export interface ApiClient {
  GET: Method<"get">;
  POST: Method<"post">;
}

export interface ApiClientOptions {
  /** Address of the API, with its prefix if it has one. */
  url: string | URL;
  /** API key, if the operator has configured keys. */
  key?: string | undefined;
  /** By default, that of the platform. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * Makes a client of the API; it makes no request.
 *
 * @throws ApiError `bad-url` or `bad-key`
 * @example
 * const api = createApiClient({ url: "http://127.0.0.1:8000" });
 * const { data } = await api.GET("/forecast/{symbol}", { params: { path: { symbol: "AAPL" } } });
 */
export function createApiClient({ url, key, fetch }: ApiClientOptions): ApiClient {
  const root = rootOf(url);
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key))
    throw new ApiError("bad-key", "the API key is empty or has letters that a header cannot carry");
  const client = createClient<paths>({
    baseUrl: root,
    headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
    // `?horizon=1,5,20`
    querySerializer: { array: { style: "form", explode: false } },
    ...(fetch && { fetch }),
  });
  client.use(failures(root));
  return client as unknown as ApiClient;
}

function rootOf(url: string | URL): string {
  const root = URL.parse(url);
  if (!root || !/^https?:$/.test(root.protocol))
    throw new ApiError("bad-url", `url is "${url}": expected an address such as http://127.0.0.1:8000`);
  [root.search, root.hash] = ["", ""];
  return root.href.replace(/\/+$/, "");
}

/** Rejects requests that get no answer of the API, or a problem. */
function failures(root: string): Middleware {
  return {
    async onResponse({ response, schemaPath, options }) {
      const { status, ok } = response;
      const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get("Content-Type") ?? "");
      if (!isJson && (!ok || options.parseAs === "json")) {
        const message = `${schemaPath} answers ${status} without JSON: is ${root} the address of the API?`;
        throw new ApiError("not-json", message, { status });
      }
      if (ok) return;
      const problem = (await response.json()) as ProblemDetails;
      const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
      throw new ApiError(
        problem.type?.split("/").at(-1) ?? `http-${status}`,
        `${schemaPath} answers ${status}: ${problem.detail ?? "no problem details"}`,
        { status, problem, ...(Number.isFinite(seconds) && { retryAfter: seconds }) },
      );
    },
    onError({ request, error }) {
      if (request.signal.aborted) return;
      const { message, cause } = error as Error;
      // That of OpenSSL, for https on a port of http, ends with a line break.
      const why = ((cause as Error | undefined)?.message ?? message).trim().replace(/\s+/g, " ");
      return new ApiError("unreachable", `${root} does not answer (${why})`, { cause: error });
    },
  };
}
