"""Writes ../src/exchanges/session-data.json: the sessions of the world's exchanges, from the package exchange-calendars.

    uv venv /path/to/venv && uv pip install --python /path/to/venv -r requirements.txt
    /path/to/venv/bin/python make_sessions.py          # writes the file, in about 5 seconds
    /path/to/venv/bin/python make_sessions.py --check  # fails if the file is not what the script writes
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import exchange_calendars

FILE = Path(__file__).parent.parent / "src/exchanges/session-data.json"
START, END = date(2000, 1, 1), date(2027, 12, 31)

EXCHANGES = """
    ASEX BVMF XAMS XASX XBKK XBOG XBOM XBRU XBSE XBUD XBUE XCSE XDUB XETR XHEL XHKG XICE XIDX XIST XJSE XKLS XKRX XLIM
    XLIS XLIT XLON XMAD XMEX XMIL XNYS XNZE XOSL XPAR XPHS XPRA XRIS XSAU XSES XSGO XSHG XSTO XSWX XTAE XTAI XTAL XTKS
    XTSE XWAR XWBO
""".split()

# The package has no holidays that follow the moon for these exchanges before or after these days, and does not say so.
RECORDED_FROM = {"XIDX": date(2002, 1, 1), "XPHS": date(2002, 1, 1)}
RECORDED_TO = {"XIDX": date(2025, 12, 31), "XPHS": date(2026, 12, 31)}

# Sessions that the package lacks. India: one hour at Diwali (Muhurat trading), budgets and drills on weekends.
SPECIAL_SESSIONS = {
    "XBOM": """
        2010-11-05 2011-10-26 2012-11-13 2013-11-03 2014-10-23 2015-02-28 2015-11-11 2016-10-30 2017-10-19 2018-11-07
        2019-10-27 2020-02-01 2020-11-14 2021-11-04 2022-10-24 2023-11-12 2024-03-02 2024-05-18 2024-11-01 2025-10-21
        2026-02-01 2026-11-08
    """.split()
}


def read(name):
    """Returns the first and last day on record, the weeks [(first day, "1111100" from Monday)], and the sessions."""
    factory = exchange_calendars.calendar_utils.global_calendar_dispatcher._calendar_factories[name]
    start = max(START, RECORDED_FROM.get(name, START), as_date(factory.bound_min(), START))
    end = min(END, RECORDED_TO.get(name, END), as_date(factory.bound_max(), END))
    calendar = exchange_calendars.get_calendar(name, start=start.isoformat(), end=end.isoformat())
    sessions = {session.date() for session in calendar.sessions}
    sessions |= {date.fromisoformat(day) for day in SPECIAL_SESSIONS.get(name, [])}
    weeks, first = [], start
    for since, last, mask in getattr(calendar, "special_weekmasks", []):
        # The mask of a single week has a first day: its days become exceptions.
        if since is None and last.date() >= start:
            weeks.append((first, mask))
            first = last.date() + timedelta(days=1)
    return start, end, [*weeks, (first, calendar.weekmask)], sessions


def as_date(timestamp, otherwise):
    return otherwise if timestamp is None else timestamp.date()


def exceptions(start, end, weeks, sessions):
    """Returns the days on which the exchange does the opposite of its week: one text a year, "2024 0101 0115 ..."."""
    years = {}
    for day in (start + timedelta(days=k) for k in range((end - start).days + 1)):
        mask = [mask for first, mask in weeks if first <= day][-1]
        if (mask[day.weekday()] == "1") != (day in sessions):
            years.setdefault(day.year, []).append(f"{day:%m%d}")
    return [" ".join([str(year), *days]) for year, days in years.items()]


def entry(name):
    start, end, weeks, sessions = read(name)
    return {
        "from": str(start),
        "until": str(end),
        "weeks": {str(first): mask for first, mask in weeks},
        "exceptions": exceptions(start, end, weeks, sessions),
    }


def main():
    text = json.dumps({name: entry(name) for name in EXCHANGES}, indent=2) + "\n"
    if "--check" not in sys.argv:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        sys.exit(f"{FILE.name} is not what this script writes: run it without --check")


main()
