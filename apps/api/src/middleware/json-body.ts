import { quoteInput } from "@lstm-predict/checks";
import express, { type RequestHandler } from "express";
import { ApiError } from "../problem.ts";

/** Reads a JSON body of at most `bytes`, compressed or not. */
export function jsonBody(bytes: number): RequestHandler[] {
  return [requireJson, express.json({ limit: bytes, type: checked })];
}

/** Reads such a body as text, for a parser that depends on its size. */
export function jsonText(bytes: number): RequestHandler[] {
  return [requireJson, express.text({ limit: bytes, type: checked })];
}

/** `requireJson` has checked the type. */
const checked = () => true;

/** The body parser ignores a body that is not declared as JSON: the client is told that its header is wrong. */
const requireJson: RequestHandler = (request, _response, next) => {
  const matched = request.is("application/json");
  if (matched === null) throw new ApiError("malformed-json", "the body is empty: expected a JSON object");
  if (matched === false) {
    const type = request.get("Content-Type");
    const found = type === undefined ? "is missing" : `is ${quoteInput(type)}`;
    throw new ApiError("unsupported-media-type", `Content-Type ${found}: expected application/json`);
  }
  next();
};
