/** A symbol without the country or exchange that a file may add: AAPL.US, NASDAQ:AAPL, sh.600000, AAPL US Equity. */
export function withoutMarket(name: string): string {
  return name.replace(/^[a-z]+(:|\.(?=\d))/i, "").replace(/[.\s:]US( Equity)?$/i, "");
}

/** The part of a symbol before an exchange or a currency; a share class is a part of it. */
export function base(name: string): string {
  return withoutMarket(name.replace(BLOOMBERG, "")).replace(/([.:/ ][A-Z0-9]{1,5}|-[A-Z]{3,4}|=[XF])$/i, "");
}

/** Whether a value looks like a ticker, and not like a company's name, a number or an ISIN. */
export function isTicker(name: string): boolean {
  const bare = name.replace(BLOOMBERG, "");
  return /^[A-Z0-9.^=&_:/-]{1,20}$/.test(bare) && /[A-Z]/.test(bare) && !/^[A-Z]{2}[A-Z0-9]{9}\d$/.test(bare);
}

/** What Bloomberg adds: SAP GY Equity, SPX Index. */
const BLOOMBERG = /( [A-Z]{2})? (Equity|Index|Comdty|Curncy)$/i;
