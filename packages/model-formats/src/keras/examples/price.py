"""Prints the forecast of the next close: python FILE bars.csv (Yahoo's columns, oldest day first). Needs keras."""
import json, sys
import keras, numpy as np

stem = __file__.removesuffix(".keras.py")
p, model = json.load(open(f"{stem}.preprocessing.json")), keras.saving.load_model(f"{stem}.keras")
bars = np.genfromtxt(sys.argv[1], delimiter=",", skip_header=1, usecols=(1, 2, 3, 4, 6, 5))[-p["window"]:]
x = (bars - p["features"]["offset"]) / p["features"]["scale"]
y = model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
print(y[0])
