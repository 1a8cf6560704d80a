// Makes a build that tells which of its functions are called, for scripts/first-screen:
//   node scripts/record-wasm.mjs FROM TO NAMES GLUE
// Every function says its number to the page as it begins; NAMES gets the functions' keys (scripts/wasm-functions.mjs) in the
// order of the numbers, and the glue collects the numbers in `globalThis.called`.
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";
import { functionsOf, i32, keyOf, none, read, written } from "./wasm-functions.mjs";

const [, , from, to, names, glue] = process.argv;
const program = read(from);
const functions = functionsOf(program);
program.addFunctionImport("called", "record", "called", i32, none);
for (const [index, { name, results }] of functions.entries()) {
  const whole = binaryen.Function(program.getFunction(name));
  whole.body = program.block(null, [program.call("called", [program.i32.const(index)], none), whole.body], results);
}
writeFileSync(to, written(program));
writeFileSync(names, JSON.stringify(functions.map(({ name }) => keyOf(name))));

const IMPORTS = "const imports = __wbg_get_imports();";
const text = readFileSync(glue, "utf8");
if (!text.includes(IMPORTS)) throw new Error(`${glue} imports in another way than expected`);
writeFileSync(
  glue,
  text.replaceAll(IMPORTS, `${IMPORTS}\nglobalThis.called = new Set();\nimports.record = { called: (index) => globalThis.called.add(index) };`) +
    // What waits for the rest is not to be recorded: here it never comes.
    "\nexport const fetchRestAhead = () => new Promise(() => {});\n",
);
