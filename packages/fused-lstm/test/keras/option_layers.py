"""The layers of make_options_fixture.py, in float64.

`loop` is the layer as TensorFlow.js defines it. It must agree with Keras, except in cases with the source "loop", whose
values are its own: there the definitions differ, or Keras would draw a mask. They differ in the output of masked steps
that precede all others: TensorFlow.js returns the initial hidden state, Keras 0.
"""

from make_fixture import flat, normal  # first: it sets TensorFlow's environment

import keras
import numpy as np
import tensorflow as tf

# mask: MASKS below. recurrentDropout: a fixed mask of the hidden states. returnState: the final states have a gradient.
LAYERS = [
    {"name": "a mask of trailing zeros and one sequence of zeros", "sizes": (4, 6, 3, 5), "returnSequences": True,
     "mask": "trailing", "returnState": True},
    {"name": "a mask of leading zeros", "sizes": (3, 7, 2, 5), "mask": "leading"},
    {"name": "a mask of scattered zeros", "sizes": (5, 12, 1, 5), "returnSequences": True, "mask": "scattered"},
    {"name": "goBackwards", "sizes": (2, 5, 3, 8), "returnSequences": True, "goBackwards": True},
    {"name": "goBackwards and a mask", "sizes": (3, 6, 2, 7), "goBackwards": True, "mask": "scattered",
     "recurrentActivation": "hardSigmoid", "returnState": True},
    {"name": "initial and final states", "sizes": (2, 4, 3, 5), "returnSequences": True, "initialState": True,
     "returnState": True},
    {"name": "a hard sigmoid", "sizes": (2, 5, 1, 16), "recurrentActivation": "hardSigmoid"},
    {"name": "no bias", "sizes": (3, 5, 2, 5), "returnSequences": True, "useBias": False, "goBackwards": True,
     "recurrentActivation": "hardSigmoid", "mask": "trailing"},
    {"name": "goBackwards, a mask, states and a hard sigmoid", "sizes": (2, 7, 2, 8), "returnSequences": True,
     "goBackwards": True, "recurrentActivation": "hardSigmoid", "mask": "last kept", "initialState": True,
     "returnState": True},
    {"name": "one step and an initial state", "sizes": (1, 1, 2, 5), "initialState": True, "returnState": True},
    {"name": "an initial state and a mask of leading zeros", "sizes": (4, 6, 2, 5), "returnSequences": True,
     "mask": "padded", "initialState": True, "returnState": True, "source": "loop"},
    {"name": "recurrent dropout", "sizes": (3, 4, 2, 7), "returnSequences": True, "recurrentDropout": True,
     "source": "loop"},
    {"name": "all options", "sizes": (3, 6, 2, 8), "goBackwards": True, "mask": "padded",
     "recurrentActivation": "hardSigmoid", "recurrentDropout": True, "initialState": True, "returnState": True,
     "source": "loop"},
]


def trailing(rng, batch, steps):
    """The first sequence is whole, each further one two steps shorter."""
    return np.arange(steps) < steps - 2 * np.arange(batch)[:, None]


def scattered(rng, batch, steps):
    return rng.random((batch, steps)) < 0.6


MASKS = {
    "trailing": trailing,
    "leading": lambda *sizes: trailing(*sizes)[:, ::-1],
    "padded": lambda rng, batch, steps: trailing(rng, batch, steps)[:, ::-1] & (np.arange(steps) < steps - 1),
    "scattered": scattered,
    "last kept": lambda rng, batch, steps: scattered(rng, batch, steps) | (np.arange(steps) == steps - 1),
}


def hard_sigmoid(x):
    """TensorFlow.js' hard sigmoid; the slope of Keras 3's is 1/6."""
    return tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0)


ACTIVATIONS = {"sigmoid": tf.sigmoid, "hardSigmoid": hard_sigmoid}


