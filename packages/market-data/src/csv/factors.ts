/** Words and letters that multiply a number, in lower case, by their factor. */
const WORDS: Record<string, string> = {
  1e2: "手",
  1e3: "k ths th tsd tys thousand thousands тыс к 千 천",
  1e4: "万 萬 만",
  1e5: "l lac lacs lakh lakhs",
  1e6: "m mm mn mio mil mln million millions м млн 百万 백만",
  1e7: "cr crore crores",
  1e8: "亿 億 억",
  1e9: "b bn bln mrd billion billions млрд",
  1e12: "t tn trillion trillions",
};

const FACTORS = new Map(
  Object.entries(WORDS).flatMap(([factor, words]) =>
    words.split(" ").map((word) => [word, Number(factor)] as const),
  ),
);

/** Zeros that prices and volumes are told without: `Volume (000s)`, `Volume (,000,000)`. */
const ZEROS = /^['",]*000(,?000)?s?$/;

/** The factor of a suffix, such as 1e6 for M; undefined if it is unknown. */
export function factorOf(suffix: string): number | undefined {
  return suffix === "" ? 1 : FACTORS.get(suffix.toLowerCase());
}

/** No bracket within: a name of many open ones takes no longer. */
const BRACKETS = /[([（]([^()[\]（）]*)[)\]）]\s*$/;

/** The text in brackets at the end of a column's name; "" for none. */
function bracketsOf(name: string): string {
  return BRACKETS.exec(name)?.[1]?.trim() ?? "";
}

/** A column's name without brackets at its end. */
export function withoutBrackets(name: string): string {
  return name.replace(BRACKETS, "");
}

/** The factor of the unit that a column's name has in brackets: 1e6 for `Volume (M)`, 1 for `Volume (shares)`. */
export function unitOf(name: string): number {
  const unit = bracketsOf(name)
    .toLowerCase()
    .replace(/^in /, "")
    .replace(/\s*(shares|stück|stk|股|株|주)$/, "");
  const zeros = ZEROS.exec(unit);
  if (zeros) return zeros[1] ? 1e6 : 1e3;
  // Alone, these letters are tonnes, litres or a series.
  return /^[lbt]$/.test(unit) ? 1 : (factorOf(unit) ?? 1);
}

const CURRENCIES = new Set([...Intl.supportedValuesOf("currency"), "GBX", "USDT", "USDC"]);

/** The symbol that a column's name has in brackets, as `Close (AAPL)`; undefined if there is a unit, or nothing. */
export function symbolInBrackets(name: string): string | undefined {
  const text = bracketsOf(name);
  const isUnit = CURRENCIES.has(text) || unitOf(name) !== 1;
  return !isUnit && /^[A-Z^][A-Z0-9.\-=^&]*$/.test(text) && text.length > 1 ? text : undefined;
}
