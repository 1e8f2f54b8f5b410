import { quote } from "@lstm-predict/checks";
import { type Fields, fields, unsupported } from "./fields.ts";

/**
 * Sorts the layers of a functional model from its input to its output.
 *
 * @param entries the layers of the configuration, with `name` and `inbound_nodes` as Keras 2 or Keras 3 write them
 * @throws FormatError `unsupported_model` unless each layer is called once, with the output of one other layer
 */
export function chainOf(entries: readonly Fields[]): Fields[] {
  const names = entries.map(({ name, config }) => String(name ?? fields(config).name));
  const inputs = entries.map(({ inbound_nodes: nodes }) =>
    (Array.isArray(nodes) ? nodes : []).flatMap(inputsOf),
  );
  const branching = inputs.findIndex((of) => of.length > 1);
  if (branching >= 0) {
    throw unsupported(
      `layer ${quote(names[branching])} has the inputs ${quote(inputs[branching])}: expected one, as in a chain of layers`,
    );
  }
  const order: number[] = [];
  for (let next = startsOf(inputs); next.length > 0; next = consumersOf(inputs, names[order.at(-1)!]!)) {
    if (next.length > 1 || order.includes(next[0]!)) {
      throw unsupported(
        `the layers ${quote(next.map((at) => names[at]))} branch: expected a chain of layers`,
      );
    }
    order.push(next[0]!);
  }
  if (order.length === entries.length) return order.map((at) => entries[at]!);
  const apart = names.find((_, at) => !order.includes(at));
  throw unsupported(`layer ${quote(apart)} is not connected to the input: expected a chain of layers`);
}

function startsOf(inputs: readonly string[][]): number[] {
  return inputs.flatMap((of, at) => (of.length === 0 ? [at] : []));
}

function consumersOf(inputs: readonly string[][], name: string): number[] {
  return inputs.flatMap((of, at) => (of[0] === name ? [at] : []));
}

/** The names of the layers whose outputs a node takes: `[[name, 0, 0, {}]]` in Keras 2, tensors with a history in Keras 3. */
function inputsOf(node: unknown): string[] {
  if (Array.isArray(node)) {
    const [name, ...rest] = node;
    return typeof name === "string" && rest.every((item) => typeof item !== "string")
      ? [name]
      : node.flatMap(inputsOf);
  }
  const { keras_history: history } = fields(node);
  if (Array.isArray(history)) return [String(history[0])];
  return Object.values(fields(node)).flatMap((value) => (typeof value === "object" ? inputsOf(value) : []));
}
