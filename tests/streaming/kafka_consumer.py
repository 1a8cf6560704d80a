"""Reads a topic from its beginning and prints each record as a line of JSON, for as long as it runs.
Usage: kafka_consumer.py BOOTSTRAP TOPIC"""
import json
import sys
import uuid

from confluent_kafka import Consumer

bootstrap, topic = sys.argv[1:3]
consumer = Consumer({
    "bootstrap.servers": bootstrap,
    "group.id": str(uuid.uuid4()),
    "auto.offset.reset": "earliest",
    "topic.metadata.refresh.interval.ms": 500,
    "allow.auto.create.topics": True,
    "log_level": 0,
})
consumer.subscribe([topic])
print("listening", flush=True)
while True:
    messages = consumer.consume(500, timeout=0.2)
    for message in messages:
        if message.error():
            continue
        about = json.dumps({
            "key": message.key().decode(),
            "headers": {name: value.decode() for name, value in message.headers() or []},
            "partition": message.partition(),
            "offset": message.offset(),
        })
        # The value is JSON already, on one line.
        print(f'{about[:-1]}, "value": {message.value().decode()}}}')
    if messages:
        sys.stdout.flush()
