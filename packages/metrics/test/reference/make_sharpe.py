"""Writes ../fixtures/sharpe.json: differences of Sharpe ratios by Ledoit and Wolf (2008) with matrices and numeric gradients.

    /path/to/venv/bin/python make_sharpe.py
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

HERE = Path(__file__).parent


def sharpe_difference(moments):
    mu_a, mu_b, second_a, second_b = moments
    return mu_a / np.sqrt(second_a - mu_a**2) - mu_b / np.sqrt(second_b - mu_b**2)


def numeric_gradient(function, at):
    """Central differences with Richardson's extrapolation."""
    gradient = np.zeros(len(at))
    for i in range(len(at)):
        def slope(step):
            up, down = at.copy(), at.copy()
            up[i] += step
            down[i] -= step
            return (function(up) - function(down)) / (2 * step)
        step = 1e-4 * abs(at[i])
        gradient[i] = (4 * slope(step / 2) - slope(step)) / 3
    return gradient


def parzen(x):
    return np.where(x <= 0.5, 1 - 6 * x**2 + 6 * x**3, np.where(x <= 1, 2 * (1 - x) ** 3, 0))


def case(a, b, level):
    n = len(a)
    moments = np.array([a.mean(), b.mean(), (a**2).mean(), (b**2).mean()])
    v = np.column_stack([a, b, a**2, b**2]) - moments
    gradient = numeric_gradient(sharpe_difference, moments)
    # Andrews (1991), equation 6.4, one series: the linearised difference.
    x = v @ gradient
    slope = stats.linregress(x[:-1], x[1:]).slope
    bandwidth = min(max(2.6614 * (4 * slope**2 / (1 - slope) ** 4 * n) ** 0.2, 1), n)
    lags = np.arange(n)
    weights = parzen(lags / bandwidth)
    psi = sum(
        weight * (gamma + gamma.T if lag else gamma)
        for lag, weight in zip(lags, weights) if weight > 0
        for gamma in [v[lag:].T @ v[: n - lag] / n]
    )
    psi *= n / (n - 4)
    error = np.sqrt(gradient @ psi @ gradient / n)
    difference = a.mean() / a.std(ddof=1) - b.mean() / b.std(ddof=1)
    reach = stats.norm.ppf(0.5 + level / 2) * error
    return {
        "a": a.tolist(), "b": b.tolist(), "level": level, "bandwidth": float(bandwidth),
        "difference": float(difference), "lower": float(difference - reach), "upper": float(difference + reach),
        "pValue": float(2 * stats.norm.sf(abs(difference) / error)),
    }


def main():
    rng = np.random.default_rng(7)
    n = 400
    volatility = 0.008 * np.exp(np.convolve(rng.standard_normal(n + 40), 0.92 ** np.arange(40), "valid")[:n] / 4)
    market = 0.0006 + volatility * rng.standard_t(5, n)
    steady = market * np.minimum(2, 0.01 / np.concatenate([[0.01], volatility[:-1]])) - 2e-5
    smoothed = np.convolve(market, [0.6, 0.3, 0.1])[:n]
    independent = 0.0003 + 0.01 * rng.standard_normal(n)
    cases = [
        {"name": "scaled by its volatility", **case(np.round(steady, 8), np.round(market, 8), 0.95)},
        {"name": "serially correlated", **case(np.round(smoothed, 8), np.round(market, 8), 0.9)},
        {"name": "independent", **case(np.round(independent[:120], 8), np.round(market[:120], 8), 0.99)},
    ]
    target = HERE / "../fixtures/sharpe.json"
    target.write_text(json.dumps({"generatedWith": {"numpy": np.__version__}, "cases": cases}, separators=(",", ":")) + "\n")
    for one in cases:
        print(one["name"], one["bandwidth"], one["difference"], one["lower"], one["upper"], one["pValue"])


if __name__ == "__main__":
    main()
