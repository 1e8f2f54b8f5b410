import type { ApiError } from "@lstm-predict/api-client";

/** A failed request, explained for the reader. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  /** The last part of the problem's type, such as `no-bars`; `unreachable` without a response. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Explains a failure of the client; one without problem details is named by its status. */
export function failureOf({ code, status, problem }: ApiError): ApiFailure {
  if (code === "unreachable") return new ApiFailure(code, "The server does not answer. Is it still running?");
  // A key that no header can carry is one that the server does not know.
  if (code === "bad-key") return new ApiFailure("unauthorized", explain("unauthorized", ""));
  return new ApiFailure(code, explain(code, problem?.detail ?? `The server answered ${status}.`));
}

const OPENINGS = new Map([
  ["unauthorized", "The server requires an API key, and does not know this one."],
  ["rate-limited", "Too many requests in this minute."],
  ["no-bars", "There are no daily bars to forecast from."],
  ["old-bars", "There is no forecast of tomorrow: the bars are older than the model."],
  ["no-model", "There is no forecast yet."],
  ["broken-model", "The model cannot be loaded."],
  ["overloaded", "The server is overloaded."],
]);

/** The server's detail as a sentence, after an opening for problems that the reader can do something about. */
export function explain(code: string, detail: string): string {
  const opening = OPENINGS.get(code);
  // The detail tells programs how to send a key.
  if (opening && code === "unauthorized") return opening;
  const sentence = `${detail.charAt(0).toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? "" : "."}`;
  return opening ? `${opening} ${sentence}` : sentence;
}
