import type { StorageError } from "@lstm-predict/storage";
import type { S3Objects } from "@lstm-predict/storage/s3";
import { type ArtifactStore, type ArtifactStores, MlflowError } from "mlflow-js-client";

/** Where MLflow keeps files that do not go through its server, if this program can write there. */
export function artifactStores(): ArtifactStores {
  return { "s3:": new S3Artifacts() };
}

/**
 * Writes artifacts to S3 directly, with the credentials of this machine, as MLflow's Python client does. A bucket that has
 * refused once is not asked again.
 */
class S3Artifacts implements ArtifactStore {
  readonly #buckets = new Map<string, Promise<S3Objects>>();
  readonly #refused = new Map<string, MlflowError>();

  async write(root: string, path: string, content: Uint8Array): Promise<void> {
    const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/*(.*?)\/*$/.exec(root) ?? [];
    const refusal = this.#refused.get(bucket);
    if (refusal) throw refusal;
    const objects = await this.#open(bucket);
    try {
      await objects.put(prefix ? `${prefix}/${path}` : path, content);
    } catch (error) {
      const explained = explain(error as StorageError, bucket);
      if (explained.code === "foreign_artifacts") this.#refused.set(bucket, explained);
      throw explained;
    }
  }

  #open(bucket: string): Promise<S3Objects> {
    const opened = this.#buckets.get(bucket) ?? open(bucket);
    this.#buckets.set(bucket, opened);
    return opened;
  }
}

async function open(bucket: string): Promise<S3Objects> {
  // Loading the SDK takes time: only for those whose artifacts are in S3.
  const { S3Objects } = await import("@lstm-predict/storage/s3");
  return new S3Objects({ bucket, prefix: "", endpoint: process.env.MLFLOW_S3_ENDPOINT_URL || undefined });
}

/** The most characters of a server's words in a message. */
const MOST_WORDS = 300;

/** Converts an error of S3. Its cause is quoted, because the advice of StorageError is on the store of models. */
function explain({ code, cause, message }: StorageError, bucket: string): MlflowError {
  const { name, message: reason } = (cause as Error | undefined) ?? { name: code, message };
  const isAway = code === "store_unreachable";
  return new MlflowError(
    isAway ? "unreachable" : "foreign_artifacts",
    `MLflow keeps its files in s3://${bucket}, ${isAway ? "which is out of reach" : "which refuses them"} (${name}: ${reason.slice(0, MOST_WORDS)})`,
    {
      cause,
      hint: isAway
        ? "try again later; a self-hosted store needs its address in MLFLOW_S3_ENDPOINT_URL"
        : "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION (and MLFLOW_S3_ENDPOINT_URL for a self-hosted store), or start the server with --artifacts-destination, so that files go through it",
    },
  );
}
