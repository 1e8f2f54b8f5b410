import type { Bar } from "@lstm-predict/bars";
import type { RequestHandler, Router } from "express";
import { sendJson } from "../compression.ts";
import { BarsQuery, type Session, type SymbolBars } from "../schemas/bars.ts";
import { TickerSymbol } from "../schemas/window.ts";
import type { Service } from "../service.ts";
import { validate } from "../validate.ts";
import { resource, strictRouter } from "./resource.ts";

/** GET /bars/{symbol}: the bars that GET /forecast/{symbol} forecasts from, for symbols that have a model; behind `guards`. */
export function barRoutes(
  { champions, bars }: Pick<Service, "champions" | "bars">,
  guards: RequestHandler[],
): Router {
  const router = strictRouter();
  resource(router, "/bars/:symbol", {
    guards,
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const { days } = validate(BarsQuery, request.query);
        champions.find(symbol); // A symbol without a model downloads nothing.
        const { series, nextSession, sessions: coming, warning } = await bars.get(symbol);
        const { source, detail, timeZone, cache } = series;
        await sendJson(request, response, {
          symbol,
          source,
          detail,
          timeZone,
          fetchedAt: cache?.fetchedAt,
          warning,
          nextSession,
          coming: coming.map(({ date }) => date),
          sessions: series.bars.slice(-days).map(sessionOf),
        } satisfies SymbolBars);
      },
    ],
  });
  return router;
}

function sessionOf({ date, open, high, low, close, volume, adjClose }: Bar): Session {
  return { date, open, high, low, close, volume, adjClose };
}
