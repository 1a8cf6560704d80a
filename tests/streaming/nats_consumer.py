"""Reads a JetStream stream from its beginning and prints each message as a line of JSON, for as long as it runs.
Usage: nats_consumer.py SERVER STREAM SUBJECT [--create]"""
import asyncio
import json
import sys

import nats
from nats.js.errors import NotFoundError


async def main(server, stream, subject, *create):
    client = await nats.connect(server, max_reconnect_attempts=-1, reconnect_time_wait=0.2)
    jetstream = client.jetstream()
    if create:
        try:
            await jetstream.stream_info(stream)
        except NotFoundError:
            await jetstream.add_stream(name=stream, subjects=[subject], duplicate_window=2)
    subscription = await jetstream.subscribe(subject, ordered_consumer=True)
    print("listening", flush=True)
    async for message in subscription.messages:
        print(json.dumps({"headers": dict(message.headers or {}), "value": json.loads(message.data),
                          "offset": message.metadata.sequence.stream}), flush=True)


asyncio.run(main(*sys.argv[1:]))
