import { platform } from "#platform";
import { parseUrl, shownAddress } from "./address.ts";
import type { ClientOptions } from "./client-options.ts";
import { MlflowError } from "./errors.ts";

const DEFAULTS: Omit<ClientOptions, "trackingUri"> = {
  registryUri: undefined,
  username: undefined,
  password: undefined,
  token: undefined,
  workspace: undefined,
  insecureTls: false,
  serverCertPath: undefined,
  clientCertPath: undefined,
  timeoutMs: 120_000,
  maxRetries: 7,
  backoffFactor: 2,
  backoffJitter: 1,
  artifactStores: {},
};

type Environment = Record<string, string | undefined>;

/**
 * Reads options from MLflow's environment variables and `~/.mlflow/credentials`.
 *
 * @throws MlflowError `bad_option` if a number is not legal
 *
 * @example
 * const { trackingUri } = optionsFromEnvironment();
 * if (trackingUri === undefined) console.error("MLFLOW_TRACKING_URI is not set");
 */
export function optionsFromEnvironment(env: Environment = platform.environment()): Partial<ClientOptions> {
  const credentials = env.MLFLOW_TRACKING_USERNAME ? {} : readCredentials(env.HOME);
  const timeoutS = numberFrom(env, "MLFLOW_HTTP_REQUEST_TIMEOUT");
  return withoutUndefined({
    trackingUri: env.MLFLOW_TRACKING_URI || undefined,
    registryUri: env.MLFLOW_REGISTRY_URI || undefined,
    username: env.MLFLOW_TRACKING_USERNAME || credentials.mlflow_tracking_username,
    password: env.MLFLOW_TRACKING_PASSWORD || credentials.mlflow_tracking_password,
    token: env.MLFLOW_TRACKING_TOKEN || undefined,
    workspace: env.MLFLOW_WORKSPACE || undefined,
    insecureTls: env.MLFLOW_TRACKING_INSECURE_TLS
      ? /^(true|1)$/i.test(env.MLFLOW_TRACKING_INSECURE_TLS)
      : undefined,
    serverCertPath: env.MLFLOW_TRACKING_SERVER_CERT_PATH || undefined,
    clientCertPath: env.MLFLOW_TRACKING_CLIENT_CERT_PATH || undefined,
    timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
    maxRetries: numberFrom(env, "MLFLOW_HTTP_REQUEST_MAX_RETRIES"),
    backoffFactor: numberFrom(env, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"),
    backoffJitter: numberFrom(env, "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"),
  });
}

/**
 * Completes the given options: the environment comes next, then the defaults.
 *
 * @throws MlflowError `bad_option` naming the option, its value and what is legal
 */
export function resolveOptions(given: Partial<ClientOptions>, env?: Environment): ClientOptions {
  const options = { ...DEFAULTS, ...optionsFromEnvironment(env), ...withoutUndefined(given) };
  for (const uri of [options.trackingUri, options.registryUri ?? options.trackingUri]) checkUri(uri);
  for (const name of ["timeoutMs", "maxRetries", "backoffFactor", "backoffJitter"] as const) {
    const value = options[name];
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new MlflowError("bad_option", `${name} is ${value}`, { hint: "expected a number from 0 up" });
    }
  }
  if (options.insecureTls && options.serverCertPath) {
    throw new MlflowError(
      "bad_option",
      `MLFLOW_TRACKING_INSECURE_TLS and the certificate ${options.serverCertPath} exclude each other`,
      { hint: "set one of the two" },
    );
  }
  return options as ClientOptions;
}

function checkUri(uri: string | undefined): asserts uri is string {
  if (uri && /^https?:$/.test(parseUrl(uri)?.protocol ?? "")) return;
  throw new MlflowError("bad_option", `the tracking URI is ${JSON.stringify(shownAddress(uri ?? ""))}`, {
    hint: "expected the address of an MLflow server, such as http://127.0.0.1:5000, in MLFLOW_TRACKING_URI",
  });
}

function numberFrom(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new MlflowError("bad_option", `${name} is ${JSON.stringify(text)}`, {
    hint: "expected a number from 0 up",
  });
}

/** Section `[mlflow]` of `~/.mlflow/credentials`. */
function readCredentials(home: string | undefined): Record<string, string> {
  const text = platform.readCredentials(home);
  const section = /^\[mlflow\]\s*$([^[]*)/m.exec(text)?.[1] ?? "";
  const entries = section.matchAll(/^\s*(\w+)\s*[=:]\s*(.*?)\s*$/gm);
  return Object.fromEntries(Array.from(entries, ([, key, value]) => [key!, value!]));
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
