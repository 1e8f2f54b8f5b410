import type { ArtifactStores } from "./artifact-store.ts";

/** How a client reaches its server. */
export interface ClientOptions {
  /** `http(s)://host:port[/base]`. */
  trackingUri: string;
  /** The address of the model registry, if it is another server. */
  registryUri: string | undefined;
  /** For Basic authentication, which is used instead of `token` if both are given. */
  username: string | undefined;
  password: string | undefined;
  /** For Bearer authentication. */
  token: string | undefined;
  /** Sent as `X-MLFLOW-WORKSPACE`. */
  workspace: string | undefined;
  /** true: accept any certificate. */
  insecureTls: boolean;
  /** PEM file of the certificate authorities to trust instead of the system's. */
  serverCertPath: string | undefined;
  /** PEM file with a client certificate and its key. */
  clientCertPath: string | undefined;
  /** A connection on which nothing arrives or leaves for this long is given up, and an answer that takes twice as long. */
  timeoutMs: number;
  /** Retries after the first attempt. */
  maxRetries: number;
  /** Seconds: the n-th retry waits `backoffFactor * 2 ** (n - 1)`, at most two minutes. */
  backoffFactor: number;
  /** Seconds: a random part of this is added to every wait. */
  backoffJitter: number;
  /** Where to write artifacts that the server does not transfer, by the protocol of their address, such as `s3:`. */
  artifactStores: ArtifactStores;
}
