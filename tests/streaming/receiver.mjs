// A receiver of CloudEvents over HTTP on loopback, which takes what it gets and says what it got.
import { createServer } from "node:http";
import { after } from "node:test";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type,authorization",
  "access-control-expose-headers": "retry-after",
};

// `answer` decides each request by its events: a status, or {status, headers, body}, at once or later.
export async function receiver(answer = () => 204) {
  const it = { records: [], requests: [], open: new Map(), together: 0 };
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    const events = Array.isArray(body) ? body : [body];
    const { subject } = events[0];
    it.open.set(subject, (it.open.get(subject) ?? 0) + 1);
    it.together = Math.max(it.together, ...it.open.values());
    const said = await answer(events, request);
    const reply = typeof said === "number" ? { status: said } : said;
    if (reply.status < 300) it.records.push(...events.map((value) => ({ value })));
    const { authorization, "content-type": type } = request.headers;
    it.requests.push({ at: Date.now(), type, authorization, count: events.length, status: reply.status });
    it.open.set(subject, it.open.get(subject) - 1);
    response.writeHead(reply.status, { ...CORS, ...reply.headers }).end(reply.body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  it.url = `http://127.0.0.1:${server.address().port}/events`;
  it.close = () => (server.closeAllConnections(), server.close());
  after(it.close);
  return it;
}
