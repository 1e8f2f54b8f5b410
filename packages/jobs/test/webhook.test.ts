import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RaisedAlarm } from "@lstm-predict/track-record";
import { describeAlarm } from "../src/record/announce.ts";
import { sendAlarm } from "../src/record/webhook.ts";

const ALARM: RaisedAlarm = {
  symbol: "AAPL",
  role: "champion",
  horizon: 1,
  suspicion: "tooNarrow",
  date: "2026-11-27",
  evidence: 2600.5,
  announcedAt: null,
};

let received: { headers: IncomingHttpHeaders; body: string }[];
let statuses: number[];
let server: ReturnType<typeof createServer>;
let url: string;
beforeEach(async () => {
  received = [];
  statuses = [];
  server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.writeHead(statuses.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(() => void server.close());

describe("the webhook of alarms", () => {
  test("when an alarm is sent, then it is JSON, signed over id, time and body", async () => {
    await sendAlarm({ url, secret: `whsec_${Buffer.from("a key").toString("base64")}` }, ALARM);
    const [{ headers, body }] = received as [(typeof received)[0]];
    const { announcedAt: _, ...data } = ALARM;
    expect(JSON.parse(body)).toEqual({ type: "intervals.alarm", timestamp: expect.any(String), data });
    expect(headers["webhook-id"]).toBe("alarm-AAPL-champion-1-tooNarrow-2026-11-27");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const expected = createHmac("sha256", "a key").update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  });

  test("when the server fails at first, then it is sent again with the same id", async () => {
    statuses = [500, 429];
    await sendAlarm({ url }, ALARM, { pauseMs: 1 });
    expect(received.map(({ headers }) => headers["webhook-id"])).toEqual(
      Array(3).fill(expect.stringContaining("alarm-AAPL")),
    );
    expect(received[0]!.headers["webhook-signature"]).toBeUndefined();
  });

  test("when the address has a user and a password, then they are sent as Basic authentication", async () => {
    await sendAlarm({ url: url.replace("http://", "http://me:se%40cret@") }, ALARM);
    expect(received[0]!.headers.authorization).toBe(`Basic ${btoa("me:se@cret")}`);
  });

  test.each([
    ["refuses it four times", () => url.replace("http://", "http://me:secret@"), /\(status 503\)/],
    ["is away", () => "http://me:secret@127.0.0.1:1/hook", /\(bad port\)/],
    ["sends it elsewhere", () => url, /\(unexpected redirect\)/],
  ])("when the server %s, then the error says so without the credentials", async (what, address, why) => {
    statuses = what === "sends it elsewhere" ? Array(4).fill(302) : Array(4).fill(503);
    const error = await sendAlarm({ url: address() }, ALARM, { pauseMs: 1 }).catch((error) => error);
    expect(error).toMatchObject({ code: "webhook", message: expect.stringMatching(why) });
    expect(error.message).not.toContain("secret");
  });
});

test("when an alarm is of a later session, then its sentence says so", () => {
  expect(describeAlarm(ALARM)).toBe(
    "Alarm of AAPL on 2026-11-27: the 90 % intervals missed more often than one day in ten: a retraining is due.",
  );
  expect(describeAlarm({ ...ALARM, horizon: 5, suspicion: "tooWide" })).toBe(
    "Alarm of AAPL on 2026-11-27: the 90 % intervals 5 sessions ahead held more often than they promise: they are too wide.",
  );
});
