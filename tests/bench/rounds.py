# rounds.py - many runs in rounds: each round does every job once, in an order of its own, so that
# whatever the host does meanwhile meets all loaders alike.

import os
import queue
import random
import statistics
import sys
from concurrent.futures import ThreadPoolExecutor

import here  # noqa: F401
from machine import GuestError


def do(jobs, measure, runs, cpus):
    """{job: [what measure(job, cpu) returned, or None when that was a failure; one a round]}.

    As many at a time as there are CPUs in `cpus`, one on each."""
    free = queue.SimpleQueue()
    for cpu in cpus:
        free.put(cpu)

    def one(job):
        cpu = free.get()
        try:
            return measure(job, cpu)
        except GuestError as why:
            print(f"FAILED {why}"[:3000], file=sys.stderr, flush=True)
            return None
        finally:
            free.put(cpu)

    found = {job: [] for job in jobs}
    with ThreadPoolExecutor(len(cpus)) as pool:
        for number in range(runs):
            order = random.Random(number).sample(jobs, len(jobs))
            for job, value in zip(order, pool.map(one, order)):
                found[job].append(value)
    return found


def all_cpus():
    return sorted(os.sched_getaffinity(0))


def median(values):
    """None when a run of these failed: a number would hide that."""
    return None if not values or None in values else statistics.median(values)


def least(values):
    return None if not values or None in values else min(values)


def median_ratio(values, base):
    """Of two loaders' values, round by round."""
    if not values or None in values or None in base:
        return None
    return statistics.median(v / b for v, b in zip(values, base))
