import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

/** The definition of the file format, from the package `onnx` 1.23. */
const DEFINITION = new URL("./onnx.proto", import.meta.url);

/** ONNX' numbers of the element types. */
export const TENSOR_TYPES = { float32: 1, int64: 7, float64: 11 } as const;
const ATTRIBUTE_TYPES = { int: 2, ints: 7 } as const;
/** The versions of ONNX 1.12: ONNX Runtime 1.12 (2022) and later run them. */
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

/** An input or output of the graph. A dimension with a name instead of a number may have any size. */
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

/** The contents of an ONNX file. Inputs and outputs are float64. */
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
    // The output's name is unique, so it serves as the node's name too.
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
  // ONNX' raw data are little-endian, like typed arrays on every machine that Node.js supports.
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
