import { requestSymbol } from "../api/requests.ts";
import { comparisonContent } from "../content/comparison.ts";
import { recordContent } from "../content/record.ts";
import { type Panel, panel } from "../elements/panel.ts";
import { renderComparison } from "../panels/comparison.ts";
import { renderRecord } from "../panels/record.ts";
import type { Shown } from "./shown.ts";

/** Two symbols side by side: their prices, their next ranges, and how often these were right. */
export function comparisonView(symbols: [string, string], signal: AbortSignal, retry: () => void): Shown {
  const requests = symbols.map((symbol) => requestSymbol(symbol, signal));
  const both = panel(
    {
      id: "comparison",
      title: `${symbols.join(" and ")}, side by side`,
      content: Promise.all(
        requests.map(({ forecast, bars, record }, index) =>
          Promise.all([forecast, bars, record]).then(([forecast, bars, record]) => ({
            symbol: symbols[index]!,
            forecast,
            bars,
            record,
          })),
        ),
      ).then(([first, second]) => comparisonContent([first!, second!])),
      render: (content) => renderComparison(content, signal),
    },
    retry,
  );
  const records = requests.map(({ record, days }, index): Panel => {
    const symbol = symbols[index]!;
    return panel(
      {
        id: `record-${index}`,
        title: `${symbol}: how often was it right?`,
        half: true,
        content: Promise.all([record, days]).then((known) => recordContent(...known)),
        render: (content) => renderRecord(content, signal),
      },
      retry,
    );
  });
  const panels = [both, ...records];
  return {
    title: symbols.join(" and "),
    elements: panels.map(({ element }) => element),
    filled: panels.map(({ filled }) => filled),
    status: (filled) =>
      filled.includes(false)
        ? "Parts of the comparison could not be shown."
        : `${symbols.join(" and ")} are shown.`,
  };
}
