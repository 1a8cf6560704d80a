// Starts the program: imports the glue that the build named in <meta name="program"> and hands it the wasm. If that
// fails, a plain sentence takes the place of the waiting one, and `window.daybook` learns of it.
(() => {
  "use strict";

  // The address of a page that is not the overview, and so not in the first part of the program.
  const OTHER_PAGE = /^#\/[a-z]/;
  const waiting = document.getElementById("start");

  async function start() {
    const { js, wasm } = document.querySelector('meta[name="program"]').dataset;
    const glue = await import(new URL(js, document.baseURI).href);
    if (OTHER_PAGE.test(location.hash)) await glue.compileRest?.().catch(() => {});
    await glue.default({ module_or_path: new URL(wasm, document.baseURI) });
    return glue;
  }

  // What the overview does not need follows at the first sign of a person, at a script's first wish, or after a while, so that
  // a book that is left alone is proven, too; a build that is not split has all at once.
  const SIGNS = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown"];
  const LEFT_ALONE_MS = 10_000;
  function follow(glue) {
    const { __bring, __brought } = globalThis.daybook;
    if (!glue.fetchRestAhead) return __brought();
    let coming;
    // What could not be brought ahead is tried again, and brought at the latest when it is called.
    const bring = () => (coming ??= glue.fetchRestAhead().then(__brought, () => (coming = undefined)));
    for (const sign of SIGNS) addEventListener(sign, bring, { passive: true, capture: true });
    __bring(bring);
    setTimeout(bring, LEFT_ALONE_MS);
    // To be on another page than the overview is a sign, too.
    if (OTHER_PAGE.test(location.hash)) bring();
  }

  // The way out is kept on this device once there may be something to take away. Where a browser keeps nothing, the page is
  // loaded from the site when it is wanted.
  async function keepRescue() {
    await globalThis.daybook.ready;
    await navigator.serviceWorker?.register("rescue-keeper.js", { scope: "rescue" });
  }

  start().then(
    (glue) => {
      waiting?.remove();
      follow(glue);
      keepRescue().catch(() => {});
    },
    (error) => {
      const sentence =
        "Daybook could not start, and your books are as they were. Reload the page; if that does not help, " +
        `use a current version of your browser. (${error?.message ?? error})`;
      const place = waiting ?? document.body.appendChild(document.createElement("p"));
      place.setAttribute("role", "alert");
      place.textContent = sentence;
      const rescue = document.createElement("a");
      rescue.href = "rescue.html";
      rescue.textContent = "Take your books away as files, without the program";
      place.append(document.createElement("br"), rescue);
      console.error(error);
      globalThis.daybook?.__failed?.(error);
    },
  );
})();
