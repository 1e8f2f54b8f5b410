import { createHash, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { KeyRing } from "../key-ring.ts";
import { ApiError } from "../problem.ts";

/**
 * Names the client `key:NAME` if it sends a known key, else `address:NETWORK`, and marks it as unauthorized if keys are
 * configured and it sends none of them.
 *
 * Every known key is compared, by its SHA-256 and in constant time, so the time of an answer reveals nothing. A slow password
 * hash would not protect more: keys are 256 random bits.
 */
export function authenticate(keys: Pick<KeyRing, "required" | "known">): RequestHandler {
  return (request, response, next) => {
    response.setHeader("Cache-Control", "no-store"); // Not for the next user of a cache, who may have no key.
    response.locals.client = `address:${networkOf(request.ip)}`;
    if (keys.required) {
      const digest = createHash("sha256").update(presentedKey(request)).digest();
      let name: string | undefined;
      for (const key of keys.known) if (timingSafeEqual(key.digest, digest)) name = key.name;
      response.locals.unauthorized = name === undefined;
      if (name !== undefined) response.locals.client = `key:${name}`;
    }
    next();
  };
}

/** Refuses clients that `authenticate` marked as unauthorized. It runs after the rate limit, so guessing keys is slow. */
export const requireKey: RequestHandler = (_request, response, next) => {
  if (!response.locals.unauthorized) return next();
  throw new ApiError("unauthorized", "expected an API key: Authorization: Bearer KEY, or X-API-Key: KEY", {
    headers: { "WWW-Authenticate": 'Bearer realm="lstm-predict"' },
  });
};

function presentedKey(request: Request): string {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  const header = request.headers["x-api-key"];
  return bearer ?? (typeof header === "string" ? header : "");
}

/** The IPv4 address, or the /64 network of an IPv6 address: one household has all addresses of a /64. */
export function networkOf(address = "unknown"): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail ? tail.split(":") : [];
  while (tail !== undefined && groups.length + after.length < 8) groups.push("0");
  return `${[...groups, ...after].slice(0, 4).join(":")}::/64`;
}
