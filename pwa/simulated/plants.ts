/** Bugs planted for a test: a checker that misses one is no checker. Each changes some words of the built app. */
const plants: Readonly<Record<string, readonly [was: string, is: string]>> = {
  a_page_taken_for_applied: inLedger('apply: () => Promise.resolve(true)'),
  cards_kept_without_a_slice: inLedger('sweep: () => Promise.resolve()'),
  nothing_sent_again: inLedger('archived: () => Promise.resolve([])'),
  a_fork_that_keeps_its_name: inLedger('fork: () => Promise.resolve()'),
  receipts_thrown_away: inLedger(
    'settle: (sent, reply, asker, heard) => ledger.settle(sent, { ...reply, receipts: [] }, asker, heard)',
  ),
  robbed_and_going_on: [
    'const answer = holds() ? await transport.post(path, body) : null;',
    'const answer = await transport.post(path, body); if (true) return answer;',
  ],
  saved_twice: ['if (!(await outbox.index("id").getKey(row.id) !== void 0)) await outbox.add({', 'await outbox.add({'],
  saved_without_waiting_for_the_disk: [
    '{ durability: "strict" }',
    '{ durability: stores.includes("outbox") ? "relaxed" : "strict" }',
  ],
  deaf_to_the_end_of_access: ['noteAccess(store.key, heard.access);', 'void 0;'],
  deaf_to_other_pages: ['channel.onmessage = ', 'channel.unheard = '],
  a_door_that_stays: ['Set([...orphans, ...uncovered])', 'Set(orphans)'],
};

function inLedger(change: string): readonly [string, string] {
  const made = 'ledger: createLedger(db, ears),';
  return [made, `ledger: ((ledger) => ({ ...ledger, ${change} }))(createLedger(db, ears)),`];
}

/** The app's text with the bug of this name in it. */
export function planted(text: string, bug: string | null): string {
  if (bug === null) return text;
  const [was, is] = plants[bug] ?? ['', ''];
  const [before, after, ...more] = text.split(was);
  if (was === '' || before === undefined || after === undefined || more.length > 0)
    throw new Error(`there is not one place for ${bug}`);
  return before + is + after;
}
