/** Stores artifacts at addresses that the server does not transfer files for, such as `s3://bucket/...`. */
export interface ArtifactStore {
  /**
   * Writes a file; an existing one is replaced.
   *
   * @param root the `artifactUri` of a run or logged model
   * @param path relative to it, with slashes
   * @throws MlflowError `foreign_artifacts` if the store refuses for good, `unreachable` if it may take the file later
   */
  write(root: string, path: string, content: Uint8Array): Promise<void>;
}

/** The stores of the protocols, such as `s3:`. */
export type ArtifactStores = Readonly<Record<string, ArtifactStore>>;
