import { parseUrl, shownAddress } from "./address.ts";
import { MlflowError } from "./errors.ts";

const PROXY = "/api/2.0/mlflow-artifacts/artifacts";

/**
 * The URL path of the artifacts of `root`, the `artifactUri` of a run or logged model, below the server's address.
 *
 * @throws MlflowError `foreign_artifacts` if clients do not reach them through the server `base`
 */
export function proxyPath(root: string, base: string): string {
  const uri = parseUrl(root);
  if (uri?.protocol === "mlflow-artifacts:" && (!uri.host || uri.host === new URL(base).host)) {
    return `${PROXY}/${uri.pathname.split("/").filter(Boolean).join("/")}`;
  }
  if (root.startsWith(`${base}${PROXY}/`)) return root.slice(base.length).replace(/\/+$/, "");
  const where =
    !uri || uri.protocol === "file:"
      ? "a folder on the server's own disk, which a client cannot write to"
      : `${uri.protocol}//${uri.host}, which needs other credentials`;
  throw new MlflowError("foreign_artifacts", `the artifacts of ${shownAddress(root)} are kept in ${where}`, {
    hint: "start the server with --artifacts-destination and without --default-artifact-root, and use a new experiment, so that files go through the server",
  });
}

/**
 * Checks a relative artifact path and encodes it for a URL. It refuses what would reach another file: `..` segments are
 * resolved in transit, and the server decodes percent-codes repeatedly. The server itself refuses `#`.
 *
 * @throws MlflowError `unsafe_path`
 */
export function encodeArtifactPath(path: string): string {
  return checkArtifactPath(path).split("/").map(encodeURIComponent).join("/");
}

/** Returns `path` if it is a plain relative path on every operating system; else throws `unsafe_path`. */
export function checkArtifactPath(path: string): string {
  const segments = path.split("/");
  const plain = segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to find control characters
  if (plain && !/[\\#?\x00-\x1f\x7f]|%[0-9a-f]{2}|^[a-z]:/i.test(path)) return path;
  throw new MlflowError("unsafe_path", `the artifact path ${JSON.stringify(path)} is not safe`, {
    hint: "expected a relative path such as plots/loss.png, without . and .. segments, \\ # ? or %-codes",
  });
}
