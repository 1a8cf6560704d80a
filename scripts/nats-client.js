// What page/courier.js needs of the official NATS client: bundled into nats.js beside the app.
export { headers, wsconnect } from "@nats-io/nats-core";
export { jetstream, jetstreamManager } from "@nats-io/jetstream";
