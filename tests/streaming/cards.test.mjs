// The page "Streams" with a destination of every state on it: everyone can use it, on any screen, now and in the past.
// With DAYBOOK_PICTURES=folder it takes pictures on the way.
import assert from "node:assert/strict";
import { join } from "node:path";
import { check } from "../pages/axe.mjs";
import { NARROW, WIDE } from "../pages/harness.mjs";
import { add, ask, openBook, publicEvents, record, streamTest } from "./book.mjs";
import { until } from "./engines.mjs";
import { receiver } from "./receiver.mjs";

async function withEveryState(person) {
  await openBook(person, 2);
  await record(person, 8);
  const [, , , poison] = await publicEvents(person);
  const say = (status, message) => ({ status, body: JSON.stringify({ message }) });
  const [live, failing, wrong] = await Promise.all([
    receiver((events) => (events.some((it) => it.id === poison.id) ? say(422, "the amount is not welcome here") : 204)),
    receiver(() => say(503, "the warehouse is being swept")),
    receiver(() => say(401, "who are you?")),
  ]);
  const http = (far, more = {}) => add(person, { kind: "cloudevents-http", url: far.url, topic: "", ...more });
  await http(live, { personal: true });
  await http(failing);
  await http(wrong, { auth: { user: "ann", password: "guessed" } });
  const { id } = await add(person, { kind: "kafka-rest-v2", url: "http://127.0.0.1:9", topic: "daybook", from: "now" });
  await ask(person, (id) => globalThis.daybook.pauseDestination(id), id);
  const states = () => ask(person, () => globalThis.daybook.destinations().map((it) => [it.state, it.parked.length].join(" ")));
  const wanted = ["live 1", "waiting 0", "stuck 0", "paused 0"];
  await until(async () => JSON.stringify(await states()) === JSON.stringify(wanted), 20_000, "every state to be there");
  await person.visit("Streams");
}

for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
  for (const colorScheme of ["light", "dark"]) {
    streamTest(`destinations in every state keep the rules of accessibility, ${size} and ${colorScheme}`, async (bring) => {
      const person = await bring({ viewport, colorScheme, reducedMotion: "reduce" });
      await withEveryState(person);
      const cards = person.page.getByRole("article");
      assert.equal(await cards.count(), 4);
      const look = async (what) => {
        await check(person, `Streams, ${what}`);
        const [content, window] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(content <= window, `${what}: ${content} wide on a screen of ${window}`);
        const folder = process.env.DAYBOOK_PICTURES;
        if (folder) await person.page.screenshot({ path: join(folder, `streams-${what}-${size}-${colorScheme}.png`), fullPage: true });
      };
      await look("now");
      await person.goTo(4);
      await look("past");
      await person.now();
      await person.button("Add destination").click();
      await person.dialog("Add destination").waitFor();
      await look("adding");
      await person.leaveDialog();
      await person.button("Enter password").click();
      await person.dialog("Enter password").waitFor();
      await look("password");
    });
  }
}
