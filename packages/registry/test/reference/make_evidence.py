"""Writes ../fixtures/evidence.json: closes of a made-up symbol, two forecasters of it, and what the gate must find.

    python -m venv /path/to/venv && /path/to/venv/bin/pip install -r requirements.txt
    /path/to/venv/bin/python make_evidence.py

A forecaster says: the next close is the last one times exp(momentum * last log return), and the variance of the next log
return is the mean square of the last `window` log returns minus one. Both follow from the window alone.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

LEVELS = np.array([0.5, 0.8, 0.9, 0.95])
ETA = 0.01

rng = np.random.default_rng(20)
days = pd.bdate_range("2024-01-01", periods=260).strftime("%Y-%m-%d")
scale = 0.012 * np.exp(0.6 * np.sin(np.arange(260) / 17))
closes = pd.Series(np.round(100 * np.exp(np.cumsum(scale * rng.standard_t(4, 260) / 2**0.5)), 4), index=days)

FORECASTERS = {
    "challenger": {"window": 20, "momentum": 0.08, "testFrom": str(days[201]), "quantiles": [0.62, 1.21, 1.7, 2.3]},
    "champion": {"window": 35, "momentum": -0.15, "testFrom": str(days[170]), "quantiles": [0.8, 1.1, 1.5, 2.9]},
}


def forecast(window, momentum, testFrom, quantiles):
    """The days from `testFrom`, one forecast each, the quantiles following every day once it is over."""
    returns = np.log(closes).diff()
    naive, sigma = closes.shift(1), (returns**2).rolling(window - 1).mean().pow(0.5).shift(1)
    prediction = naive * np.exp(momentum * returns.shift(1))
    q, rows = np.array(quantiles), []
    for day in closes.index[closes.index >= testFrom]:
        reach = q[LEVELS == 0.9][0] * sigma[day]
        rows.append([prediction[day], naive[day] * np.exp(-reach), naive[day] * np.exp(reach)])
        beyond = np.abs(returns[day]) / sigma[day] > q
        q = np.sort(q * np.exp(ETA * (beyond - (1 - LEVELS))))
    table = pd.DataFrame(rows, index=closes.index[closes.index >= testFrom], columns=["prediction", "lower", "upper"])
    return table.assign(naive=naive, actual=closes)


def score(table):
    """MASE, and the mean Winkler score of the 90 % interval in percent of the last close."""
    y, low, high = (table[name] / table.naive for name in ("actual", "lower", "upper"))
    winkler = (high - low) + 20 * (low - y).clip(lower=0) + 20 * (y - high).clip(lower=0)
    mase = (table.prediction - table.actual).abs().mean() / (table.naive - table.actual).abs().mean()
    return {"mase": float(mase), "winkler": float(100 * winkler.mean())}


tables = {name: forecast(**options) for name, options in FORECASTERS.items()}
common = tables["challenger"].index.intersection(tables["champion"].index)
fixture = {
    "dates": list(days),
    "closes": closes.tolist(),
    "forecasters": FORECASTERS,
    "forecasts": {name: table[["prediction", "lower", "upper"]].round(10).values.tolist() for name, table in tables.items()},
    "evidence": {
        "from": common[0],
        "to": common[-1],
        "days": len(common),
        **{name: score(table.loc[common]) for name, table in tables.items()},
    },
}
path = Path(__file__).parent.parent / "fixtures" / "evidence.json"
path.write_text(json.dumps(fixture) + "\n")
