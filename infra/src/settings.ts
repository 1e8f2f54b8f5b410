import { readFileSync } from "node:fs";
import * as z from "zod";

const arnOf = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[\\w-]*:${service}:`), `expected an ARN of ${service}`);

const Fields = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "expected a region such as eu-central-1"),
  /** Retrained every weekday. */
  symbols: z.array(z.string().regex(/^[A-Z0-9.^=-]{1,20}$/, "expected a ticker symbol in capitals")).min(1),
  /** Tasks of the API: at least, at most. */
  tasks: z
    .strictObject({ min: z.int().min(1), max: z.int().max(100) })
    .refine(({ min, max }) => min <= max, "expected min to be at most max")
    .default({ min: 2, max: 6 }),
  /** ACM certificate of the load balancer. */
  certificateArn: arnOf("acm").optional(),
  /** In the place of a certificate: keys and forecasts travel in clear text, which only a try may. */
  plainHttp: z.literal(true, "expected true, or nothing").optional(),
  /** Networks that may ask. */
  allowedNetworks: z
    .array(z.cidrv4("expected a network such as 203.0.113.0/24"))
    .min(1)
    .default(["0.0.0.0/0"]),
  /** What stays of each symbol when a retraining prunes (`retrain --prune`); without it nothing is deleted. */
  keep: z
    .string()
    .regex(/^[1-9]\d{0,5}d?$/, "expected versions such as 10, or days such as 30d")
    .optional(),
  /** Workers of a queue, which retrain in the place of the retraining's own task; without it there are none. */
  fleet: z
    .strictObject({
      /** At most so many, each with two cores; none while the queue is empty. */
      maxWorkers: z.int().min(1).max(100).default(8),
      /** Most of them on spot capacity, at a third of the price. */
      spot: z.boolean().default(true),
    })
    .optional(),
  /** PostgreSQL of the record of forecasts; without it each task has a record of its own, which ends with it. */
  record: z
    .strictObject({
      /** A secret with TRACK_RECORD of a server that is there already; without it there is a new one. */
      urlSecretArn: arnOf("secretsmanager").optional(),
      /** How long the new server's backups are kept. */
      backupDays: z.int().min(1).max(35).default(14),
      /** A second server in the other zone takes over when the new one fails. */
      standby: z.boolean().default(false),
    })
    .optional(),
  /** Gets the alarms. */
  alarmEmail: z.email("expected an e-mail address").optional(),
  /** `owner/name` of the GitHub repository whose main branch may publish bundles from its workflows. */
  githubRepository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name")
    .optional(),
  /** MLflow server that retrainings are tracked on; without it their runs go with the task. */
  mlflow: z
    .strictObject({ uri: z.url("expected a URL"), tokenSecretArn: arnOf("secretsmanager").optional() })
    .optional(),
});
const Settings = Fields.superRefine(({ certificateArn, plainHttp }, context) => {
  const issue = (message: string) =>
    context.addIssue({ code: "custom", path: ["certificateArn"], message, input: certificateArn });
  if (certificateArn === undefined && plainHttp === undefined) {
    issue('expected an ARN of acm, or "plainHttp": true beside it, with which keys travel in clear text');
  } else if (certificateArn !== undefined && plainHttp) {
    issue("expected either this or plainHttp");
  }
});
export type Settings = z.infer<typeof Settings>;
export type Fleet = NonNullable<Settings["fleet"]>;
export type RecordSettings = NonNullable<Settings["record"]>;

/** Settings that cannot be used; the message names every bad one and says what is legal. */
export class SettingsError extends Error {
  readonly code = "invalid_settings";
  override readonly name = "SettingsError";
}

/** Validates settings and fills in the defaults. Throws SettingsError. */
export function parseSettings(given: unknown): Settings {
  const result = Settings.safeParse(given);
  if (result.success) return result.data;
  const bad = result.error.issues.map(({ path, message }) => {
    const value = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)?.[key], given);
    return `${path.join(".") || "settings"} is ${JSON.stringify(value)}: ${message}`;
  });
  throw new SettingsError(bad.join("; "));
}

/** Reads settings from a JSON file. Throws SettingsError. */
export function readSettings(file: string): Settings {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return parseSettings(given);
}