def loop(case, x, states, weights, mask, factor):
    """[output, hidden, cell]. A masked step leaves hidden, cell and so the output as the step before left them."""
    hidden, cell = states
    kernel, recurrent_kernel, *bias = weights
    gate = ACTIVATIONS[case["recurrentActivation"]]
    steps = range(x.shape[1])
    outputs = []
    for step in reversed(steps) if case["goBackwards"] else steps:
        z = x[:, step] @ kernel + (hidden * factor) @ recurrent_kernel + (bias[0] if bias else 0.0)
        i, f, g, o = tf.split(z, 4, axis=1)
        new_cell = gate(f) * cell + gate(i) * tf.tanh(g)
        new_hidden = gate(o) * tf.tanh(new_cell)
        keep = mask[:, step, None]
        hidden, cell = tf.where(keep, new_hidden, hidden), tf.where(keep, new_cell, cell)
        outputs.append(hidden)
    return [tf.stack(outputs, axis=1) if case["returnSequences"] else hidden, hidden, cell]


def keras_layer(case, x, states, weights, mask, factor):
    layer = keras.layers.LSTM(
        case["sizes"][3], recurrent_activation=ACTIVATIONS[case["recurrentActivation"]], use_bias=case["useBias"],
        return_sequences=case["returnSequences"], go_backwards=case["goBackwards"], return_state=True,
    )
    layer.build(x.shape)
    return layer.stateless_call(weights, layer.non_trainable_variables, x, initial_state=states, mask=mask)[0]


def gradients(run, sources, d_results):
    """Returns the results of `run`, and the gradients of sum(results * d_results) with respect to `sources`."""
    with tf.GradientTape() as tape:
        tape.watch(sources)
        results = run()
        loss = tf.add_n([tf.reduce_sum(result * d_result) for result, d_result in zip(results, d_results)])
    return results, [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, sources)]


def drawn(rng, *shape):
    """Normal values of float32 as float64."""
    return tf.constant(normal(rng, *shape), tf.float64)


def layer_case(case, rng):
    case = {"recurrentActivation": "sigmoid", "useBias": True, "goBackwards": False, "returnSequences": False,
            "returnState": False, "source": "keras", **case}
    batch, steps, inputs, units = case["sizes"]
    x = 2 * drawn(rng, batch, steps, inputs)
    weights = [drawn(rng, inputs, 4 * units), drawn(rng, units, 4 * units) / 4]
    weights += [drawn(rng, 4 * units)] if case["useBias"] else []
    states = [drawn(rng, batch, units) / 2 if "initialState" in case else tf.zeros((batch, units), tf.float64)
              for _ in range(2)]
    mask = MASKS[case["mask"]](rng, batch, steps) if "mask" in case else np.ones((batch, steps), bool)
    factor = 2.0 * (rng.random((batch, units)) < 0.5) if "recurrentDropout" in case else np.ones((batch, units))
    d_output = drawn(rng, *((batch, steps, units) if case["returnSequences"] else (batch, units)))
    d_states = [drawn(rng, batch, units) for _ in range(2)] if case["returnState"] else []

    arguments = (case, x, states, weights, mask, factor)
    sources = [x, *weights, *(states if "initialState" in case else [])]
    results, found = gradients(lambda: loop(*arguments), sources, [d_output, *d_states])
    if case["source"] == "keras":
        reference = gradients(lambda: keras_layer(*arguments), sources, [d_output, *d_states])
        for ours, theirs in zip([*results, *found], [*reference[0], *reference[1]], strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12, err_msg=case["name"])
        results, found = reference

    names = ["kernel", "recurrentKernel", "bias"][: len(weights)]
    arrays = {"x": x, **dict(zip(names, weights)), "output": results[0], "dOutput": d_output, "dx": found[0],
              **dict(zip(["dKernel", "dRecurrentKernel", "dBias"], found[1 : 1 + len(weights)]))}
    pairs = {"state": results[1:]}
    pairs |= {"initialState": states, "dInitialState": found[-2:]} if "initialState" in case else {}
    pairs |= {"dState": d_states} if case["returnState"] else {}
    extras = {"mask": mask} if "mask" in case else {}
    extras |= {"recurrentDropout": factor} if "recurrentDropout" in case else {}
    kept = ["name", "source", "recurrentActivation", "useBias", "goBackwards", "returnSequences"]
    return {
        **{name: case[name] for name in kept},
        "shape": dict(zip(["batch", "steps", "inputs", "units"], case["sizes"])),
        **{name: flat(array) for name, array in (arrays | extras).items()},
        **{name: {"hidden": flat(hidden), "cell": flat(cell)} for name, (hidden, cell) in pairs.items()},
    }
