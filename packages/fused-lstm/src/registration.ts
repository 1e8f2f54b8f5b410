import * as tf from "@tensorflow/tfjs";
import { FusedLstmError } from "./errors.ts";

type Config = tf.serialization.ConfigDict;

/** The key that puts the layer of a configuration on the kernel: `loadFusedModel` adds it. */
export const FUSED_KEY = "fused";

/** Configurations that `FusedLSTM.getConfig` returned. Their JSON does not show it: a saved model is a stock model. */
const fused = new WeakMap<object, { outputDropout: boolean }>();

/** Remembers that the configuration is a fused layer's. */
export function markAsFused<C extends object>(config: C, { outputDropout }: { outputDropout: boolean }): C {
  fused.set(config, { outputDropout });
  return config;
}

/**
 * Makes TensorFlow.js build a fused layer where it rebuilds one from its configuration: tf.layers.bidirectional does so for
 * both directions. All other LSTM configurations give the stock layer, as before.
 */
export function registerFusedLstm(create: (config: Config) => tf.serialization.Serializable): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const [stock, fromConfig] = classNameMap.LSTM!;
  const fromAnyConfig: typeof fromConfig = (cls, config) => {
    const { [FUSED_KEY]: isMarked, ...stockConfig } = config;
    if (isMarked) return createFor(stockConfig) as never;
    const mark = fused.get(config);
    if (!mark) return fromConfig(cls, config);
    if (mark.outputDropout) throw new FusedLstmError("unsupported", DROPOUT_IS_LOST);
    return create(config) as never;
  };
  const createFor = (config: Config) => {
    try {
      return create(config);
    } catch (error) {
      if (!(error instanceof FusedLstmError)) throw error;
      const message = `layer "${config.name}": ${error.message}; tf.loadLayersModel loads it as a stock layer`;
      throw new FusedLstmError(error.code, message);
    }
  };
  classNameMap.LSTM = [stock, fromAnyConfig];
}

const DROPOUT_IS_LOST =
  "a layer of fusedLstmDropout cannot be rebuilt from its configuration, as tf.layers.bidirectional does: " +
  "write tf.layers.bidirectional({ layer: fusedLstm(...) }) and a tf.layers.dropout after it";
