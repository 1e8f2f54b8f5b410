/** The symbol that the query of an address names: "?symbol=ko" is "KO". Addresses can be kept and sent. */
export function symbolOf(query: string): string | undefined {
  return new URLSearchParams(query).get("symbol")?.toUpperCase();
}

/** The address of a symbol, relative to the page. */
export function addressOf(symbol: string): string {
  return `?symbol=${encodeURIComponent(symbol)}`;
}
