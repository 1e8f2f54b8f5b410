"""Prints the forecast of the close of each horizon: python FILE bars.csv (Yahoo's columns, in any order). Needs keras.

A network with covariates takes the closes of their files as well: python FILE bars.csv SPY=spy.csv
"""
import json, sys
import keras, numpy as np
from read_bars import predict, read_bars

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars, days = (rows[-p["window"] :] for rows in read_bars(sys.argv[1], p["window"]))
x = (bars - p["features"]["offset"]) / p["features"]["scale"]
y = predict(p, model, x, days, sys.argv[2:])
close = bars[-1, 3] if y is None else y[0]
for horizon in p["horizons"]:
    print(close * np.exp((horizon - 1) * p["daily_drift"]))
