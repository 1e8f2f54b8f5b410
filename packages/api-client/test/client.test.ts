import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { ApiError, createApiClient } from "../src/index.ts";

let stop = () => {};
afterEach(() => stop());

/** Starts a server that answers every request by `answer`; returns its address and the requests that came. */
async function start(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Answers with `body` as `type`. */
const answerWith =
  (status: number, type: string, body: string, headers = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, { "Content-Type": type, ...headers }).end(body);

const forecast = { params: { path: { symbol: "BRK-B" }, query: { horizon: [1, 5, 20] } } };

test("when a symbol's forecast is asked for, then path, list and key are sent as the API reads them", async () => {
  const { url, requests } = await start(answerWith(200, "application/json", '{"prediction": 1.5}'));
  for (const address of [`${url}/stock`, `${url}/stock/`, new URL(`${url}/stock/?a=1#b`)]) {
    const api = createApiClient({ url: address, key: "secret" });
    const { data, response } = await api.GET("/forecast/{symbol}", forecast);
    expect([data.prediction, response.status]).toEqual([1.5, 200]);
    expect(requests.at(-1)).toMatchObject({
      url: "/stock/forecast/BRK-B?horizon=1,5,20",
      headers: { authorization: "Bearer secret" },
    });
  }
  await createApiClient({ url }).GET("/models/{symbol}", { params: { path: { symbol: "^GS/PC" } } });
  expect(requests.at(-1)!.url).toBe("/models/%5EGS%2FPC");
  expect(requests.at(-1)!.headers).not.toHaveProperty("authorization");
});

describe("a failure", () => {
  const problem = {
    type: "/stock/problems/rate-limited",
    title: "Too many forecasts",
    status: 429,
    detail: "60 forecasts a minute are allowed",
    instance: "/models",
    requestId: "r",
  };

  test("when the API answers with a problem, then the error has its code, details and time to wait", async () => {
    const type = "application/problem+json; charset=utf-8";
    const { url } = await start(answerWith(429, type, JSON.stringify(problem), { "Retry-After": "12" }));
    const error = await createApiClient({ url })
      .GET("/models")
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect({ ...error, message: error.message }).toEqual({
      name: "ApiError",
      code: "rate-limited",
      message: "/models answers 429: 60 forecasts a minute are allowed",
      status: 429,
      problem,
      retryAfter: 12,
    });
  });

  test.each([
    [502, "text/html", "<h1>Bad gateway</h1>"],
    [200, "text/html; charset=utf-8", "<h1>Another server</h1>"],
    [404, "text/plain", ""],
  ])(
    "when another server answers %i as %s, then the error asks for the address",
    async (status, type, body) => {
      const { url } = await start(answerWith(status, type, body));
      await expect(createApiClient({ url }).GET("/models")).rejects.toMatchObject({
        code: "not-json",
        message: `/models answers ${status} without JSON: is ${url} the address of the API?`,
        status,
      });
    },
  );

  test("when an error is JSON without problem details, then its status names it", async () => {
    const { url } = await start(answerWith(500, "application/json", "{}"));
    await expect(createApiClient({ url }).GET("/models")).rejects.toMatchObject({
      code: "http-500",
      message: "/models answers 500: no problem details",
    });
  });

  test("when nothing listens, then the error says so", async () => {
    const { url } = await start(() => {});
    stop();
    await expect(createApiClient({ url }).GET("/models")).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(`^${url} does not answer \\(connect ECONNREFUSED`),
      status: undefined,
    });
  });

  test("when https is asked of a port of http, then the error is one line", async () => {
    const { url } = await start(() => {});
    const https = url.replace("http", "https");
    await expect(createApiClient({ url: https }).GET("/models")).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(`^${https} does not answer \\(.*SSL.*[^\\s]\\)$`),
    });
  });

  test("when the signal aborts, then the request rejects with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error("no longer needed");
    const { url } = await start(() => controller.abort(reason));
    const { signal } = controller;
    await expect(createApiClient({ url }).GET("/models", { signal })).rejects.toBe(reason);
  });

  test.each([
    [
      { url: "localhost:8000" },
      "bad-url",
      'url is "localhost:8000": expected an address such as http://127.0.0.1:8000',
    ],
    [
      { url: "http://localhost", key: "naïve ☃" },
      "bad-key",
      "the API key is empty or has letters that a header cannot carry",
    ],
  ])("when the options are %j, then no client is made", (options, code, message) => {
    expect(() => createApiClient(options)).toThrow(expect.objectContaining({ code, message }));
  });
});

test("when an answer is no JSON by design, then it is read as asked", async () => {
  const { url } = await start(answerWith(200, "text/plain", "forecasts_total 3\n"));
  const { data } = await createApiClient({ url }).GET("/metrics", { parseAs: "text" });
  expect(data).toBe("forecasts_total 3\n");
});
