"""Writes ../fixtures/selection.json: CSCV (Bailey, Borwein, Lopez de Prado and Zhu 2017) step by step as in the paper, with the mean as
performance, and the luck of the best of several correlated normal trials by simulation.

    /path/to/venv/bin/python make_selection.py
"""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy import stats

HERE = Path(__file__).parent


def cscv(losses, blocks):
    """losses [days, trials]; days divisible by blocks. Performance is minus the mean loss."""
    parts = np.split(-losses, blocks)
    logits = []
    for chosen in combinations(range(blocks), blocks // 2):
        inside = np.concatenate([parts[k] for k in chosen]).mean(axis=0)
        outside = np.concatenate([parts[k] for k in range(blocks) if k not in chosen]).mean(axis=0)
        best = inside.argmax()
        omega = stats.rankdata(outside)[best] / (losses.shape[1] + 1)
        logits.append(np.log(omega / (1 - omega)))
    return np.array(logits)


def overfitting(seed, days, trials, blocks, skill):
    rng = np.random.default_rng(seed)
    losses = np.round(rng.normal(1, 1, (days, trials)) - skill * np.arange(trials) / trials, 6)
    logits = cscv(losses, blocks)
    return {
        "losses": losses.T.tolist(),
        "blocks": blocks,
        "probability": float((logits <= 0).mean()),
        "logits": logits.tolist(),
    }


def best(trials, correlation, sd, gain):
    rng = np.random.default_rng(trials)
    largest = []
    for _ in range(40):
        common = rng.normal(size=(25_000, 1))
        own = rng.normal(size=(25_000, trials))
        largest.append((sd * (np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)).max(axis=1))
    largest = np.concatenate(largest)
    return {
        **{"trials": trials, "correlation": correlation, "sd": sd, "gain": gain},
        "expected": largest.mean(),
        "chance": (largest >= gain).mean(),
    }


def newey_west(seed, days, trials, lag):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(trials, days)) + rng.normal(size=days)
    x[:, 1:] += 0.5 * x[:, :-1]
    x = np.round(x, 6)
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1)
    for k in range(1, lag + 1):
        variance += 2 * (1 - k / (lag + 1)) * (centred[:, k:] * centred[:, :-k]).sum(axis=1) / days
    pairs = np.corrcoef(x)[np.triu_indices(trials, 1)]
    return {"differences": x.tolist(), "sd": float(np.sqrt(variance.mean() / days)), "correlation": float(pairs.mean())}


fixture = {
    "overfitting": [
        overfitting(1, 64, 10, 8, 0),
        overfitting(2, 64, 10, 8, 1.5),
        overfitting(3, 60, 5, 6, 0.3),
    ],
    "best": [best(10, 0, 1, 1.5), best(30, 0.5, 0.02, 0.03), best(100, 0.9, 0.5, 1)],
    "luck": newey_west(4, 80, 4, 5),
}
(HERE / "../fixtures/selection.json").write_text(json.dumps(fixture) + "\n")
