import express, { type RequestHandler, Router } from "express";
import type { Champions } from "../models.ts";
import { predict } from "../predict.ts";
import { ApiError } from "../problem.ts";
import { quote } from "../quote.ts";
import { PredictRequest } from "../schemas.ts";
import { validate } from "../validate.ts";
import { resource } from "./resource.ts";

/** Room for a window of about 900 rows at full precision. */
const BODY_LIMIT = "100kb";

/** POST /predict. */
export function predictRoutes(champions: Champions): Router {
  const router = Router();
  resource(router, "/predict", {
    post: [
      requireJson,
      express.json({ limit: BODY_LIMIT }),
      async (request, response) => {
        response.json(await predict(champions, validate(PredictRequest, request.body)));
      },
    ],
  });
  return router;
}

/** The body parser skips what is not JSON; a client that forgot the header should hear of the header. */
const requireJson: RequestHandler = (request, _response, next) => {
  const matched = request.is("application/json");
  if (matched === null) throw new ApiError("malformed-json", "the body is empty: expected a JSON object");
  if (matched === false) {
    const type = request.get("Content-Type");
    const found = type === undefined ? "is missing" : `is ${quote(type)}`;
    throw new ApiError("unsupported-media-type", `Content-Type ${found}: expected application/json`);
  }
  next();
};
