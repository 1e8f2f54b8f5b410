/** The right to publish versions of a symbol. It ends with the process that has it, however that ends. */
export interface Claim {
  /** Tells this claim from earlier and later ones; `BundleStore.holdsClaim` checks it from any process. */
  readonly token: string;
  /** Aborts once another process may have the claim: then nothing may be published. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Options of `BundleStore.claim`. */
export interface ClaimOptions {
  /** Named in the claim, for people: a machine and a process. */
  holder?: string;
  /**
   * Waits for a holder that does not renew its claim, and so may be dead; returns at once from one that does. Without it, any
   * holder counts as alive until its claim has expired.
   */
  wait?: AbortSignal | undefined;
  /** How long the claim outlives a holder that cannot renew it; only where nobody notices its end. Default: 60. */
  seconds?: number | undefined;
}
