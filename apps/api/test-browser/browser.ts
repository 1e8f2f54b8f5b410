import { join } from "node:path";
import { afterAll } from "@jest/globals";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Limit of every wait for a page: a busy machine may be slow. */
const TIMEOUT_MS = 300_000;

let browser: Browser | undefined;
afterAll(async () => {
  await browser?.close();
});

export interface OpenPage {
  page: Page;
  /** Errors, and what the content security policy refused, as the console shows them. */
  complaints: string[];
  /** URLs that were asked for. */
  requests: string[];
  /** URLs that were loaded from another server than the page's. */
  elsewhere: string[];
}

/** Opens a page in Debian's Chromium. */
export async function openPage(url: string, options: BrowserContextOptions = {}): Promise<OpenPage> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    timeout: TIMEOUT_MS,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const elsewhere: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy")) {
      complaints.push(message.text());
    }
  });
  page.on("response", (response) => {
    const target = new URL(response.url());
    if (target.protocol.startsWith("http") && target.origin !== new URL(url).origin)
      elsewhere.push(target.href);
  });
  await page.goto(url);
  return { page, complaints, requests, elsewhere };
}

/** Saves a screenshot in the folder SCREENSHOTS, if that is set. */
export async function shoot(page: Page, name: string): Promise<void> {
  const { SCREENSHOTS } = process.env;
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
