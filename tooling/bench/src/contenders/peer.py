"""The protocol of src/contender.ts, and the sizes of the model, for the contenders in Python."""

import json
import os
import statistics
import sys
import time

SIZES = json.loads(os.environ["BENCH_SIZES"])
THREADS = int(os.environ["BENCH_THREADS"])
BURST_SECONDS = 0.25


def serve(tasks, **running):
    """Answers each task's name on stdin with the median time of a burst of its runs, in milliseconds.

    `running` has the build and the number of threads, if the engine can tell.
    """
    print(json.dumps({"tasks": list(tasks), **running}), flush=True)
    for line in sys.stdin:
        run = tasks[line.strip()]
        times = []
        began = time.perf_counter()
        while not times or time.perf_counter() - began < BURST_SECONDS:
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1e3)
        print(statistics.median(times), flush=True)
