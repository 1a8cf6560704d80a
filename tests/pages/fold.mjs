// The accounts after some exported events, folded without any of Daybook's code: what `daybook.stateAt` must say.

const minor = (amount) => BigInt(amount.replace(".", ""));

// A whole number of minor units as the decimal string that the formats promise.
export function decimal(amount, digits) {
  const sign = amount < 0n ? "-" : "";
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, "0");
  return digits ? `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}` : sign + text;
}

export const DIGITS = { EUR: 2, USD: 2, CHF: 2, GBP: 2, SEK: 2, NOK: 2, DKK: 2, PLN: 2, JPY: 0, BHD: 3, HUF: 2, CLF: 4 };

export function folded(events) {
  const accounts = new Map();
  const effects = new Map();
  const apply = (effect, sign) => {
    for (const [id, amount] of effect) {
      const account = accounts.get(id);
      account.minor += sign * amount;
      account.entries += 1;
    }
  };
  for (const { id, type, data, recorded_at } of events) {
    const account = accounts.get(data.account);
    let effect;
    switch (type) {
      case "AccountOpened":
        accounts.set(data.account, {
          id: data.account,
          name: data.name,
          currency: data.currency,
          kind: data.kind,
          status: "open",
          minor: 0n,
          entries: 0,
          opened_at: recorded_at,
        });
        break;
      case "AccountRenamed":
        account.name = data.name;
        break;
      case "AccountFrozen":
        account.status = "frozen";
        break;
      case "AccountUnfrozen":
        account.status = "open";
        break;
      case "AccountClosed":
        account.status = "closed";
        account.closed_at = recorded_at;
        break;
      case "AccountReopened":
        account.status = "open";
        delete account.closed_at;
        break;
      case "MoneyDeposited":
        effect = [[data.account, minor(data.amount)]];
        break;
      case "MoneyWithdrawn":
        effect = [[data.account, -minor(data.amount)]];
        break;
      case "MoneyTransferred":
        effect = [[data.from, -minor(data.amount)], [data.to, minor(data.received_amount ?? data.amount)]];
        break;
      case "EntryReversed":
        apply(effects.get(data.entry), -1n);
        break;
    }
    if (effect) {
      effects.set(id, effect);
      apply(effect, 1n);
    }
  }
  return [...accounts.values()].map(({ minor: amount, ...account }) => ({
    ...account,
    balance: decimal(amount, DIGITS[account.currency]),
  }));
}

// The sums per currency of what `folded` gives.
export function totals(accounts) {
  const sums = {};
  for (const { currency, balance } of accounts) sums[currency] = (sums[currency] ?? 0n) + minor(balance);
  return Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, decimal(sum, DIGITS[currency])]));
}
