import { createHmac } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { PeerAddress } from "@lstm-predict/checks";
import type { RaisedAlarm } from "@lstm-predict/track-record";
import { JobError } from "../errors.ts";

/** Where alarms are sent. */
export interface Webhook {
  /** http or https; a user and a password in it are sent as Basic authentication. */
  url: string;
  /** Signs the messages; without it, they are not signed. */
  secret?: string | undefined;
}

export interface WebhookOptions {
  signal?: AbortSignal | undefined;
  /** Pause before the second attempt, in milliseconds; doubled before each further one. Default 1,000. */
  pauseMs?: number | undefined;
}

const ATTEMPTS = 4;
const TIMEOUT_MS = 10_000;

/**
 * POSTs an alarm as JSON, as Standard Webhooks 1.0 describes: `webhook-id` is the same whenever the alarm is sent again, and
 * `webhook-signature` is `v1,` and HMAC-SHA-256 of `id.timestamp.body` in base64.
 *
 * @throws JobError `webhook` when the server has not answered 2xx after four attempts
 */
export async function sendAlarm(
  { url, secret }: Webhook,
  alarm: RaisedAlarm,
  { signal, pauseMs = 1_000 }: WebhookOptions = {},
): Promise<void> {
  const { symbol, role, horizon, suspicion, date, evidence } = alarm;
  const data = { symbol, role, horizon, suspicion, date, evidence };
  const id = ["alarm", symbol, role, horizon, suspicion, date].join("-");
  const body = JSON.stringify({ type: "intervals.alarm", timestamp: new Date().toISOString(), data });
  for (let attempt = 1; ; attempt++) {
    const failure = await post(url, id, body, secret, signal);
    if (failure === undefined) return;
    if (attempt === ATTEMPTS) {
      throw new JobError(
        "webhook",
        `the alarm of ${symbol} could not be sent to ${PeerAddress.parse(url)} (${failure}): it is sent again by the next pnpm record`,
      );
    }
    await setTimeout(pauseMs * 2 ** (attempt - 1), undefined, signal ? { signal } : {});
  }
}

/** Why it failed; undefined if it did not. */
async function post(
  url: string,
  id: string,
  body: string,
  secret: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signed = secret === undefined ? {} : { "webhook-signature": signature(secret, id, timestamp, body) };
  const limits = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])];
  try {
    const response = await fetch(withoutUser(url), {
      method: "POST",
      headers: {
        ...authorization(url),
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        ...signed,
      },
      body,
      redirect: "error",
      signal: AbortSignal.any(limits),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    signal?.throwIfAborted();
    const { cause, name } = error as Error & { cause?: NodeJS.ErrnoException };
    return cause?.code || cause?.message || name;
  }
}

/** The address as `fetch` takes it: it refuses one with a user or a password. */
function withoutUser(url: string): URL {
  return Object.assign(new URL(url), { username: "", password: "" });
}

/** Basic authentication (RFC 7617) of the address's user and password, if it has them. */
function authorization(url: string): { authorization?: string } {
  const { username, password } = new URL(url);
  if (!username && !password) return {};
  const user = [username, password].map(decodeURIComponent).join(":");
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

/** `whsec_` before a secret says that it is base64. */
function signature(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
