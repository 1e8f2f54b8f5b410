import csv, re
from datetime import date, timedelta


def read_days(path, wanted):
    """The columns `wanted` of the days of a CSV file, {day: numbers}, oldest first.

    Finds the columns by Yahoo's names, in any order, and sorts the rows by date. Leaves out rows without a date or a number.
    """
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *lines = (line for line in csv.reader(file) if line)
    names = [re.sub("[^a-z]", "", name.lower()) for name in header]
    adjusted = next((name for name in ("adjclose", "adjustedclose") if name in names), "close")
    wanted = [adjusted if name == "adjclose" else name for name in wanted]
    for name in wanted:
        if names.count(name) != 1:
            sys.exit(f"{path} has {names.count(name)} columns {name}: expected Date, Open, High, Low, Close, Adj Close, Volume")
    days = {}
    for cells in lines:
        day = next((cell[:10] for cell in cells if re.match(r"\d{4}-\d\d-\d\d($|[T ])", cell)), None)
        if day is None:
            continue
        numbers = [cells[names.index(name)] for name in wanted]
        if any(number.lower() in ("", "null", "nan") for number in numbers):
            continue
        if day in days:
            sys.exit(f"{path} has several rows of {day}: expected daily bars of one symbol")
        days[day] = [float(number) for number in numbers]
    return dict(sorted(days.items()))


def read_bars(path, window):
    """The bars [n, 6] of a CSV file, oldest first, at least `window`, and their days.

    A bar is open, high, low, close, volume, adjusted close; without a column Adj Close the close stands in.
    """
    days = read_days(path, ["open", "high", "low", "close", "volume", "adjclose"])
    if len(days) < window:
        sys.exit(f"{path} has {len(days)} bars with a date like 2026-11-28: expected at least {window}")
    return np.array(list(days.values())), list(days)


def read_covariates(symbols, days, arguments):
    """The closes [days, symbols] of the files in arguments such as SPY=spy.csv: of each day, or the last of the week before it.

    None, and a line that says why, without a file of each symbol, or without a close.
    """
    files = dict(argument.split("=", 1) for argument in arguments if argument.split("=", 1)[0] in symbols)
    columns, missing = [], [symbol for symbol in symbols if symbol not in files]
    for symbol in [] if missing else symbols:
        closes = read_days(files[symbol], ["close"])
        columns.append([])
        for day in days:
            oldest = str(date.fromisoformat(day) - timedelta(days=7))
            known = [known for known in closes if oldest <= known <= day]
            if not known:
                missing.append(symbol)
                break
            columns[-1] += closes[known[-1]]
    if not missing:
        return np.array(columns).T
    print(f"without the network: no closes of {', '.join(missing)} on the days of the bars; expected {' '.join(f'{symbol}=FILE.csv' for symbol in symbols)}", file=sys.stderr)


def predict(p, model, x, days, arguments):
    """The network's outputs from the features x [window, 6] and the closes of covariates, if it takes any; None without them."""
    if "covariates" in p:
        channels, scaler = p["covariates"]["channels"], p["covariates"]["scaler"]
        closes = read_covariates([channel["symbol"] for channel in channels], days, arguments)
        if closes is None:
            return None
        logs = np.log(closes)
        values = [log - log.mean() if channel["kind"] == "level" else np.diff(log, prepend=log[0]) for channel, log in zip(channels, logs.T)]
        limit = p["features"]["limit"] or np.inf
        x = np.hstack([x, ((np.array(values).T - scaler["offset"]) / scaler["scale"]).clip(-limit, limit)])
    return model.predict(x[None], verbose=0)[0] * p["targets"]["scale"] + p["targets"]["offset"]
