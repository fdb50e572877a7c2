"""How a script speaks with the test that started it: JSON objects of one field, a line each."""

import asyncio
import json
import os
import sys
import threading
import traceback


def tell(thing):
    print(json.dumps(thing), flush=True)


async def serve(doing):
    """Does what the test asks, one thing after the other, and tells what came of it. Ends with stdin: the test has
    seen enough, or is gone."""
    loop = asyncio.get_running_loop()
    told = asyncio.Queue()

    def listen():
        for line in sys.stdin:
            loop.call_soon_threadsafe(told.put_nowait, json.loads(line))
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        while True:
            ask = (await told.get())["ask"]
            tell({"answer": await doing(**ask)})
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # at once, though the other thread waits for stdin
