// The public contract: JSON Schema and AsyncAPI hold what the translation writes, and hold it tightly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { asyncapi, asyncapiMisfit, fitsOneOf, golden, misfit, schema } from "./contract.mjs";
import { pageTest } from "./harness.mjs";

const published = schema.oneOf.map((entry) => entry.$ref.replace("#/$defs/", ""));

test("every public event of the golden file fits the schema it names, and exactly one of all", () => {
  for (const event of golden) {
    assert.equal(misfit(event), undefined);
    assert.ok(fitsOneOf(event), JSON.stringify(fitsOneOf.errors));
  }
  const seen = new Set(golden.map((event) => event.type));
  assert.deepEqual([...seen].sort(), published.map((name) => `app.daybook.${name}.v1`).sort(), "and every type is there");
});

test("the schemas reject an event with a member too many, too few or of the wrong kind", () => {
  for (const event of golden) {
    for (const member of Object.keys(event)) {
      const less = structuredClone(event);
      delete less[member];
      assert.ok(misfit(less), `without ${member}`);
      const wrong = structuredClone(event);
      wrong[member] = 7;
      assert.ok(misfit(wrong), `${member} as a number`);
    }
    for (const place of [(it) => it, (it) => it.data]) {
      const more = structuredClone(event);
      place(more).secret = "x";
      assert.ok(misfit(more), "with a member nobody knows");
    }
    const amount = structuredClone(event);
    amount.data.balance = 12.5;
    assert.ok(misfit(amount), "with a balance as a number");
  }
});

test("the AsyncAPI document is one, and knows the same events as the schemas", () => {
  assert.equal(asyncapiMisfit(asyncapi), undefined);
  assert.ok(asyncapiMisfit({ ...asyncapi, operations: { publish: { action: "shout" } } }), "and a wrong one is found out");
  const { messages } = asyncapi.components;
  assert.deepEqual(Object.keys(messages).sort(), [...published].sort());
  for (const [name, message] of Object.entries(messages)) {
    assert.equal(message.name, schema.$defs[name].properties.type.const);
    assert.equal(message.payload.schema.$ref, `./events.schema.json#/$defs/${name}`);
  }
});

pageTest("every public event of the sample book fits the schemas that lie beside the app", async (bring) => {
  const person = await bring();
  await person.loadSample();
  const events = await person.page.evaluate(() => globalThis.daybook.integrationEvents(1, globalThis.daybook.count()));
  assert.ok(events.length > 3000, `${events.length} events`);
  for (const event of events) assert.equal(misfit(event), undefined);
  const again = await person.page.evaluate(() => globalThis.daybook.integrationEvents(1000, 1010));
  const wanted = events.filter((event) => event.data.sequence >= 1000 && event.data.sequence <= 1010);
  assert.deepEqual(again, wanted);
  assert.deepEqual(await person.page.evaluate(() => globalThis.daybook.integrationEvents(5, 4)), []);
  for (const [name, own] of [["events.schema.json", schema], ["asyncapi.json", asyncapi]]) {
    assert.deepEqual(await person.page.evaluate(async (name) => (await fetch(`contract/${name}`)).json(), name), own);
  }
});
