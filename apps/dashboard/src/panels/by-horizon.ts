import type { SymbolRecord } from "@lstm-predict/api-client";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { failure } from "../elements/messages.ts";

/** How a panel of one horizon of a record is requested and drawn; what is drawn ends with the signal. */
export interface ByHorizon {
  request(horizon: number): Promise<SymbolRecord>;
  render(record: SymbolRecord, signal: AbortSignal): Child[];
}

/** A part of a symbol's record, with a choice of the horizon above it where more than one is on record. */
export function renderByHorizon(
  record: SymbolRecord,
  { request, render }: ByHorizon,
  signal: AbortSignal,
): Child[] {
  if (record.horizons.length < 2) return render(record, signal);
  let current = new AbortController();
  const drawn = (of: SymbolRecord) => h("div", {}, ...render(of, AbortSignal.any([signal, current.signal])));
  const place = h("div", {}, drawn(record));
  const show = async (horizon: number) => {
    current.abort();
    const mine = new AbortController();
    current = mine;
    place.setAttribute("aria-busy", "true");
    const content = await (horizon === record.horizon ? Promise.resolve(record) : request(horizon))
      .then(drawn)
      .catch((error: Error) => failure(error.message, () => void show(horizon)));
    // Another one was chosen meanwhile, or another symbol.
    if (mine.signal.aborted || signal.aborted) return;
    place.replaceChildren(content);
    place.removeAttribute("aria-busy");
  };
  const options = record.horizons.map((horizon) => [String(horizon), nameOf(horizon)]);
  return [
    choice(
      "Ahead",
      Object.fromEntries(options),
      String(record.horizon),
      (horizon) => void show(Number(horizon)),
    ),
    place,
  ];
}

function nameOf(horizon: number): string {
  return horizon === 1 ? "1 session" : `${horizon} sessions`;
}
