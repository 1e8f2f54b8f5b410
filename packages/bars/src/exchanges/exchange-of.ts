/** A market without closing days. */
export const EVERY_DAY = "24/7";
/** A market whose closing days are not on record, but never many in a row: currencies, futures. */
export const SHORT_HOLIDAYS = "short holidays";

/** Suffixes of Yahoo's symbols by ISO 10383 code of the exchange. */
const SUFFIXES = {
  ...{ XNYS: "US", XTSE: "TO V CN NE", XMEX: "MX" },
  ...{ BVMF: "SA", XBUE: "BA", XSGO: "SN", XBOG: "CL", XLIM: "LM" },
  ...{ XLON: "L IL", XDUB: "IR", XPAR: "PA NX", XAMS: "AS", XBRU: "BR", XLIS: "LS", XMAD: "MC", XMIL: "MI" },
  ...{ XETR: "DE F BE BM DU HA HM MU SG", XSWX: "SW", XWBO: "VI", ASEX: "AT" },
  ...{ XSTO: "ST", XCSE: "CO", XHEL: "HE", XOSL: "OL", XICE: "IC", XTAL: "TL", XRIS: "RG", XLIT: "VS" },
  ...{ XPRA: "PR", XWAR: "WA", XBUD: "BD", XBSE: "RO", XIST: "IS", XTAE: "TA", XSAU: "SR", XJSE: "JO" },
  ...{ XBOM: "NS BO", XSHG: "SS SZ", XHKG: "HK", XTAI: "TW TWO", XTKS: "T", XKRX: "KS KQ" },
  ...{ XSES: "SI", XKLS: "KL", XIDX: "JK", XBKK: "BK", XPHS: "PS", XASX: "AX XA", XNZE: "NZ" },
  [SHORT_HOLIDAYS]: "CBT CME CMX NYB NYM",
};

/** Indices with the sessions of an exchange; others are American if their zone is. */
const INDICES = {
  ...{ XTSE: "^GSPTSE", XMEX: "^MXX", BVMF: "^BVSP", XBUE: "^MERV", XSGO: "^IPSA" },
  ...{ XLON: "^FTSE ^FTMC", XPAR: "^FCHI", XAMS: "^AEX", XBRU: "^BFX", XMAD: "^IBEX", XWBO: "^ATX" },
  ...{ XETR: "^GDAXI ^MDAXI ^TECDAX ^STOXX50E ^STOXX", XSWX: "^SSMI" },
  ...{ XSTO: "^OMX", XCSE: "^OMXC25", XHEL: "^OMXH25" },
  ...{ XBOM: "^NSEI ^NSEBANK ^BSESN", XTKS: "^N225", XKRX: "^KS11 ^KQ11", XHKG: "^HSI ^HSCE" },
  ...{ XTAI: "^TWII", XSES: "^STI", XKLS: "^KLSE", XIDX: "^JKSE", XASX: "^AXJO ^AORD", XNZE: "^NZ50" },
};

const BY_SUFFIX = invert(SUFFIXES);
const BY_INDEX = invert(INDICES);

function invert(names: Record<string, string>): ReadonlyMap<string, string> {
  const pairs = Object.entries(names).flatMap(([code, list]) =>
    list.split(" ").map((name) => [name, code] as const),
  );
  return new Map(pairs);
}

/** A pair of a coin and a currency, such as BTC-USD. */
const COIN = /-(USD|USDT|USDC|EUR|GBP|JPY|KRW|INR|CAD|AUD|CNY|BTC|ETH)$/;
/** Zones of the American exchanges; files have none. */
const AMERICAN = ["America/New_York", "America/Chicago", "unspecified"];

/**
 * The exchange of a symbol in Yahoo's spelling: an ISO 10383 code, `EVERY_DAY` or `SHORT_HOLIDAYS`; undefined if it is unknown.
 *
 * `timeZone` is the IANA zone of its bars. No suffix means New York.
 */
export function exchangeOf(symbol: string | undefined, timeZone: string): string | undefined {
  if (timeZone === "UTC") return EVERY_DAY; // Yahoo's zone of coins.
  if (symbol === undefined) return timeZone === "America/New_York" ? "XNYS" : SHORT_HOLIDAYS;
  if (COIN.test(symbol)) return EVERY_DAY;
  if (/=[XF]$/.test(symbol)) return SHORT_HOLIDAYS;
  const suffix = symbol.split(".").slice(1).at(-1);
  // A suffix of one letter that no exchange has is a class of shares: BRK.B.
  if (suffix !== undefined && (suffix.length > 1 || BY_SUFFIX.has(suffix))) return BY_SUFFIX.get(suffix);
  return BY_INDEX.get(symbol) ?? (AMERICAN.includes(timeZone) ? "XNYS" : undefined);
}
