import { FormatError } from "../errors.ts";

/** The error for an error bar that the graph cannot compute. */
export function unsupported(what: string): FormatError {
  return new FormatError(
    "unsupported_volatility",
    `the bundle's volatility is ${what}: it cannot be exported to ONNX`,
  );
}
