"""Writes ../fixtures/scores.json and evaluation's fixtures/ridge.json: what SciPy, scoringrules and statsmodels make of the distributions and scores tested.

    uv venv /path/to/venv && uv pip install --python /path/to/venv -r requirements.txt
    /path/to/venv/bin/python make_fixture.py
"""

import json
from pathlib import Path

import numpy as np
import scipy
import scoringrules as sr
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint


def plain(values):
    return [float(value) for value in np.ravel(values)]


def distributions():
    x = [-12.0, -5.5, -2.0, -0.7, -1e-6, 0.0, 0.3, 1.0, 2.6, 4.0, 7.5]
    p = [1e-9, 0.001, 0.05, 0.25, 0.5, 0.6, 0.9, 0.975, 0.999999]
    laws = [{"df": None, "law": stats.norm()}] + [{"df": df, "law": stats.t(df)} for df in (1, 2.5, 5.1, 30, 1500)]
    return [
        {
            "df": entry["df"], "x": x, "p": p,
            "pdf": plain(entry["law"].pdf(x)), "cdf": plain(entry["law"].cdf(x)), "quantile": plain(entry["law"].ppf(p)),
        }
        for entry in laws
    ]


def losses(rng):
    actual, mean = rng.normal(0, 1.5, 12), rng.normal(0, 0.5, 12)
    scale, df = rng.uniform(0.4, 2, 12), rng.uniform(1.5, 30, 12)
    lower, upper = mean - 1.2 * scale, mean + 0.9 * scale
    probabilities = np.arange(0.05, 1, 0.1)
    quantiles = mean[:, None] + scale[:, None] * stats.norm.ppf(probabilities)
    return {
        **{name: plain(array) for name, array in {
            "actual": actual, "mean": mean, "scale": scale, "df": df, "lower": lower, "upper": upper,
            "probabilities": probabilities, "quantiles": quantiles,
            "crpsNormal": sr.crps_normal(actual, mean, scale),
            "crpsStudentT": sr.crps_t(actual, df, mean, scale),
            "crpsQuantiles": [sr.crps_quantile(a, q, probabilities) for a, q in zip(actual, quantiles)],
            "intervalScore": sr.interval_score(actual, lower, upper, 0.2),
            "pinball": sr.quantile_score(actual, lower, 0.1),
        }.items()},
    }


def wilson():
    cases = []
    for right, trials, level in [(52, 100, 0.95), (0, 7, 0.95), (7, 7, 0.9), (140, 251, 0.99)]:
        lower, upper = proportion_confint(right, trials, alpha=1 - level, method="wilson")
        cases.append({"right": right, "trials": trials, "level": level, "lower": float(lower), "upper": float(upper)})
    return cases


def panel(rng):
    """Losses of three symbols on overlapping dates, those of the last 20 times as large: the differences in units
    of the symbol's mean loss of B, regressed on a constant, with Newey-West of the sums by date."""
    dates = [f"2024-{month:02d}-{day:02d}" for month in range(1, 6) for day in range(1, 25)]
    symbols, differences, time = [], [], []
    for index in range(3):
        own = dates[index * 10 : len(dates) - index * 7]
        loss_a = rng.gamma(2, 1, len(own))
        loss_b = loss_a + 0.15 + 0.6 * np.convolve(rng.standard_normal(len(own) + 2), [1, 0.6, 0.3], "valid")
        # Losses are at least 0; the first symbol trades alone on the first and last days.
        loss_a, loss_b = loss_a + 2, loss_b + 2
        if index == 2:
            loss_a, loss_b = 20 * loss_a, 20 * loss_b
        symbols.append({"dates": own, "lossA": plain(loss_a), "lossB": plain(loss_b)})
        differences.extend((loss_a - loss_b) / np.mean(loss_b))
        time.extend(dates.index(date) for date in own)
    cases = []
    for lag in (0, 5, 12):
        options = {"time": np.array(time), "maxlags": lag, "use_correction": False}
        model = sm.OLS(np.array(differences), np.ones(len(differences)))
        fit = model.fit(cov_type="hac-groupsum", cov_kwds=options)
        # Student's t with dates - 1 degrees of freedom; statsmodels would take those of the symbol-days.
        statistic = float(fit.params[0] / fit.bse[0])
        p_value = float(2 * stats.t(len(dates) - 1).sf(abs(statistic)))
        cases.append({"lag": lag, "meanDifference": float(fit.params[0]), "statistic": statistic, "pValue": p_value})
    return {"symbols": symbols, "cases": cases}


def ridge(rng):
    """Five lags of log returns around a drift: the normal equations with a penalty of strength x their diagonal."""
    returns = rng.normal(0, 0.02, 300)
    for day in range(2, 300):
        returns[day] += 0.3 * returns[day - 1] - 0.2 * returns[day - 2]
    closes = np.round(100 * np.exp(np.concatenate([[0], np.cumsum(returns)])), 4)
    drift = 0.0004
    excess = np.diff(np.log(closes)) - drift
    x = np.column_stack([excess[5 - lag : -lag] for lag in range(1, 6)])
    gram = x.T @ x
    cases = [
        {"strength": strength, "lags": plain(np.linalg.solve(gram + strength * np.diag(np.diag(gram)), x.T @ excess[5:]))}
        for strength in (0, 1, 10)
    ]
    return {"closes": plain(closes), "drift": drift, "cases": cases}


def main():
    rng = np.random.default_rng(42)
    generated = {module.__name__: module.__version__ for module in (np, scipy, sr, statsmodels)}
    packages = Path(__file__).parents[3]
    # One generator for all, in this order: the numbers stay the same.
    scores = {"distributions": distributions(), "losses": losses(rng), "wilson": wilson(), "panel": panel(rng)}
    write(packages / "metrics/test/fixtures/scores.json", {"generatedWith": generated, **scores})
    write(packages / "evaluation/test/fixtures/ridge.json", {"generatedWith": generated, "ridge": ridge(rng)})


def write(target, fixture):
    target.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(f"{target.name}: {target.stat().st_size} bytes, {fixture['generatedWith']}")


if __name__ == "__main__":
    main()
