import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import type { Request, Response } from "express";
import { Representation } from "./compression.ts";
import { rootOf } from "./prefix.ts";

interface CachedFile {
  /** Weak, because it stands for every compressed form of the file. */
  etag: string;
  text: Buffer;
  representation: Representation;
}

/** By path. Callers choose from files that exist, so their number is bounded. */
const cache = new Map<string, CachedFile>();

/** Reads a file if it is new or changed since the last request. Rejects if it cannot be read. */
async function fileAt(path: string): Promise<CachedFile> {
  const { size, mtimeMs } = await stat(path).catch((error) => {
    cache.delete(path);
    throw error;
  });
  const etag = `W/"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
  const known = cache.get(path);
  if (known?.etag === etag) return known;
  const text = await readFile(path);
  const file = { etag, text, representation: new Representation(text) };
  cache.set(path, file);
  return file;
}

/** Answers with a file from memory, or with 304 if the client has it. */
export async function sendAsset(request: Request, response: Response, path: string, cacheControl: string) {
  const { etag, representation } = await fileAt(path);
  response.set({ ETag: etag, "Cache-Control": cacheControl }).type(extname(path));
  await representation.send(request, response);
}

/** Answers with an HTML page; its addresses begin with "./", which becomes the root of the API as its reader sees it. */
export async function sendPage(
  request: Request,
  response: Response,
  path: string,
  prefix: string | undefined,
): Promise<void> {
  const { text } = await fileAt(path);
  const page = String(text).replaceAll('="./', `="${rootOf(request, prefix)}`);
  // The page names hashed files, which may be cached for ever; the page itself may not.
  response.set("Cache-Control", "no-cache").type("html");
  await new Representation(page).send(request, response);
}
