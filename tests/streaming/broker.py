"""A Kafka broker for tests: librdkafka's mock cluster, spoken to over the real protocol by clients in other processes.
Prints its address and stays until it is ended."""
import signal
import sys

from confluent_kafka import Producer

producer = Producer({"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1})
brokers = producer.list_topics(timeout=10).brokers.values()
print(",".join(f"{broker.host}:{broker.port}" for broker in brokers), flush=True)
signal.sigwait({signal.SIGTERM, signal.SIGINT})
sys.exit(0)
