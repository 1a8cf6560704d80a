// The books that tests begin with when they are about something else.

// A book with two accounts and nothing in them.
export async function withBook(person) {
  await person.openBook("Riverside Rowing Club", "EUR");
  await person.openAccount("Current account", "EUR");
  await person.openAccount("Boat fund", "EUR");
  return person;
}

// The same after a few entries: eight events. Made by hand once in each file of tests, then brought in by import.
let made;
export async function withEntries(person) {
  if (made) {
    await person.import(made.text, made.file.fingerprint);
  } else {
    await withBook(person);
    await person.enter("Deposit", { Account: "Current account", Amount: "1000.00", Date: "2026-01-05", Note: "Grant" });
    await person.enter("Withdraw", { Account: "Current account", Amount: "120.50", Date: "2026-01-20", Note: "Insurance" });
    await person.enter("Transfer", { From: "Current account", To: "Boat fund", Amount: "300.00", Date: "2026-02-01" });
    await person.enter("Deposit", { Account: "Boat fund", Amount: "25.00", Date: "2026-02-10", Note: "Raffle" });
    await person.enter("Withdraw", { Account: "Boat fund", Amount: "5.25", Date: "2026-02-11", Note: "Varnish" });
    made = await person.export();
  }
  await person.visit("Overview");
  return person;
}
