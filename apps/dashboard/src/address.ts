/** What the page shows: one symbol, all symbols, or two side by side. */
export type View =
  | { kind: "symbol"; symbol: string | undefined }
  | { kind: "overview" }
  | { kind: "comparison"; symbols: [string, string] };

/** What the query of an address names: "?symbol=ko" is "KO". Addresses can be kept and sent. */
export function viewOf(query: string): View {
  const parameters = new URLSearchParams(query);
  if (parameters.has("all")) return { kind: "overview" };
  const [first, second] = parameters.get("compare")?.toUpperCase().split(",") ?? [];
  if (first && second) return { kind: "comparison", symbols: [first, second] };
  return { kind: "symbol", symbol: parameters.get("symbol")?.toUpperCase() };
}

/** The address of a view, relative to the page. */
export function addressOf(view: View): string {
  if (view.kind === "overview") return "?all";
  if (view.kind === "comparison") return `?compare=${view.symbols.map(encodeURIComponent).join(",")}`;
  return view.symbol === undefined ? "./" : `?symbol=${encodeURIComponent(view.symbol)}`;
}
