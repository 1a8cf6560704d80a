// The rest of the program: what the first screen does not need (scripts/split-wasm.mjs). A release build appends this to the
// glue, whose `wasm` (the first part's exports) and `__wbg_get_imports` it uses; REST_FILE is the file's name.

const restAddress = new URL(REST_FILE, import.meta.url);

function restImports() {
  const shared = {};
  for (let place = 0; place < wasm.shared.length; place += 1) shared[place.toString(36)] = wasm.shared.get(place);
  return { ...__wbg_get_imports(), first: wasm, shared };
}

let restModule;

// Downloads and compiles the rest, for a page whose first screen is another than the overview: it needs the rest at once.
export async function compileRest() {
  try {
    restModule = await WebAssembly.compileStreaming(fetch(restAddress));
  } catch {
    // Some static hosts send wasm without its type.
    restModule = await WebAssembly.compile(await (await fetch(restAddress)).arrayBuffer());
  }
}

// Brings the rest while the page is live. Nothing is lost where that fails: what is missing is fetched when it is called.
export async function fetchRestAhead() {
  if (!restModule && !wasm.there.value) await compileRest();
  if (wasm.there.value) return;
  await WebAssembly.instantiate(restModule, restImports());
  wasm.there.value = 1;
}

// Called by the first part when it needs the rest before that is there, and can't go on without it.
function fetchRest() {
  try {
    new WebAssembly.Instance(restModule ?? new WebAssembly.Module(bytesOfRest()), restImports());
    wasm.there.value = 1;
  } catch (error) {
    const alert = document.createElement("p");
    alert.className = "alert";
    alert.setAttribute("role", "alert");
    alert.textContent =
      "A part of Daybook could not be loaded, and your books are as they were. Reload the page when you are connected " +
      `again. (${error.message})`;
    document.body.prepend(alert);
    throw error;
  }
}

// While nothing else may happen, bytes come only as characters, one for each.
function bytesOfRest() {
  const request = new XMLHttpRequest();
  request.open("GET", restAddress, false);
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  if (request.status !== 200) throw new Error(`the site answered ${request.status}`);
  const characters = request.responseText;
  const bytes = new Uint8Array(characters.length);
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = characters.charCodeAt(place);
  return bytes;
}
