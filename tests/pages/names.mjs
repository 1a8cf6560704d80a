// The words on the page that the tests look for and that formats.md leaves open, in one place. The rest is a contract and
// stands where it is used.
export const OPEN_BOOK = { button: "Open book", name: "Name", currency: "Currency" };
export const BOOKS = {
  // On the Data page.
  create: "New book",
  switch: (name) => `Open ${name}`,
  rename: "Rename book",
  renameField: "Name",
  remove: "Delete book",
  removeField: "Name of the book",
  offerExport: "Export JSON",
};
// On an account's own page.
export const ACCOUNT = { freeze: "Freeze", unfreeze: "Unfreeze", close: "Close account", reopen: "Reopen account", reason: "Reason" };
export const LESS_DURABLE = /localStorage/;
export const WHY = { title: "Why this number?", exact: /add up to exactly this figure|makes up exactly this figure/, counts: /counts exactly th/ };
export const REPORTS = {
  cashFlow: "Cash flow",
  categories: "Categories",
  counterparties: "Counterparties",
  trialBalance: "Trial balance",
  statement: "Account statement",
  day: "A day by both clocks",
  compare: "Then and now",
  compareEvent: "Compare with event",
};
// The journal's filters, the audit's and the Data page's own.
export const JOURNAL = { search: "Search", account: "Account", kind: "Kind", category: "Category", from: "From", to: "To" };
export const DATA = { verify: "Verify", actor: "Your name" };
export const RULES = {
  page: "Rules",
  state: "State a rule",
  withdraw: "Withdraw rule",
  broken: "Broken rules",
  warning: "A rule is broken",
  dismiss: "Dismiss",
};
export const PROOF = {
  title: "Proof",
  proven: "Replay = snapshots = screen",
  again: "Prove again",
  alarm: "The proof failed",
};
