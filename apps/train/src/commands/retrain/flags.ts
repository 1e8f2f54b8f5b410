import type { Keep } from "@lstm-predict/storage";
import type { ConfigFlags } from "../../options/config-options.ts";
import type { PeriodFlags } from "../../options/data-options.ts";

/** Flags of `retrain`. */
export interface RetrainFlags extends ConfigFlags, PeriodFlags {
  symbols?: string;
  symbolsFile?: string;
  offline?: boolean;
  backtestDays: number;
  staleAfter: number;
  jobs: number;
  modelsDir: string;
  track: boolean;
  dryRun?: boolean;
  prune?: Keep;
  report?: boolean;
  summary?: string;
  metrics?: string;
  json?: boolean;
}
