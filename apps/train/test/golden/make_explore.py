"""Writes ../fixtures/explore.json: what pandas, scipy and statsmodels make of the bundled sample of AAPL.

    uv venv /path/to/venv && uv pip install --python /path/to/venv -r requirements.txt
    /path/to/venv/bin/python make_explore.py ../../../../packages/market-data/node_modules/@observablehq/sample-datasets/aapl.csv

The same versions give the same bytes.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.tsa.stattools import acf

LAGS = 30
SESSIONS = 252

bars = pd.read_csv(sys.argv[1], parse_dates=["Date"], index_col="Date")
price = bars["Adj Close"]
returns = price.pct_change().dropna()


def volatility(window):
    rolling = (returns.rolling(window).std() * np.sqrt(SESSIONS)).dropna()
    return {
        "window": window,
        "last": rolling.iloc[-1],
        "median": rolling.median(),
        "lowest": {"date": day(rolling.idxmin()), "volatility": rolling.min()},
        "highest": {"date": day(rolling.idxmax()), "volatility": rolling.max()},
    }


def day(timestamp):
    return timestamp.strftime("%Y-%m-%d")


def deepest(count):
    """Spans between two days at the running maximum, the deepest first."""
    depth = price / price.cummax() - 1
    found = []
    for _, span in depth.groupby((depth == 0).cumsum()):
        if len(span) == 1:
            continue
        later = depth.index[depth.index > span.index[-1]]
        end = later[0] if len(later) else None
        found.append(
            {
                "peak": day(span.index[0]),
                "trough": day(span.idxmin()),
                "recovery": day(end) if end is not None else None,
                "depth": span.min(),
                "sessions": len(span) if end is not None else len(span) - 1,
            }
        )
    return {"count": len(found), "deepest": sorted(found, key=lambda fall: fall["depth"])[:count]}


def monthly():
    ends = price.resample("ME").last()
    months = ends.pct_change()
    months.iloc[0] = ends.iloc[0] / price.iloc[0] - 1
    return [
        {
            "year": int(year),
            "months": [float(of_year[of_year.index.month == m].iloc[0]) if m in of_year.index.month else None for m in range(1, 13)],
            "total": (1 + of_year).prod() - 1,
        }
        for year, of_year in months.groupby(months.index.year)
    ]


def tail(sigma):
    z = (returns - returns.mean()) / returns.std()
    return {
        "sigma": sigma,
        "days": int((z.abs() > sigma).sum()),
        "expected": 2 * norm.sf(sigma) * len(returns),
    }


def extreme(ascending):
    return [{"date": day(date), "return": value} for date, value in returns.sort_values(ascending=ascending).head(5).items()]


described = bars.describe()
golden = {
    "returns": {
        "count": len(returns),
        "mean": returns.mean(),
        "standardDeviation": returns.std(),
        "skewness": returns.skew(),
        "excessKurtosis": returns.kurt(),
        "beyond": [tail(3), tail(4)],
        "worst": extreme(True),
        "best": extreme(False),
    },
    "volatility": {"annual": returns.std() * np.sqrt(SESSIONS), "rolling": [volatility(20), volatility(60)]},
    "drawdowns": deepest(5),
    "autocorrelation": {
        "band": norm.ppf(0.975) / np.sqrt(len(returns)),
        "returns": list(acf(returns, nlags=LAGS)[1:]),
        "squaredReturns": list(acf(returns**2, nlags=LAGS)[1:]),
    },
    "monthly": monthly(),
    "summary": {
        column: {
            "count": int(described[column]["count"]),
            **{name: described[column][key] for name, key in [("mean", "mean"), ("std", "std"), ("min", "min"), ("median", "50%"), ("max", "max")]},
        }
        for column in ["Open", "High", "Low", "Close", "Adj Close", "Volume"]
    },
}
target = Path(__file__).parent / ".." / "fixtures" / "explore.json"
target.write_text(json.dumps(golden, indent=1, default=float) + "\n")
