"""Writes ../fixtures/reference.json: two made-up symbols, and what NumPy and the package arch make of them.

    uv venv /path/to/venv && uv pip install --python /path/to/venv -r requirements.txt
    /path/to/venv/bin/python make_fixture.py
"""

import json
from pathlib import Path

import arch
import numpy as np


def plain(values):
    return [float(value) for value in np.ravel(values)]


def simulate(rng, days):
    """Rows [days, 6] of a GARCH walk with 40 steps a day, an overnight jump, and a volume that follows the variance."""
    variance, close, rows = 2e-4, 100.0, []
    for _ in range(days):
        overnight, steps = 0.4 * np.sqrt(variance) * rng.standard_normal(), rng.standard_normal(40)
        open_ = close * np.exp(overnight)
        path = open_ * np.exp(np.cumsum(np.sqrt(variance * 0.84 / 40) * steps))
        high, low, last = max(open_, path.max()), min(open_, path.min()), path[-1]
        volume = np.round(1e6 * np.exp(0.4 * np.log(variance / 2e-4) + 0.3 * rng.standard_normal()))
        rows.append([round(value, 4) for value in (open_, high, low, last)] + [volume, round(last, 4)])
        variance = 2e-6 + 0.1 * np.log(last / close) ** 2 + 0.89 * variance
        close = last
    return np.array(rows)


def range_variance(rows):
    opening, high, low, close = rows[1:, 0], rows[1:, 1], rows[1:, 2], rows[1:, 3]
    up, down, body = np.log(high / opening), np.log(low / opening), np.log(close / opening)
    overnight = np.log(opening / rows[:-1, 3])
    return np.log(np.maximum((up - down) ** 2 / 2 - (2 * np.log(2) - 1) * body**2 + overnight**2, 1e-8))


def means(values, end):
    return [values[end - 1], values[end - 5 : end].mean(), values[end - 22 : end].mean()]


def volume_terms(volume, end):
    day, week, month = means(volume, end)
    return [day - month, week - month]


def har(x, volume):
    ends = range(22, len(x))
    plain_har = np.array([[1, *means(x, end)] for end in ends])
    with_volume = np.array([[1, *means(x, end), *volume_terms(volume, end)] for end in ends])
    return [np.linalg.lstsq(features, x[22:], rcond=None)[0] for features in (plain_har, with_volume)]


def relative(x, volume, market, end):
    level, market_level = x[end - 59 : end].mean(), market[end - 59 : end].mean()
    own = [1, *(value - level for value in means(x, end)), *volume_terms(volume, end)]
    return level, own, own + [value - market_level for value in means(market, end)]


def pooled(symbols):
    targets, own, with_market = [], [], []
    for x, volume, market in symbols:
        for end in range(59, len(x)):
            level, features, market_features = relative(x, volume, market, end)
            targets.append(x[end] - level)
            own.append(features)
            with_market.append(market_features)
    return [np.linalg.lstsq(np.array(features), np.array(targets), rcond=None)[0] for features in (own, with_market)]


def garch(returns):
    """arch asks for returns in percent; the fitted model is run through the last 59 returns once more."""
    model = arch.arch_model(100 * returns, mean="Constant", vol="GARCH", p=1, q=1, dist="normal")
    fit = model.fit(disp="off", tol=1e-12, options={"maxiter": 1000})
    window = arch.arch_model(100 * returns[-59:], mean="Constant", vol="GARCH", p=1, q=1).fix(fit.params)
    mu, omega, alpha, beta = fit.params
    return {
        "parameters": {"mu": mu / 100, "omega": omega / 1e4, "alpha": alpha, "beta": beta},
        "logLikelihood": fit.loglikelihood + len(returns) * np.log(100),
        "nextVariance": fit.forecast(horizon=1).variance.iloc[-1, 0] / 1e4,
        "windowLogLikelihood": window.loglikelihood + 59 * np.log(100),
        "windowNextVariance": window.forecast(horizon=1).variance.iloc[-1, 0] / 1e4,
    }


def main():
    rng = np.random.default_rng(42)
    rows = [simulate(rng, 700), simulate(rng, 500)]
    x = [range_variance(symbol) for symbol in rows]
    volume = [np.log(symbol[1:, 4] + 1) for symbol in rows]
    # The market is the mean of both where both are there; both symbols are taken to end on the same day.
    market = [np.concatenate([x[0][:200], (x[0][200:] + x[1]) / 2]), (x[0][200:] + x[1]) / 2]
    coefficients, with_volume = har(x[0], volume[0])
    pooled_own, pooled_market = pooled(zip(x, volume, market))
    fixture = {
        "generatedWith": {module.__name__: module.__version__ for module in (np, arch)},
        "rows": [plain(symbol) for symbol in rows],
        "logRangeVariance": plain(x[0]),
        "har": plain(coefficients), "harVolume": plain(with_volume),
        "pooled": plain(pooled_own), "pooledMarket": plain(pooled_market),
        "garch": garch(np.diff(np.log(rows[0][:, 3]))),
    }
    target = Path(__file__).parent.parent / "fixtures" / "reference.json"
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes, {fixture['generatedWith']}")
    print(fixture["garch"])


if __name__ == "__main__":
    main()
