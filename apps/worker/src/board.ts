import { createHash, timingSafeEqual } from "node:crypto";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import type { JobQueue } from "@lstm-predict/jobs/queue";
import express, { type RequestHandler, type Router } from "express";

/** Bull Board: the queue in a browser, to look, retry and remove. A browser asks for the key as a password. */
export function board({ jobs, summaries }: JobQueue, key: string, basePath: string): Router {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(`${basePath}/queues`);
  const queues = [jobs, summaries].map((queue) => new BullMQAdapter(queue));
  createBullBoard({ queues, serverAdapter: adapter, options: { uiConfig: { boardTitle: "lstm-predict" } } });
  return express.Router().use(requireKey(key), adapter.getRouter());
}

/** Basic authentication: any user name, and the key as password. Hashes are compared, in constant time. */
function requireKey(key: string): RequestHandler {
  const expected = digest(key);
  return (request, response, next) => {
    const [, encoded = ""] = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const password = Buffer.from(encoded, "base64")
      .toString("utf8")
      .replace(/^[^:]*:?/, "");
    // A browser sends the key along with what a page of another site asks for: such a page may only look.
    const isForeign = request.headers["sec-fetch-site"] === "cross-site" && request.method !== "GET";
    if (timingSafeEqual(digest(password), expected) && !isForeign) return next();
    response
      .status(401)
      .set("WWW-Authenticate", 'Basic realm="lstm-predict", charset="UTF-8"')
      .type("text")
      .send("expected the key as password\n");
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
