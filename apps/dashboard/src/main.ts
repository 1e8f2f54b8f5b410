import type { ModelsResponse } from "@lstm-predict/api-client";
import { addressOf, type View, viewOf } from "./address.ts";
import { ApiFailure } from "./api/failure.ts";
import { requestModels } from "./api/requests.ts";
import { brokenWarnings, firstView } from "./content/symbols.ts";
import { h } from "./elements/dom.ts";
import { failure, warnings } from "./elements/messages.ts";
import { keyForm } from "./key-form.ts";
import { setUpTheme } from "./theme.ts";
import { comparisonView } from "./views/comparison.ts";
import { overviewView } from "./views/overview.ts";
import type { Shown } from "./views/shown.ts";
import { symbolView } from "./views/symbol.ts";
import "uplot/dist/uPlot.min.css";
import "./styles/index.css";

const main = byId<HTMLElement>("main");
const status = byId<HTMLElement>("status");
const symbols = byId<HTMLSelectElement>("symbol");

/** The served symbols, and the one that the server prefers. */
let models: Pick<ModelsResponse, "defaultSymbol"> & { served: string[] } = {
  served: [],
  defaultSymbol: null,
};
/** Aborted when something else is shown: its requests and charts end. */
let current = new AbortController();

setUpTheme(byId<HTMLSelectElement>("theme"));
symbols.addEventListener("change", () => go({ kind: "symbol", symbol: symbols.value }));
addEventListener("popstate", () => void show(viewOf(location.search)));
document.addEventListener("click", followInside);
void begin();

async function begin(): Promise<void> {
  setStatus("Loading …");
  try {
    showModels(await requestModels());
  } catch (error) {
    symbols.disabled = true;
    if (error instanceof ApiFailure && error.code === "unauthorized") return askForKey();
    const { message } = error as Error;
    main.replaceChildren(failure(message, begin));
    setStatus(message);
  }
}

function askForKey(): void {
  main.replaceChildren(keyForm(begin));
  setStatus("An API key is needed.", { quiet: true });
  main.querySelector("input")?.focus();
}

function showModels({ models: all, broken, defaultSymbol }: ModelsResponse): void {
  const served = all.map(({ symbol }) => symbol);
  models = { served, defaultSymbol };
  const none = h("option", { value: "", hidden: true }, "choose");
  symbols.replaceChildren(none, ...served.map((symbol) => h("option", { value: symbol }, symbol)));
  symbols.disabled = served.length === 0;
  byId("all").hidden = served.length < 2;
  const aboutBroken = warnings(brokenWarnings(broken));
  if (served.length === 0) {
    const empty = "No model is served yet.";
    const advice =
      "Train one with pnpm train --symbol AAPL, then try again. If that serves none, it says why.";
    main.replaceChildren(...aboutBroken, failure(`${empty} ${advice}`, begin));
    setStatus(empty);
    return;
  }
  const view = firstView(served, viewOf(location.search), defaultSymbol);
  // The address names the view, so that Back returns to it.
  history.replaceState(null, "", addressOf(view));
  void show(view, aboutBroken);
}

/** Follows a link to another view without loading the page anew, unless the reader wants it elsewhere. */
function followInside(event: MouseEvent): void {
  const link = (event.target as Element).closest("a");
  const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link?.hasAttribute("data-view") || !isPlain) return;
  event.preventDefault();
  go(viewOf(link.search));
  scrollTo(0, 0);
}

/** Shows another view, and remembers this one for Back. */
function go(view: View): void {
  history.pushState(null, "", addressOf(view));
  void show(view);
}

async function show(asked: View, above: HTMLElement[] = []): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  const view = firstView(models.served, asked, models.defaultSymbol);
  // None is chosen while all, or two, are shown: then each one is a change, which shows it.
  symbols.value = view.kind === "symbol" ? view.symbol! : "";
  const shown = draw(view, signal);
  document.title = shown.title;
  setStatus(`Loading ${shown.title} …`);
  main.replaceChildren(...above, ...shown.elements);
  const filled = await Promise.all(shown.filled);
  if (!signal.aborted) setStatus(shown.status(filled), { quiet: !filled.includes(false) });
}

function draw(view: View, signal: AbortSignal): Shown {
  if (view.kind === "comparison") return comparisonView(view.symbols, signal, begin);
  if (view.kind === "symbol") return symbolView(view.symbol!, signal, begin);
  return overviewView(models.served, signal, begin, (two) => go({ kind: "comparison", symbols: two }));
}

/** A quiet status is there for screen readers alone. */
function setStatus(text: string, { quiet = false } = {}): void {
  status.className = quiet ? "quiet" : "";
  status.textContent = text;
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
