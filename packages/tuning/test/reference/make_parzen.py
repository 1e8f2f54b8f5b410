"""Writes ../fixtures/parzen.json: densities of Optuna's Parzen estimator (the settings of its TPESampler) at some places.

    /path/to/venv/bin/python make_parzen.py
"""

import json
from pathlib import Path

import numpy as np
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

HERE = Path(__file__).parent
PARAMETERS = _ParzenEstimatorParameters(1.0, True, False, default_weights, False)


def densities(observations, distribution, places):
    estimator = _ParzenEstimator({"x": np.array(observations, dtype=float)}, {"x": distribution}, PARAMETERS)
    return np.exp(estimator.log_pdf({"x": np.array(places, dtype=float)})).tolist()


numbers = []
for low, high, observations in [
    (0, 1, []),
    (0, 1, [0.3]),
    (0, 1, [0.9, 0.1]),
    (-2, 6, [1, 1.1, 5, -2, 1.05, 6, 0.3, 0.3]),
    (0, 1, list(np.round(np.random.default_rng(1).beta(2, 5, 20), 6))),
]:
    places = np.linspace(low, high, 9).tolist()
    golden = densities(observations, FloatDistribution(low, high), places)
    numbers.append({"low": low, "high": high, "observations": observations, "places": places, "densities": golden})

choices = []
for count, observations in [(3, []), (3, [1]), (4, [0, 0, 2, 3, 0])]:
    golden = densities(observations, CategoricalDistribution(list(range(count))), range(count))
    choices.append({"count": count, "observations": observations, "densities": golden})

(HERE / "../fixtures/parzen.json").write_text(json.dumps({"numbers": numbers, "choices": choices}) + "\n")
