// The rules of accessibility that a program can check, held to what is on the screen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function check(person, where) {
  if (!(await person.page.evaluate(() => "axe" in globalThis))) await person.page.evaluate(axe);
  const violations = await person.page.evaluate(async () => {
    const report = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return report.violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((n) => n.html).join("\n    ")}`);
  });
  assert.equal(violations.length, 0, `${where}:\n  ${violations.join("\n  ")}`);
}
