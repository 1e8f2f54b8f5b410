/** A type that pages refer to and none is about. */
export interface Unexported {
  /** Package and name, "@lstm-predict/bars Bar". */
  name: string;
  /** The first name whose page refers to it. */
  where: string;
}

/** Fields that only say where something was declared. */
const DECLARATIONS = ["extendedTypes", "inheritedFrom", "implementationOf", "overwrites", "symbolIdMap"];

/**
 * Lists the types of the workspace that typedoc's document, as JSON, refers to without having them. typedoc's own check stops at the
 * border of a package, and the library is made of what other packages export.
 */
export function unexported(document: object): Unexported[] {
  const found = new Map<string, string>();
  visit(document, []);
  return [...found].map(([name, where]) => ({ name, where }));

  function visit(node: unknown, path: readonly string[]): void {
    if (typeof node !== "object" || node === null) return;
    const { kind, name, target, refersToTypeParameter } = node as Record<string, unknown>;
    const here = kind !== undefined && typeof name === "string" ? [...path, name] : path;
    const { packageName } = (target ?? {}) as { packageName?: string };
    if (packageName !== undefined && isOurs(packageName) && !refersToTypeParameter) {
      const type = `${packageName} ${name}`;
      if (!found.has(type)) found.set(type, here.slice(1).join("."));
    }
    for (const [field, value] of Object.entries(node)) if (!DECLARATIONS.includes(field)) visit(value, here);
  }
}

const isOurs = (name: string) => /^(@lstm-predict\/.*|lstm-predict|fused-lstm|mlflow-js-client)$/.test(name);
