type Fields = Record<string, unknown>;

/**
 * The fields of a layer's configuration that are exported. Left out are fields that Keras 3 no longer has, and
 * initialisers: their names differ between versions of Keras, and the file has the weights.
 */
const FIELDS: Record<string, readonly string[]> = {
  LSTM: [
    "name",
    "trainable",
    "units",
    "activation",
    "recurrent_activation",
    "use_bias",
    "unit_forget_bias",
    "kernel_regularizer",
    "recurrent_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "recurrent_constraint",
    "bias_constraint",
    "dropout",
    "recurrent_dropout",
    "return_sequences",
    "return_state",
    "go_backwards",
    "stateful",
    "unroll",
  ],
  Dropout: ["name", "trainable", "rate", "noise_shape", "seed"],
  Dense: [
    "name",
    "trainable",
    "units",
    "activation",
    "kernel_regularizer",
    "bias_regularizer",
    "activity_regularizer",
    "kernel_constraint",
    "bias_constraint",
  ],
};

/** The Keras modules of objects inside a layer's configuration, by the ending of the field's name. */
const MODULES = {
  regularizer: "keras.regularizers",
  constraint: "keras.constraints",
};

/** Converts a TensorFlow.js topology, which `readLayers` has accepted, to the configuration of a Keras 3 model. */
export function kerasConfig(topology: object): object {
  const { name, layers } = (topology as { config: { name?: string; layers: Fields[] } }).config;
  const [input] = layers as { config: Fields }[];
  const inputShape = input!.config.batch_input_shape;
  return {
    module: "keras",
    class_name: "Sequential",
    config: {
      name: name ?? "lstm_predict",
      trainable: true,
      dtype: "float32",
      layers: [
        layer("InputLayer", { batch_shape: inputShape, dtype: "float32", name: "input" }),
        ...(layers as { class_name: string; config: Fields }[]).flatMap(({ class_name, config }) =>
          class_name === "InputLayer" ? [] : [layer(class_name, layerConfig(class_name, config))],
        ),
      ],
      build_input_shape: inputShape,
    },
    registered_name: null,
    build_config: { input_shape: inputShape },
  };
}

function layer(className: string, config: Fields): Fields {
  return { module: "keras.layers", class_name: className, config, registered_name: null };
}

function layerConfig(className: string, config: Fields): Fields {
  const known = FIELDS[className]!.filter((field) => config[field] !== undefined && config[field] !== null);
  return {
    ...Object.fromEntries(known.map((field) => [field, inModule(field, config[field])])),
    dtype: "float32",
    // The exported weights have a bias for every layer: zeros for a layer without one.
    ...(className !== "Dropout" && { use_bias: true }),
  };
}

function inModule(field: string, value: unknown): unknown {
  const kind = field.slice(field.lastIndexOf("_") + 1);
  if (!Object.hasOwn(MODULES, kind) || typeof value !== "object" || value === null) return value;
  return { module: MODULES[kind as keyof typeof MODULES], ...value, registered_name: null };
}
