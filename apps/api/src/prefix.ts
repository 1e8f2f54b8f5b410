import type { Request, RequestHandler, Response } from "express";

/** A path such as `/stock`, without a slash at the end: safe in HTML, and in no way the address of another server. */
export const BASE_PATH = /^(\/[\w~-][\w.~-]*){1,8}$/;

/** Finds the path under which the client of a request sees the API: `/stock`, or undefined if that is unknown. */
export type PrefixOf = (request: Request, response: Response) => string | undefined;

/** The prefix is `basePath` if that is set, else the X-Forwarded-Prefix of a trusted proxy. */
export function prefixFinder(basePath: string | undefined): PrefixOf {
  if (basePath !== undefined) return () => basePath;
  return (request, response) => {
    if (!request.app.get("trust proxy fn")(request.socket.remoteAddress, 0)) return undefined;
    response.vary("X-Forwarded-Prefix");
    const prefix = request.get("X-Forwarded-Prefix")?.replace(/\/$/, "");
    return prefix !== undefined && BASE_PATH.test(prefix) ? prefix : undefined;
  };
}

/** The address of the API's root, as a page at the path of `request` writes it; it ends with a slash. */
export function rootOf(request: Request, prefix: string | undefined): string {
  if (prefix !== undefined) return `${prefix}/`;
  const depth = request.path.split("/").length - 2;
  return "../".repeat(depth) || "./";
}

/** Takes `basePath` off the address of a request, for proxies that leave it there. */
export function stripBasePath(basePath: string): RequestHandler {
  return (request, _response, next) => {
    const { url } = request;
    const rest = url.slice(basePath.length);
    if (url.startsWith(basePath) && /^([/?]|$)/.test(rest)) {
      request.url = rest.startsWith("/") ? rest : `/${rest}`;
    }
    next();
  };
}

/** Reads `//docs` as `/docs`: a proxy sends that if the prefix of its `location` has no slash at the end and `proxy_pass` has. */
export const mergeSlashes: RequestHandler = (request, _response, next) => {
  if (request.url.startsWith("//")) request.url = request.url.replace(/^\/+/, "/");
  next();
};
