import type { RawBar } from "../source.ts";
import type { Meaning } from "./column-names.ts";
import {
  type DateOrder,
  daysOfInstants,
  findOrder,
  LEGAL_DATES,
  ORDERS,
  readDate,
  readings,
} from "./dates.ts";
import { unitOf } from "./factors.ts";
import { malformed, quote } from "./malformed.ts";
import { type DecimalMark, findMark, type ParsedNumber, readNumber } from "./numbers.ts";
import type { CsvRecord } from "./records.ts";
import { findSuspectDay } from "./suspect-days.ts";

/** A row of the file, with its time of day as written ("" for none) and its line. */
export interface CsvRow extends RawBar {
  time: string;
  line: number;
}

/** What was read, and how. */
export interface ReadRows {
  rows: CsvRow[];
  order: DateOrder | undefined;
  mark: DecimalMark;
  /** Suffixes' factors in the volumes, such as 1e6 for 1.87M. */
  volumeFactors: number[];
}

const NUMBERS = ["open", "high", "low", "close", "adjClose", "volume"] as const;

/**
 * Reads dates and numbers. The order of day and month, and the decimal mark, are those that all cells of the file agree on.
 *
 * @throws MarketDataError `csv_malformed` with line, column and value; also if the order or the mark remains open
 */
export function readRows(
  records: readonly CsvRecord[],
  {
    position,
    names,
    file,
    separator,
  }: { position: ReadonlyMap<Meaning, number>; names: readonly string[]; file: string; separator: string },
  given: { dates?: DateOrder | undefined; decimal?: DecimalMark | undefined },
): ReadRows {
  const cell = ({ cells }: CsvRecord, meaning: Meaning) => cells[position.get(meaning) ?? -1] ?? "";
  const fields = NUMBERS.filter((field) => position.has(field));
  const refuse = ({ line, cells }: CsvRecord, meaning: Meaning, reason: string) => {
    const index = position.get(meaning)!;
    return malformed(file, line, `${names[index] || "Date"} is ${quote(cells[index]!)}${reason}`);
  };

  const order = given.dates ?? decideOrder();
  const mark = given.decimal ?? decideMark();
  const factors = new Set<number>();
  const unit = unitOf(names[position.get("volume") ?? -1] ?? "");
  const inShares = (volume: number | null) => volume && (unit === 1 ? volume : Math.round(volume * unit));
  const rows = records.map((record): CsvRow => {
    const written = cell(record, "date");
    const parsed = readDate(written, order);
    if (!parsed) {
      const expected =
        order === undefined
          ? LEGAL_DATES
          : `a day as ${ORDERS[order]}${given.dates ? `, as --dates ${order} says` : ", as in the other rows"}`;
      throw refuse(record, "date", `, expected ${expected}`);
    }
    const time = parsed.time || cell(record, "time");
    const values = Object.fromEntries(fields.map((field) => [field, number(record, field)]));
    const value = (field: (typeof NUMBERS)[number]) => values[field]?.value ?? null;
    if (values.volume) factors.add(values.volume.factor * unit);
    const [open, high, low, close] = [value("open"), value("high"), value("low"), value("close")];
    return {
      date: parsed.day,
      open,
      high,
      low,
      close,
      volume: inShares(value("volume")),
      adjClose: value("adjClose"),
      time,
      line: record.line,
    };
  });
  const days = daysOfInstants(rows.map(({ date, time }) => ({ day: date, time })));
  for (const [i, row] of rows.entries()) row.date = days[i]!;
  const suspect = findSuspectDay(
    records.map((record) => cell(record, "date")),
    days,
    order,
  );
  if (suspect) throw refuse(records[suspect.index]!, "date", suspect.reason);
  return { rows, order, mark, volumeFactors: [...factors].filter((factor) => factor > 1) };

  function number(record: CsvRecord, field: (typeof NUMBERS)[number]): ParsedNumber | null {
    const parsed = readNumber(cell(record, field), mark);
    if (parsed === undefined) {
      const legal = `expected a number such as ${mark === "." ? "1234.5 or 1,234.5" : "1234,5 or 1.234,5"}`;
      throw refuse(record, field, `, ${legal}`);
    }
    return parsed;
  }

  function decideOrder(): DateOrder | undefined {
    const evidence = findOrder(records.map((record) => cell(record, "date")));
    if ("order" in evidence) return evidence.order;
    if ("undecided" in evidence) {
      const record = records[evidence.undecided]!;
      throw refuse(
        record,
        "date",
        `, and no row has a day above 12 that tells the order: it is ${readings(cell(record, "date"))}`,
      );
    }
    const [day, month] = evidence.contradiction.map((i) => records[i]!) as [CsvRecord, CsvRecord];
    const [first, second] = day.line < month.line ? [day, month] : [month, day];
    const earlier = `${quote(cell(first, "date"))} on line ${first.line}`;
    throw refuse(second, "date", `, but ${earlier}: expected ${ORDERS.dmy} or ${ORDERS.mdy} in all rows`);
  }

  function decideMark(): DecimalMark {
    const ungrouped = records.some(({ cells }) =>
      cells.some(
        (text, i) => i !== position.get("date") && i !== position.get("time") && /^\d{4,}$/.test(text),
      ),
    );
    const isVolume = (index: number) => fields[index % fields.length] === "volume";
    const cells = records.flatMap((record) => fields.map((field) => cell(record, field)));
    const evidence = findMark(cells, { separator, ungrouped, isVolume });
    if ("mark" in evidence) return evidence.mark;
    const at = (index: number) => ({
      record: records[Math.floor(index / fields.length)]!,
      field: fields[index % fields.length]!,
    });
    if ("undecided" in evidence) {
      const { record, field } = at(evidence.undecided);
      const both = ([".", ","] as const).map(
        (m) => `${readNumber(cell(record, field), m)?.value} (--decimal ${m === "." ? "point" : "comma"})`,
      );
      throw refuse(
        record,
        field,
        `, and no row tells whether its mark divides thousands or decimals: it is ${both.join(" or ")}`,
      );
    }
    const [a, b] = evidence.contradiction.map(at) as [ReturnType<typeof at>, ReturnType<typeof at>];
    const [first, second] = evidence.contradiction[0] < evidence.contradiction[1] ? [a, b] : [b, a];
    const earlier = `${names[position.get(first.field)!]} is ${quote(cell(first.record, first.field))} on line ${first.record.line}`;
    throw refuse(
      second.record,
      second.field,
      `, but ${earlier}: expected one decimal mark, a point or a comma`,
    );
  }
}
