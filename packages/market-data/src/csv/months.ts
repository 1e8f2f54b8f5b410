/** Languages whose month names are read. */
const LANGUAGES = [
  "en",
  "en-GB",
  "de",
  "de-AT",
  "fr",
  "es",
  "pt",
  "it",
  "pl",
  "nl",
  "sv",
  "da",
  "tr",
  "ru",
  "id",
];
/** Names alone and beside a day, which are of different cases in Polish and Russian. */
const STYLES = [{ month: "long" }, { month: "short" }, { month: "long", day: "numeric" }] as const;
/** An abbreviation of German spreadsheets. */
const MARCH = "mrz";

let months: ReadonlyMap<string, number> | undefined;

/** The number of a month, 1 to 12, by its name or abbreviation; undefined if no language has it. */
export function monthOf(name: string): number | undefined {
  months ??= nameMonths(); // takes 40 ms
  return months.get(plainMonth(name));
}

function nameMonths(): Map<string, number> {
  const names = new Map([[MARCH, 3]]);
  for (const language of LANGUAGES) {
    for (const style of STYLES) {
      const format = new Intl.DateTimeFormat(language, { ...style, timeZone: "UTC" });
      for (let k = 0; k < 12; k++) {
        const parts = format.formatToParts(Date.UTC(2024, k));
        names.set(plainMonth(parts.find(({ type }) => type === "month")!.value), k + 1);
      }
    }
  }
  return names;
}

function plainMonth(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[^\p{L}]/gu, "")
    .toLowerCase();
}
