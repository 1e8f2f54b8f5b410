"""Writes ../fixtures/keras-options.json: masks, directions, states and activations of Keras' LSTM, with all gradients.

Run it like make_fixture.py, with the same versions. Keras computes in float64 here. Arrays are flat and row-major, float32
with 9 significant digits.
"""

import json
from pathlib import Path

from make_fixture import flat  # first: it sets TensorFlow's environment
from option_layers import LAYERS, drawn, gradients, layer_case, trailing

import keras
import numpy as np
import tensorflow as tf


def shaped(array):
    return {"shape": list(array.shape), "values": flat(array)}


def bidirectional_case(merge_mode, return_sequences, rng):
    batch, steps, inputs, units = 3, 6, 2, 5
    layer = keras.layers.Bidirectional(
        keras.layers.LSTM(units, return_sequences=return_sequences), merge_mode=merge_mode
    )
    layer.build((batch, steps, inputs))
    # A masked step repeats the output of the step before, in Keras and TensorFlow.js. Only in a Bidirectional of sequences
    # does Keras make it 0.
    for direction in (layer.forward_layer, layer.backward_layer):
        direction.zero_output_for_mask = False
    x = drawn(rng, batch, steps, inputs)
    weights = [drawn(rng, *weight.shape) / 2 for weight in layer.trainable_variables]
    mask = trailing(rng, batch, steps)
    mask[0, 2] = False

    def run():
        return [layer.stateless_call(weights, layer.non_trainable_variables, x, mask=mask)[0]]

    d_output = drawn(rng, *run()[0].shape)
    (output,), (dx, *d_weights) = gradients(run, [x, *weights], [d_output])
    return {
        "mergeMode": merge_mode, "returnSequences": return_sequences, "units": units,
        "x": shaped(x), "mask": shaped(mask), "weights": [shaped(weight) for weight in weights], "output": flat(output),
        "dOutput": flat(d_output), "dx": flat(dx), "dWeights": [flat(array) for array in d_weights],
    }


def embedding_case(rng):
    """Embedding (0 is masked), LSTM, Dense."""
    words, size, units, outputs = 9, 3, 5, 2
    model = keras.Sequential([
        keras.Input((6,), dtype="int32"), keras.layers.Embedding(words, size, mask_zero=True), keras.layers.LSTM(units),
        keras.layers.Dense(outputs),
    ])
    tokens = tf.constant([[3, 1, 4, 1, 5, 8], [2, 7, 0, 0, 0, 0], [0, 6, 0, 5, 3, 0], [0, 0, 0, 0, 0, 0]])
    weights = [drawn(rng, *weight.shape) for weight in model.trainable_variables]
    d_output = drawn(rng, len(tokens), outputs)
    (output,), d_weights = gradients(
        lambda: [model.stateless_call(weights, model.non_trainable_variables, tokens)[0]], weights, [d_output]
    )
    return {
        "words": words, "size": size, "units": units, "outputs": outputs, "tokens": shaped(tokens),
        "weights": [shaped(weight) for weight in weights], "output": flat(output), "dOutput": flat(d_output),
        "dWeights": [flat(array) for array in d_weights],
    }


def stateful_case(rng):
    """Three batches in a row. Each has the gradients of its output alone: no gradient reaches the batch before."""
    batch, steps, inputs, units = 2, 4, 2, 5
    layer = keras.layers.LSTM(units, stateful=True, return_sequences=True)
    layer.build((batch, steps, inputs))
    weights = [drawn(rng, *weight.shape) / 2 for weight in layer.trainable_variables]
    layer.set_weights(weights)
    batches = []
    for _ in range(3):
        x, d_output = drawn(rng, batch, steps, inputs), drawn(rng, batch, steps, units)
        sources = [x, *[variable.value for variable in layer.trainable_variables]]
        (output,), (dx, *d_weights) = gradients(lambda: [layer(x)], sources, [d_output])
        batches.append({
            "x": shaped(x), "output": flat(output), "dOutput": flat(d_output), "dx": flat(dx),
            "dWeights": [flat(array) for array in d_weights],
        })
    return {"units": units, "weights": [shaped(weight) for weight in weights], "batches": batches}


def main():
    keras.config.set_floatx("float64")
    # With this seed no gate is within 1e-3 of the ends of the hard sigmoid, where its gradient jumps.
    rng = np.random.default_rng(38)
    fixture = {
        "generatedWith": {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__},
        "layers": [layer_case(case, rng) for case in LAYERS],
        "bidirectional": [bidirectional_case("concat", False, rng), bidirectional_case("sum", True, rng)],
        "embedding": embedding_case(rng),
        "stateful": stateful_case(rng),
    }
    target = Path(__file__).parent.parent / "fixtures" / "keras-options.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes, {fixture['generatedWith']}")


if __name__ == "__main__":
    main()
