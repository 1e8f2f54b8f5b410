import type { Keep } from "@lstm-predict/storage";
import type { ConfigFlags } from "../../options/config-options.ts";
import type { PeriodFlags } from "../../options/data-options.ts";
import type { QueueFlags } from "../../options/queue-option.ts";
import type { Shard } from "../../options/shard.ts";
import type { VixFlags } from "../../options/vix-option.ts";

/** Flags of `retrain`. */
export interface RetrainFlags extends ConfigFlags, PeriodFlags, VixFlags, QueueFlags {
  symbols?: string;
  symbolsFile?: string;
  shard?: Shard;
  offline?: boolean;
  backtestDays: number;
  staleAfter: number;
  minSessions: number;
  jobs: number;
  schedule?: string;
  modelsDir: string;
  track: boolean;
  dryRun?: boolean;
  prune?: Keep;
  record?: boolean;
  fromScratch?: boolean;
  report?: boolean;
  summary?: string;
  metrics?: string;
  json?: boolean;
}
