import { requestOverview } from "../api/requests.ts";
import { overviewContent } from "../content/overview.ts";
import { panel } from "../elements/panel.ts";
import { renderOverview } from "../panels/overview.ts";
import type { Shown } from "./shown.ts";

/** All symbols: those with a record, and those that are served and have none yet. */
export function overviewView(
  served: readonly string[],
  signal: AbortSignal,
  retry: () => void,
  onCompare: (symbols: [string, string]) => void,
): Shown {
  const { element, filled } = panel(
    {
      id: "overview",
      title: "All symbols: forecasts and actual closes",
      content: requestOverview(signal).then((overview) => ({
        overview,
        rows: overviewContent(overview, served),
      })),
      render: ({ rows, overview }) => renderOverview(rows, overview, onCompare),
    },
    retry,
  );
  return {
    title: "All symbols",
    elements: [element],
    filled: [filled],
    status: ([is]) => (is ? "All symbols are shown." : "The symbols could not be shown."),
  };
}
