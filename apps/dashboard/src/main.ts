import type { ModelsResponse } from "@lstm-predict/api/schemas";
import { addressOf, symbolOf } from "./address.ts";
import { ApiFailure } from "./api/failure.ts";
import { requestModels } from "./api/requests.ts";
import { brokenWarnings, firstSymbol, symbolStatus } from "./content/symbols.ts";
import { h } from "./elements/dom.ts";
import { failure, warnings } from "./elements/messages.ts";
import { keyForm } from "./key-form.ts";
import { symbolPanels } from "./page.ts";
import { setUpTheme } from "./theme.ts";
import "uplot/dist/uPlot.min.css";
import "./styles/index.css";

const main = byId<HTMLElement>("main");
const status = byId<HTMLElement>("status");
const symbols = byId<HTMLSelectElement>("symbol");

/** Aborted when another symbol is shown: its requests and charts end. */
let current = new AbortController();

setUpTheme(byId<HTMLSelectElement>("theme"));
symbols.addEventListener("change", () => {
  history.pushState(null, "", addressOf(symbols.value));
  void showSymbol(symbols.value);
});
addEventListener("popstate", () => {
  symbols.value = symbolOf(location.search) ?? symbols.value;
  void showSymbol(symbols.value);
});
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

function showModels({ models, broken, defaultSymbol }: ModelsResponse): void {
  const served = models.map(({ symbol }) => symbol);
  symbols.replaceChildren(...served.map((symbol) => h("option", { value: symbol }, symbol)));
  symbols.disabled = served.length === 0;
  const aboutBroken = warnings(brokenWarnings(broken));
  const symbol = firstSymbol(served, symbolOf(location.search), defaultSymbol);
  if (symbol === undefined) {
    const none = "No model is served yet.";
    const advice =
      "Train one with pnpm train --symbol AAPL, then try again. If that serves none, it says why.";
    main.replaceChildren(...aboutBroken, failure(`${none} ${advice}`, begin));
    setStatus(none);
    return;
  }
  symbols.value = symbol;
  // The address names the symbol, so that Back returns to it.
  history.replaceState(null, "", addressOf(symbol));
  void showSymbol(symbol, aboutBroken);
}

async function showSymbol(symbol: string, above: HTMLElement[] = []): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  document.title = `${symbol}: tomorrow's close`;
  setStatus(`Loading ${symbol} …`);
  const panels = symbolPanels(symbol, signal, begin);
  main.replaceChildren(...above, ...panels.map(({ element }) => element));
  const filled = await Promise.all(panels.map((panel) => panel.filled));
  if (!signal.aborted) setStatus(symbolStatus(symbol, filled), { quiet: !filled.includes(false) });
}

/** A quiet status is there for screen readers alone. */
function setStatus(text: string, { quiet = false } = {}): void {
  status.className = quiet ? "quiet" : "";
  status.textContent = text;
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
