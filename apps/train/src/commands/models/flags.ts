export interface ModelsFlags {
  symbol?: string;
  version?: string;
  all?: boolean;
  modelsDir: string;
  json?: boolean;
}
