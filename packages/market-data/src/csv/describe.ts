import { COLUMNS } from "../csv-format.ts";
import { type Meaning, plainName, vendorOf } from "./column-names.ts";
import { ORDERS } from "./dates.ts";
import type { Header } from "./header.ts";
import { list } from "./malformed.ts";
import type { ReadRows } from "./rows.ts";

const SEPARATORS: Record<string, string> = { ";": "semicolons", "\t": "tabs", "|": "bars (|)" };
const FACTORS: Record<number, string> = {
  1e2: "hundreds",
  1e3: "thousands",
  1e4: "ten thousands",
  1e5: "lakhs",
  1e6: "millions",
  1e7: "crores",
  1e8: "hundred millions",
  1e9: "billions",
  1e12: "trillions",
};

/** One sentence about what was understood of a file, or none if it is written like Yahoo's. */
export function describe({
  header: { columns },
  position,
  chosen,
  read: { order, mark, volumeFactors },
  separator,
  encoding,
}: {
  header: Header;
  position: ReadonlyMap<Meaning, number>;
  chosen: string | undefined;
  read: ReadRows;
  separator: string;
  encoding: string;
}): string[] {
  const names = columns.map(({ name }) => name);
  const units = list(
    volumeFactors.toSorted((a, b) => a - b).map((factor) => FACTORS[factor]!),
    "and",
  );
  const renamed = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).flatMap((field) => {
    const name = names[position.get(field) ?? -1];
    if (name === undefined || plainName(name) === plainName(COLUMNS[field])) return [];
    if (field === "volume" && units !== "") return [];
    return [`${shorten(name)} as ${field === "adjClose" ? "adjusted close" : field}`];
  });
  const volume = names[position.get("volume") ?? -1];
  const columnParts = [...renamed, ...(units === "" ? [] : [`${volume} in ${units}`])];
  const format = [
    ...(SEPARATORS[separator] ? [`cells between ${SEPARATORS[separator]}`] : []),
    ...(mark === "," ? ["decimal commas"] : []),
    ...(encoding === "utf-8" ? [] : [encoding.toUpperCase()]),
  ];
  const parts = [
    columnParts.join(", "),
    order ? `dates ${ORDERS[order]}` : "",
    format.join(", "),
    chosen ?? "",
  ].filter((part) => part !== "");
  const vendor = vendorOf(names);
  if (parts.length === 0) return vendor === undefined ? [] : [`Read as ${vendor}.`];
  return [`Read as ${vendor ?? "CSV"}: ${parts.join("; ")}.`];
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 24)}...` : name || "the first column";
}
