"""What asyncio pays for the programs of src/programs/loop.ts: prints {program: nanoseconds}, medians of some rounds."""

import asyncio
import json
import platform
import random
import statistics
import sys
import time

ROUNDS = int(sys.argv[1])


def call_soon_chain(times=50_000):
    loop = asyncio.new_event_loop()
    left = times

    def following():
        nonlocal left
        left -= 1
        if left > 0:
            loop.call_soon(following)
        else:
            loop.stop()

    loop.call_soon(following)
    began = time.perf_counter_ns()
    loop.run_forever()
    elapsed = time.perf_counter_ns() - began
    loop.close()
    return elapsed / times


def switches(tasks=100, each=500):
    async def work():
        for _ in range(each):
            await asyncio.sleep(0)

    async def main():
        for task in [asyncio.create_task(work()) for _ in range(tasks)]:
            await task

    began = time.perf_counter_ns()
    asyncio.run(main())
    return (time.perf_counter_ns() - began) / (tasks * each)


def spawns(tasks=1_000, times=10):
    async def child():
        return 1

    async def main():
        for _ in range(times):
            for task in [asyncio.create_task(child()) for _ in range(tasks)]:
                await task

    began = time.perf_counter_ns()
    asyncio.run(main())
    return (time.perf_counter_ns() - began) / (tasks * times)


def timers(count=100_000):
    loop = asyncio.new_event_loop()
    left = count

    def fire():
        nonlocal left
        left -= 1
        if left == 0:
            loop.stop()

    chance = random.Random(1)
    began = time.perf_counter_ns()
    for _ in range(count):
        loop.call_later(chance.random() / 1000, fire)
    loop.run_forever()
    elapsed = time.perf_counter_ns() - began
    loop.close()
    return elapsed / count


PROGRAMS = {"chain": call_soon_chain, "switches": switches, "spawns": spawns, "timers": timers}

costs = {name: statistics.median(program() for _ in range(ROUNDS)) for name, program in PROGRAMS.items()}
print(json.dumps({"version": platform.python_version(), "costs": costs}))
