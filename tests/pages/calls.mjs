// Calls of `window.daybook` for tests that are about something else than a person's hands: many commands, or two at once.

// Calls a method; an error comes back as its code and message.
export function call(person, method, ...args) {
  return person.page.evaluate(
    async ([name, values]) => {
      try {
        return { value: await globalThis.daybook[name](...values) };
      } catch (error) {
        return { code: error.code, message: error.message };
      }
    },
    [method, args],
  );
}

export async function accepted(person, command) {
  const { value, code, message } = await call(person, "dispatch", command);
  if (code !== undefined) throw new Error(`${command.type}: ${code} ${message}`);
  return value;
}

// A book of two accounts with money in the first; answers the ids of both.
export async function smallBook(person, name = "Small") {
  await accepted(person, { type: "OpenBook", name, base_currency: "EUR" });
  const ids = [];
  for (const opening_balance of ["1000", "0"]) {
    const [opened] = await accepted(person, {
      type: "OpenAccount",
      name: `Account ${ids.length + 1}`,
      currency: "EUR",
      ...(opening_balance === "0" ? {} : { opening_balance }),
    });
    ids.push(opened.data.account);
  }
  return ids;
}
