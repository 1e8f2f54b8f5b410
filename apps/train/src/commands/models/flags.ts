/** Flags of `models list`, `push` and `pull`. */
export interface ModelsFlags {
  symbol?: string;
  version?: string;
  all?: boolean;
  modelsDir: string;
  json?: boolean;
}
