import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { afterAll } from "@jest/globals";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Limit of every wait for a page: a busy machine may be slow. */
const TIMEOUT_MS = 300_000;

const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};
export const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

let browser: Browser | undefined;
const servers: Server[] = [];
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

/** Serves a folder as a static host does, with further headers for every file. Returns its URL. */
export async function serveFolder(folder: string, headers: Record<string, string>): Promise<string> {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url!, "http://host");
    const file = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    const body = await readFile(folder + file).catch(() => undefined);
    response.writeHead(body ? 200 : 404, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      ...headers,
    });
    response.end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Opens a page in Debian's Chromium. `complaints` are its errors. */
export async function openPage(
  url: string,
  { before, ...options }: BrowserContextOptions & { before?: () => void } = {},
): Promise<{ page: Page; complaints: string[] }> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    timeout: TIMEOUT_MS,
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  if (before) await page.addInitScript(before);
  await page.goto(url);
  return { page, complaints };
}
