import * as z from "zod";
import { DataSource, Warning } from "./forecast.ts";

/** Limit of sessions in one answer. */
const MAX_DAYS = 2000;

export const BarsQuery = z.object({
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_DAYS)
    .default(250)
    .meta({ description: "How many sessions to list, counted back from the last one." }),
});

const Session = z
  .strictObject({
    date: z.string(),
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
    volume: z.number().meta({ description: "In shares." }),
    adjClose: z.number().meta({ description: "The close adjusted for dividends as well as splits." }),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

export const SymbolBars = z
  .strictObject({
    symbol: z.string(),
    source: DataSource,
    detail: z.string(),
    timeZone: z.string().meta({ description: "IANA time zone of the dates." }),
    fetchedAt: z.string().optional().meta({ description: "When the bars were downloaded." }),
    warning: Warning,
    nextSession: z.string().meta({
      description:
        "Date of the session after the last one, by the calendar of the exchange; estimated where that is not on record.",
    }),
    coming: z.array(z.string()).meta({
      description:
        "Dates of the next 20 sessions, `nextSession` first; estimated where the calendar is not on record.",
    }),
    sessions: z.array(Session).meta({ description: "Oldest first, adjusted for splits." }),
  })
  .meta({ id: "SymbolBars" });
export type SymbolBars = z.infer<typeof SymbolBars>;
