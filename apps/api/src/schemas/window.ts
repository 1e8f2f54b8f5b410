import { COLUMN_COUNT, COLUMNS } from "@lstm-predict/bars";
import { quoteInput } from "@lstm-predict/checks";
import * as z from "zod";

/**
 * Windows in one POST /predict/batch. The code calls such a request bulk, and a micro-batch the windows that are computed
 * together; paths and OpenAPI ids keep the public name, batch.
 */
export const MAX_WINDOWS = 256;

/** Yahoo's notation: AAPL, BRK-B, ^GSPC, 005930.KS, EURUSD=X. Never a path. */
export const TickerSymbol = z
  .string()
  .regex(/^[A-Za-z0-9^][A-Za-z0-9.^=&_-]{0,19}$/, {
    error: ({ input }) => `is ${quoteInput(input)}: expected a ticker symbol such as AAPL, BRK-B or ^GSPC`,
  })
  .toUpperCase()
  .meta({ description: "Ticker symbol, upper or lower case.", examples: ["AAPL"] });

const price = (description: string) => z.number().positive().meta({ description });

export const Row = z
  .tuple(
    [
      price("open"),
      price("high"),
      price("low"),
      price("close"),
      z.number().nonnegative().meta({ description: "volume, in shares" }),
      price("adj_close: the close adjusted for dividends"),
    ],
    {
      error: ({ code, input }) =>
        code === "invalid_type"
          ? undefined
          : `has ${(input as unknown[]).length} values: expected ${COLUMN_COUNT}, [${COLUMNS.join(", ")}]`,
    },
  )
  .refine(([, high, low]) => high >= low, {
    path: [1],
    error: ({ input }) => {
      const [, high, low] = input as number[];
      return `is ${high}: expected a high that is at least the low, ${low}`;
    },
  })
  .meta({
    id: "Row",
    description: "One session: [open, high, low, close, volume, adj_close]. High is at least low.",
  });

export const Window = z.array(Row);
export type Window = z.infer<typeof Window>;
export type Row = z.infer<typeof Row>;

/**
 * Whether `value` is a Window, in a hundredth of the schema's time. On false, ask the schema what is wrong: it is the one
 * source of errors, types and documentation.
 */
export function isWindow(value: unknown): value is Window {
  return Array.isArray(value) && value.every(isRow);
}

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row) || row.length !== COLUMN_COUNT) return false;
  const [open, high, low, close, volume, adjClose] = row;
  return (
    isPrice(open) &&
    isPrice(high) &&
    isPrice(low) &&
    isPrice(close) &&
    (volume === 0 || isPrice(volume)) &&
    isPrice(adjClose) &&
    high >= low
  );
}

function isPrice(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
}
