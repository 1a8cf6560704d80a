"""Reads a topic from its beginning and prints each record as a line of JSON, for as long as it runs.
Usage: kafka_consumer.py BOOTSTRAP TOPIC

It reads every partition itself instead of joining a group: a group is balanced anew when its topic appears, and librdkafka's
`consume` of many messages at a time then loses those it has in hand."""
import json
import sys
import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

bootstrap, topic = sys.argv[1:3]
consumer = Consumer({
    "bootstrap.servers": bootstrap,
    "group.id": "none",
    "enable.auto.commit": False,
    "allow.auto.create.topics": True,
    "log_level": 0,
})
# Asking for a topic makes it, where the broker makes topics by itself.
while not (partitions := consumer.list_topics(topic, timeout=30).topics[topic].partitions):
    time.sleep(0.05)
consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
print("listening", flush=True)
while True:
    message = consumer.poll(0)
    if message is None:
        sys.stdout.flush()
        message = consumer.poll(0.2)
    if message is None or message.error():
        continue
    about = json.dumps({
        "key": message.key().decode(),
        "headers": {name: value.decode() for name, value in message.headers() or []},
        "partition": message.partition(),
        "offset": message.offset(),
    })
    # The value is JSON already, on one line.
    print(f'{about[:-1]}, "value": {message.value().decode()}}}')
