import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

/** ONNX' own definition of its files, as the package `onnx` 1.23 ships it. */
const DEFINITION = new URL("./onnx.proto", import.meta.url);

const TENSOR_TYPES = { float32: 1, int64: 7, float64: 11 } as const;
const ATTRIBUTE_TYPES = { int: 2, ints: 7 } as const;
/** ONNX 1.12: every ONNX Runtime since 1.12 (2022) runs it. */
const IR_VERSION = 8;
const OPSET = 17;

export interface Tensor {
  name: string;
  dims: number[];
  values: Float32Array | Float64Array | BigInt64Array;
}

/** A whole number or a list of them. */
export type Attribute = number | number[];

export interface Node {
  opType: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
}

/** What goes in or comes out; a dimension with a name is free. */
export interface ValueInfo {
  name: string;
  dims: (number | string)[];
  description: string;
}

export interface ModelDescription {
  name: string;
  description: string;
  nodes: Node[];
  initializers: Tensor[];
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  metadata: Record<string, string>;
}

/** An ONNX file; inputs and outputs are float64. */
export function encodeModel(model: ModelDescription): Uint8Array {
  const { root } = protobuf.parse(readFileSync(DEFINITION, "utf8"));
  const message = root.lookupType("onnx.ModelProto");
  const fields = {
    irVersion: IR_VERSION,
    opsetImport: [{ domain: "", version: OPSET }],
    producerName: "lstm-predict",
    docString: model.description,
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name,
      node: model.nodes.map(nodeFields),
      initializer: model.initializers.map(tensorFields),
      input: model.inputs.map(valueInfoFields),
      output: model.outputs.map(valueInfoFields),
    },
  };
  const fault = message.verify(fields);
  if (fault) throw new TypeError(`not a model: ${fault}`);
  return message.encode(message.create(fields)).finish();
}

function nodeFields({ opType, inputs, outputs, attributes }: Node) {
  return {
    opType,
    // Nodes have no name in common with anything: they are called after what they make.
    name: outputs.findLast((output) => output !== ""),
    input: inputs,
    output: outputs,
    attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attributeFields(value) })),
  };
}

function attributeFields(value: Attribute) {
  return Array.isArray(value)
    ? { type: ATTRIBUTE_TYPES.ints, ints: value }
    : { type: ATTRIBUTE_TYPES.int, i: value };
}

function tensorFields({ name, dims, values }: Tensor) {
  const dataType =
    values instanceof Float32Array
      ? TENSOR_TYPES.float32
      : values instanceof Float64Array
        ? TENSOR_TYPES.float64
        : TENSOR_TYPES.int64;
  // ONNX' raw data are little-endian, as the arrays of every machine that Node runs on.
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, dims, dataType, rawData };
}

function valueInfoFields({ name, dims, description }: ValueInfo) {
  const dim = dims.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return {
    name,
    docString: description,
    type: { tensorType: { elemType: TENSOR_TYPES.float64, shape: { dim } } },
  };
}
