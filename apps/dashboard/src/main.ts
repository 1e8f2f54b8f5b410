import type { ModelsResponse } from "@lstm-predict/api/schemas";
import { ApiFailure, hasKey, keepKey, listModels } from "./api/requests.ts";
import { h } from "./elements/dom.ts";
import { failure } from "./elements/panel.ts";
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
  symbols.value = asked() ?? symbols.value;
  void showSymbol(symbols.value);
});
void begin();

async function begin(): Promise<void> {
  status.className = "";
  status.textContent = "Loading …";
  try {
    showModels(await listModels());
  } catch (error) {
    const { message } = error as Error;
    symbols.disabled = true;
    const unauthorized = error instanceof ApiFailure && error.code === "unauthorized";
    main.replaceChildren(unauthorized ? keyForm() : failure(message, begin));
    status.className = unauthorized ? "quiet" : "";
    status.textContent = unauthorized ? "An API key is needed." : message;
    if (unauthorized) main.querySelector("input")?.focus();
  }
}

function showModels({ models, broken, defaultSymbol }: ModelsResponse): void {
  const names = models.map(({ symbol }) => symbol);
  symbols.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
  symbols.disabled = names.length === 0;
  const faults = broken.map(({ reason, serving }) =>
    h("p", { class: "warning" }, `${reason}${serving ? ` Version ${serving} still answers.` : ""}`),
  );
  if (names.length === 0) {
    const words =
      "No model is served yet. Train one with pnpm train --symbol AAPL: it appears here by itself when you try again.";
    main.replaceChildren(...faults, failure(words, begin));
    status.textContent = "No model is served yet.";
    return;
  }
  const wanted = [asked(), defaultSymbol].find((name) => name && names.includes(name));
  symbols.value = wanted ?? names[0]!;
  // Back returns to it.
  history.replaceState(null, "", addressOf(symbols.value));
  void showSymbol(symbols.value, faults);
}

async function showSymbol(symbol: string, faults: HTMLElement[] = []): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal } = current;
  document.title = `${symbol}: tomorrow's close`;
  status.className = "";
  status.textContent = `Loading ${symbol} …`;
  const panels = symbolPanels(symbol, signal, begin);
  main.replaceChildren(...faults, ...panels.map(({ element }) => element));
  const shown = await Promise.all(panels.map((panel) => panel.shown));
  if (signal.aborted) return;
  const missing = shown.filter((there) => !there).length;
  status.className = missing === 0 ? "quiet" : "";
  status.textContent =
    missing === 0
      ? `${symbol} is shown.`
      : `${symbol} is shown; ${missing} of ${shown.length} panels could not be filled.`;
}

/** The symbol that the address names, so that it can be kept and sent. */
function asked(): string | undefined {
  return new URLSearchParams(location.search).get("symbol")?.toUpperCase();
}

function addressOf(symbol: string): string {
  return `?symbol=${encodeURIComponent(symbol)}`;
}

function keyForm(): HTMLElement {
  const input = h("input", {
    type: "password",
    id: "key",
    autocomplete: "off",
    required: true,
    spellcheck: "false",
  });
  const form = h(
    "form",
    { class: "key" },
    h("h2", {}, "This server asks for an API key"),
    h("p", { id: "key-note" }, "It is kept until this tab is closed, and sent to this server alone."),
    hasKey() &&
      h("p", { class: "warning", role: "alert" }, "The server does not know the key that was given."),
    h("label", { for: "key" }, "API key"),
    input,
    h("button", { type: "submit" }, "Use it"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keepKey(input.value.trim());
    void begin();
  });
  return form;
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
