"""Writes ../fixtures/keras.json: Keras' outputs, gradients and losses, which the tests compare with.

    uv venv /path/to/venv && uv pip install --python /path/to/venv -r requirements.txt
    /path/to/venv/bin/python make_fixture.py

The same versions give the same bytes. Arrays are flat and row-major, float32 with 9 significant digits.
"""

import json
import os
from pathlib import Path

os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

LAYERS = [
    {"batch": 1, "steps": 1, "inputs": 3, "units": 5, "returnSequences": False},
    {"batch": 3, "steps": 9, "inputs": 6, "units": 7, "returnSequences": True},
    {"batch": 2, "steps": 60, "inputs": 1, "units": 8, "returnSequences": False},
    {"batch": 2, "steps": 200, "inputs": 2, "units": 4, "returnSequences": True},
]


def flat(tensor):
    return [float(f"{value:.9g}") for value in np.asarray(tensor, dtype=np.float32).ravel()]


def normal(rng, *shape):
    return rng.standard_normal(shape).astype(np.float32)


def lstm_case(case, rng):
    """One layer: weights, input, output, and the gradients of sum(output * dOutput)."""
    batch, steps, inputs, units = (case[key] for key in ("batch", "steps", "inputs", "units"))
    layer = keras.layers.LSTM(units, return_sequences=case["returnSequences"])
    x = tf.constant(normal(rng, batch, steps, inputs))
    layer.build(x.shape)
    kernel, recurrent_kernel, bias = layer.get_weights()
    layer.set_weights([kernel, recurrent_kernel, bias + 0.1 * normal(rng, *bias.shape)])
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = layer(x)
        d_output = normal(rng, *output.shape)
        loss = tf.reduce_sum(output * d_output)
    weights = [variable.value for variable in layer.trainable_variables]
    dx, d_kernel, d_recurrent_kernel, d_bias = tape.gradient(loss, [x, *weights])
    kernel, recurrent_kernel, bias = layer.get_weights()
    arrays = {
        "x": x, "kernel": kernel, "recurrentKernel": recurrent_kernel, "bias": bias, "output": output,
        "dOutput": d_output, "dx": dx, "dKernel": d_kernel, "dRecurrentKernel": d_recurrent_kernel, "dBias": d_bias,
    }
    shape = {"batch": batch, "steps": steps, "inputs": inputs, "units": units}
    return {
        "shape": shape,
        "returnSequences": case["returnSequences"],
        **{name: flat(array) for name, array in arrays.items()},
    }


def build_model(steps, inputs, units, dense_units, l2, dropout=0.0):
    layers = [keras.Input((steps, inputs))]
    for index, size in enumerate(units):
        layers.append(keras.layers.LSTM(size, return_sequences=index < len(units) - 1))
        layers.append(keras.layers.Dropout(dropout))
    penalty = keras.regularizers.L2(l2)
    layers.append(keras.layers.Dense(dense_units, activation="relu", kernel_regularizer=penalty))
    layers.append(keras.layers.Dense(1))
    return keras.Sequential(layers)


def named(variables, arrays):
    return [
        {"name": variable.path, "shape": list(variable.shape), "values": flat(array)}
        for variable, array in zip(variables, arrays)
    ]


def model_case(rng):
    """A small version of the whole model: ten Adam steps on one batch, without dropout (the masks would differ)."""
    config = {"steps": 12, "inputs": 6, "units": [10, 5], "denseUnits": 4, "l2": 0.003, "learningRate": 0.001}
    model = build_model(config["steps"], config["inputs"], config["units"], config["denseUnits"], config["l2"])
    variables = model.trainable_variables
    optimizer = keras.optimizers.Adam(config["learningRate"])
    x, y = tf.constant(normal(rng, 16, 12, 6)), tf.constant(normal(rng, 16, 1))
    weights = named(variables, model.get_weights())
    prediction = flat(model(x))

    gradients, losses = None, []
    for _ in range(10):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x, training=True) - y)) + tf.add_n(model.losses)
        step = tape.gradient(loss, [variable.value for variable in variables])
        gradients = gradients or named(variables, step)
        losses.append(loss)
        optimizer.apply(step, variables)
    final = named(variables, model.get_weights())
    return {
        **config, "weights": weights, "x": flat(x), "y": flat(y), "prediction": prediction,
        "gradients": gradients, "losses": flat(tf.stack(losses)), "finalWeights": final,
    }


def main():
    keras.utils.set_random_seed(42)
    rng = np.random.default_rng(42)
    fixture = {
        "generatedWith": {"tensorflow": tf.__version__, "keras": keras.__version__, "numpy": np.__version__},
        "parameters": build_model(60, 6, [100, 50], 16, 0.003, dropout=0.25).count_params(),
        "layers": [lstm_case(case, rng) for case in LAYERS],
        "model": model_case(rng),
    }
    target = Path(__file__).parent.parent / "fixtures" / "keras.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes, {fixture['generatedWith']}")


if __name__ == "__main__":
    main()
