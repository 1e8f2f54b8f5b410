import { type Attribute, encodeModel, type ModelDescription, type Node, type Tensor } from "./proto.ts";

/** The name of a value in the graph. */
export type Value = string;
/** A number stands for a float64 constant. */
export type Operand = Value | number;

interface NodeOptions {
  attributes?: Record<string, Attribute>;
  /** The name of what comes out, where somebody asks for it. */
  name?: string;
}

/** An ONNX graph in the making: nodes are added in the order in which they run. */
export class Graph {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Tensor>();

  /** Adds a node and returns the name of its output. */
  node(opType: string, inputs: readonly Operand[], { attributes = {}, name }: NodeOptions = {}): Value {
    const output = name ?? `${opType}_${this.#nodes.length}`;
    this.#push(opType, inputs, [output], attributes);
    return output;
  }

  /** Runs an LSTM over x [time, batch, inputs]: its states [time, batch, units], or the last one [batch, units]. */
  lstm(
    x: Value,
    weights: { W: Value; R: Value; B: Value },
    { units, sequence }: { units: number; sequence: boolean },
  ): Value {
    const output = `LSTM_${this.#nodes.length}`;
    const inputs = [x, weights.W, weights.R, weights.B];
    this.#push("LSTM", inputs, sequence ? [output] : ["", output], { hidden_size: units });
    // One direction: [time, 1, batch, units] or [1, batch, units].
    return this.node("Squeeze", [output, this.integers([sequence ? 1 : 0])]);
  }

  /** A float32 constant of any shape, under a name of its own. */
  weights(name: string, dims: number[], values: Float32Array): Value {
    return this.#constant(name, dims, values);
  }

  /** A float64 constant [n]. */
  numbers(name: string, values: readonly number[]): Value {
    return this.#constant(name, [values.length], Float64Array.from(values));
  }

  /** An int64 constant [n]. */
  integers(values: readonly number[]): Value {
    const name = `integers_${values.join("_")}`;
    return this.#constant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** Part `index` of an axis, which goes: [.., n, ..] -> [.., ..]; -1 is the last. */
  at(x: Value, axis: number, index: number, name?: string): Value {
    const place = this.#constant(`index_${index}`, [], BigInt64Array.of(BigInt(index)));
    return this.node("Gather", [x, place], { attributes: { axis }, ...(name && { name }) });
  }

  /** Entries `from` (inclusive) to `to` (exclusive) of axis 1: [batch, n, ..] -> [batch, to - from, ..]. */
  slice(x: Value, from: number, to: number): Value {
    return this.node("Slice", [x, this.integers([from]), this.integers([to]), this.integers([1])]);
  }

  /** Joins along axis 1. */
  concat(parts: readonly Value[]): Value {
    return this.node("Concat", parts, { attributes: { axis: 1 } });
  }

  add = (a: Operand, b: Operand, name?: string) => this.node("Add", [a, b], name ? { name } : {});
  subtract = (a: Operand, b: Operand, name?: string) => this.node("Sub", [a, b], name ? { name } : {});
  multiply = (a: Operand, b: Operand, name?: string) => this.node("Mul", [a, b], name ? { name } : {});
  divide = (a: Operand, b: Operand) => this.node("Div", [a, b]);
  square = (a: Value) => this.node("Mul", [a, a]);
  log = (a: Value) => this.node("Log", [a]);
  exp = (a: Value) => this.node("Exp", [a]);
  /** log(a / b) */
  logRatio = (a: Value, b: Value) => this.log(this.divide(a, b));

  /** The finished model as the bytes of a file. */
  encode(model: Omit<ModelDescription, "nodes" | "initializers">): Uint8Array {
    return encodeModel({ ...model, nodes: this.#nodes, initializers: [...this.#constants.values()] });
  }

  #constant(name: string, dims: number[], values: Tensor["values"]): Value {
    this.#constants.set(name, { name, dims, values });
    return name;
  }

  #push(
    opType: string,
    inputs: readonly Operand[],
    outputs: Value[],
    attributes: Record<string, Attribute>,
  ): void {
    const names = inputs.map((input) =>
      typeof input === "number" ? this.#constant(`number_${input}`, [], Float64Array.of(input)) : input,
    );
    this.#nodes.push({ opType, inputs: names, outputs, attributes });
  }
}
