"""A small Kafka REST proxy for tests: API versions 3 and 2 outside, a real Kafka client inside.

Usage: rest_proxy.py BOOTSTRAP PORT. `POST /control` with a JSON object sets what goes wrong from then on:
  password   Basic authentication with the user "daybook" and this password is asked for
  cors       whether pages may read the answers
  partial    share of records that are not produced and reported as failed, inside a 200
  lie        so many requests are produced and reported as failed
  busy       so many requests are answered 429 with Retry-After
  refuse     records that contain this text are refused, 422, as a whole request (or a record, for "record:TEXT")
  down       every request is answered 503
"""
import asyncio
import base64
import json
import random
import sys
import threading

from aiohttp import web
from confluent_kafka import KafkaException, Producer

CLUSTER = "daybook-test"
bootstrap, port = sys.argv[1], int(sys.argv[2])
faults = {}
producer = Producer({
    "bootstrap.servers": bootstrap,
    "acks": "all",
    "linger.ms": 2,
    "max.in.flight": 1,
    "message.timeout.ms": 6000,
    "enable.idempotence": False,
    "log_level": 0,
})
missing = {"no-such-topic"}


def poll():
    while True:
        producer.poll(0.05)


threading.Thread(target=poll, daemon=True).start()


def cors(response):
    if faults.get("cors", True):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET,POST,OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "content-type,authorization"
    return response


@web.middleware
async def around(request, handler):
    if request.path == "/control":
        return await handler(request)
    if request.method == "OPTIONS":
        return cors(web.Response(status=200 if faults.get("cors", True) else 403))
    if faults.get("down"):
        return cors(web.json_response({"error_code": 503, "message": "down"}, status=503))
    password = faults.get("password")
    if password:
        wanted = "Basic " + base64.b64encode(f"daybook:{password}".encode()).decode()
        if request.headers.get("Authorization") != wanted:
            return cors(web.json_response({"error_code": 401, "message": "Unauthorized"}, status=401))
    if faults.get("busy", 0) > 0 and request.method == "POST":
        faults["busy"] -= 1
        response = web.json_response({"error_code": 429, "message": "slow down"}, status=429)
        response.headers["Retry-After"] = "1"
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return cors(response)
    return cors(await handler(request))


async def control(request):
    faults.update(await request.json())
    return web.json_response(faults)


async def produce(topic, records):
    """Produces (key, value, headers) in order; gives (error or None, partition, offset) for each."""
    loop = asyncio.get_running_loop()
    waiting = []
    for key, value, headers in records:
        future = loop.create_future()
        waiting.append(future)
        if random.random() < faults.get("partial", 0):
            future.set_result(("not this time", 0, 0))
            continue

        def done(error, message, future=future):
            result = (error.str(), 0, 0) if error else (None, message.partition(), message.offset())
            loop.call_soon_threadsafe(future.set_result, result)

        while True:
            try:
                producer.produce(topic, value=value, key=key, headers=headers, on_delivery=done)
                break
            except BufferError:
                await asyncio.sleep(0.01)
            except KafkaException as error:
                future.set_result((str(error), 0, 0))
                break
    return await asyncio.gather(*waiting)


def lies():
    if faults.get("lie", 0) > 0:
        faults["lie"] -= 1
        return True
    return False


def refused(text):
    """Whether the whole request is refused, and what makes a record refused on its own."""
    what = faults.get("refuse") or ""
    if what.startswith("record:"):
        return False, what[len("record:"):]
    return bool(what) and what in text, ""


async def records_v3(request):
    topic = request.match_info["topic"]
    if request.match_info["cluster"] != CLUSTER or topic in missing:
        return web.json_response({"error_code": 40403, "message": f"no topic {topic}"}, status=404)
    text = await request.text()
    whole, alone = refused(text)
    if whole:
        return web.json_response({"error_code": 422, "message": "refused"}, status=422)
    decoder, position, records = json.JSONDecoder(), 0, []
    while position < len(text):
        record, position = decoder.raw_decode(text, position)
        headers = [(it["name"], base64.b64decode(it["value"])) for it in record.get("headers", [])]
        value = json.dumps(record["value"]["data"], separators=(",", ":"), ensure_ascii=False)
        records.append((record["key"]["data"], value, headers))
    taken = [it for it in records if not (alone and alone in it[1])]
    results = iter(await produce(topic, taken))
    lie, reports = lies(), []
    for record in records:
        if alone and alone in record[1]:
            reports.append({"error_code": 42206, "message": "refused"})
            continue
        error, partition, offset = next(results)
        if error or lie:
            reports.append({"error_code": 50002, "message": error or "timed out"})
        else:
            reports.append({"error_code": 200, "cluster_id": CLUSTER, "topic_name": topic, "partition_id": partition,
                            "offset": offset})
    return web.Response(text="".join(json.dumps(report) for report in reports), content_type="application/json")


async def records_v2(request):
    topic = request.match_info["topic"]
    if request.content_type != "application/vnd.kafka.json.v2+json":
        return web.json_response({"error_code": 415, "message": request.content_type}, status=415)
    if topic in missing:
        return web.json_response({"error_code": 40401, "message": f"no topic {topic}"}, status=404)
    body = await request.json()
    records = [(json.dumps(it["key"]), json.dumps(it["value"], separators=(",", ":"), ensure_ascii=False), [])
               for it in body["records"]]
    results, lie = await produce(topic, records), lies()
    offsets = [{"partition": None, "offset": None, "error_code": 50002, "error": error or "timed out"} if error or lie
               else {"partition": partition, "offset": offset, "error_code": None, "error": None}
               for error, partition, offset in results]
    return web.json_response({"offsets": offsets, "key_schema_id": None, "value_schema_id": None},
                             content_type="application/vnd.kafka.v2+json")


async def topic_v3(request):
    topic = request.match_info["topic"]
    if request.match_info["cluster"] != CLUSTER or topic in missing:
        return web.json_response({"error_code": 40403, "message": f"no topic {topic}"}, status=404)
    return web.json_response({"kind": "KafkaTopic", "topic_name": topic})


async def topics_v2(request):
    return web.json_response(sorted({*producer.list_topics(timeout=5).topics} - missing))


app = web.Application(middlewares=[around], client_max_size=16 << 20)
app.add_routes([
    web.post("/control", control),
    web.post("/v3/clusters/{cluster}/topics/{topic}/records", records_v3),
    web.get("/v3/clusters/{cluster}/topics/{topic}", topic_v3),
    web.post("/topics/{topic}", records_v2),
    web.get("/topics", topics_v2),
])
app.router.add_route("OPTIONS", "/{any:.*}", topics_v2)
web.run_app(app, host="127.0.0.1", port=port, print=lambda *_: print("listening", flush=True))
