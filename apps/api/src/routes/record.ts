import type { RequestHandler, Router } from "express";
import { sendJson } from "../compression.ts";
import { overviewPage } from "../record/overview.ts";
import { OverviewQuery, RecordQuery } from "../schemas/record.ts";
import { TickerSymbol } from "../schemas/window.ts";
import type { Service } from "../service.ts";
import { validate } from "../validate.ts";
import { resource, strictRouter } from "./resource.ts";

/** GET /record and GET /record/{symbol}, behind `guards`. */
export function recordRoutes(
  { champions, record }: Pick<Service, "champions" | "record">,
  guards: RequestHandler[],
): Router {
  const router = strictRouter();
  resource(router, "/record", {
    guards,
    get: [
      async (request, response) => {
        const query = validate(OverviewQuery, request.query);
        await sendJson(request, response, overviewPage(await record.whole(query.horizon), query));
      },
    ],
  });
  resource(router, "/record/:symbol", {
    guards,
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const { horizon, days } = validate(RecordQuery, request.query);
        const answer = await record.symbol(symbol, horizon, days);
        // A symbol that has never been forecast and has no model: the error says which have one.
        if (answer.days.length === 0) champions.find(symbol);
        await sendJson(request, response, answer);
      },
    ],
  });
  return router;
}
