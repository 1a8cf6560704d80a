// Takes out of a release build's wasm what nobody in a browser can use, before wasm-opt looks at it:
//   node scripts/strip-wasm.mjs FROM TO
// The texts of panics: a panic ends the program with a trap, and wasm has no standard error its text could appear on.
// And the streams that a dependency exports to scripts: no script of the page asks for them.
import { readFileSync, writeFileSync } from "node:fs";
import binaryen from "binaryen";

const PANICS = /^(core|std|alloc|__rustc)(\[[0-9a-f]+\])?::.*(panic|unwrap_failed|expect_failed|_fail|handle_error|handle_alloc_error|rust_oom|begin_unwind|assert_failed)/;
const UNUSED_EXPORTS = /^(__wbg_)?intounderlying/;

const [, , from, to] = process.argv;
const program = binaryen.readBinary(readFileSync(from));
const every = (count, at) => Array.from({ length: count }, (_, index) => at(index));

const exported = every(program.getNumExports(), (index) => binaryen.getExportInfo(program.getExportByIndex(index)).name);
for (const name of exported.filter((name) => UNUSED_EXPORTS.test(name))) program.removeExport(name);

for (const reference of every(program.getNumFunctions(), (index) => program.getFunctionByIndex(index))) {
  const { name, module, results } = binaryen.getFunctionInfo(reference);
  // Imports have no body; what answers something is asked whether to panic and does not do it.
  if (!module && results === binaryen.none && PANICS.test(name) && !name.includes("drop_in_place")) {
    binaryen.Function(reference).body = program.unreachable();
  }
}

// With the names of functions, by which wasm-opt puts what is alike side by side.
binaryen.setDebugInfo(true);
writeFileSync(to, program.emitBinary());
