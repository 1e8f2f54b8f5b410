import { type Attribute, encodeModel, type ModelDescription, type Node, type Tensor } from "./proto.ts";

/** The name of a value in the graph. */
export type Value = string;
/** A value, or a number, which becomes a float64 constant. */
export type Operand = Value | number;

interface NodeOptions {
  attributes?: Record<string, Attribute>;
  /** The name of the node's output. Default: a name made from the operator and a number. */
  name?: string;
}

/** Builds an ONNX graph. Nodes are added in the order in which they run. */
export class Graph {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Tensor>();

  /** Adds a node and returns the name of its output. */
  node(opType: string, inputs: readonly Operand[], { attributes = {}, name }: NodeOptions = {}): Value {
    const output = name ?? `${opType}_${this.#nodes.length}`;
    this.#push(opType, inputs, [output], attributes);
    return output;
  }

  /** An LSTM over x [time, batch, inputs]: its hidden states [time, batch, units] or the last of them [batch, units]. */
  lstm(
    x: Value,
    weights: { W: Value; R: Value; B: Value },
    { units, sequence }: { units: number; sequence: boolean },
  ): Value {
    const output = `LSTM_${this.#nodes.length}`;
    const inputs = [x, weights.W, weights.R, weights.B];
    this.#push("LSTM", inputs, sequence ? [output] : ["", output], { hidden_size: units });
    // ONNX has an axis for the directions: [time, 1, batch, units] or [1, batch, units].
    return this.node("Squeeze", [output, this.integers([sequence ? 1 : 0])]);
  }

  /** A float32 constant of any shape; `name` must be unique. */
  weights(name: string, dims: number[], values: Float32Array): Value {
    return this.#constant(name, dims, values);
  }

  /** A float64 constant [n]; `name` must be unique. */
  numbers(name: string, values: readonly number[]): Value {
    return this.#constant(name, [values.length], Float64Array.from(values));
  }

  /** A float64 constant [rows, columns]; `name` must be unique. */
  matrix(name: string, rows: readonly (readonly number[])[]): Value {
    return this.#constant(name, [rows.length, rows[0]!.length], Float64Array.from(rows.flat()));
  }

  /** A float64 input [batch, ...dims] that may be left out: it is NaN then. Returns its name. */
  optional(name: string, dims: readonly number[]): Value {
    const size = dims.reduce((product, count) => product * count, 1);
    return this.#constant(name, [1, ...dims], new Float64Array(size).fill(Number.NaN));
  }

  /** An int64 constant [n]. */
  integers(values: readonly number[]): Value {
    const name = `integers_${values.join("_")}`;
    return this.#constant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** Selects entry `index` of an axis and removes the axis: [.., n, ..] -> [.., ..]; -1 is the last entry. */
  at(x: Value, axis: number, index: number, name?: string): Value {
    const place = this.#constant(`index_${index}`, [], BigInt64Array.of(BigInt(index)));
    return this.node("Gather", [x, place], { attributes: { axis }, ...(name && { name }) });
  }

  /** Entries `from` (inclusive) to `to` (exclusive) of axis 1: [batch, n, ..] -> [batch, to - from, ..]. */
  slice(x: Value, from: number, to: number): Value {
    return this.node("Slice", [x, this.integers([from]), this.integers([to]), this.integers([1])]);
  }

  /** The mean of the last `count` of `length` values: [batch, length] -> [batch]. */
  meanOfLast(x: Value, count: number, length: number): Value {
    return this.node("ReduceMean", [this.slice(x, length - count, length)], {
      attributes: { axes: [1], keepdims: 0 },
    });
  }

  /** [batch] -> [batch, 1] */
  column(x: Value): Value {
    return this.node("Unsqueeze", [x, this.integers([1])]);
  }

  /** Joins along axis 1. */
  concat(parts: readonly Value[]): Value {
    return this.node("Concat", parts, { attributes: { axis: 1 } });
  }

  add = (a: Operand, b: Operand, name?: string) => this.node("Add", [a, b], name ? { name } : {});
  subtract = (a: Operand, b: Operand, name?: string) => this.node("Sub", [a, b], name ? { name } : {});
  multiply = (a: Operand, b: Operand, name?: string) => this.node("Mul", [a, b], name ? { name } : {});
  divide = (a: Operand, b: Operand) => this.node("Div", [a, b]);
  /** `a` where the condition holds, else `b`. */
  where = (condition: Value, a: Operand, b: Operand, name?: string) =>
    this.node("Where", [condition, a, b], name ? { name } : {});
  /** Whether x is neither NaN nor infinite. */
  isFinite = (x: Value) => this.node("Less", [this.node("Abs", [x]), Number.POSITIVE_INFINITY]);
  square = (a: Value) => this.node("Mul", [a, a]);
  log = (a: Value) => this.node("Log", [a]);
  exp = (a: Value) => this.node("Exp", [a]);
  /** log(a / b) */
  logRatio = (a: Value, b: Value) => this.log(this.divide(a, b));

  /**
   * The contents of an ONNX file with this graph.
   *
   * @param requireInputs makes optional inputs required
   */
  encode(model: Omit<ModelDescription, "nodes" | "initializers">, requireInputs = false): Uint8Array {
    const required = requireInputs ? model.inputs.map(({ name }) => name) : [];
    const initializers = [...this.#constants.values()].filter(({ name }) => !required.includes(name));
    return encodeModel({ ...model, nodes: this.#nodes, initializers });
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
