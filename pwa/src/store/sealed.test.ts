import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sealPart, type SealedPart } from './sealed';

interface Case {
  readonly name: string;
  readonly input: Omit<SealedPart, 'sealed'> & { readonly plain: string };
  readonly expected: { readonly key: string; readonly sealed: string };
}

const cases = JSON.parse(readFileSync('../tests/vectors/sealed.json', 'utf8')) as Case[];
const bytesOf = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** Python opens the same (tests/server/test_outbox_seals.py). */
test.each(cases)('a file is sealed as the vectors say: $name', async ({ input, expected }) => {
  const { organization, person, replica, nonce, plain } = input;
  const seal = { replica, key: expected.key };

  const part = await sealPart({ organization, person }, seal, plain, bytesOf(nonce));

  expect(part).toEqual({ organization, person, replica, nonce, sealed: expected.sealed });
});

test('no two parts have the same nonce', async () => {
  const seal = { replica: 'r', key: btoa('k'.repeat(32)) };
  const parts = await Promise.all([1, 2, 3].map(() => sealPart({ organization: 'o', person: 'p' }, seal, 'same')));

  expect(new Set(parts.map(({ nonce }) => nonce)).size).toBe(3);
  expect(new Set(parts.map(({ sealed }) => sealed)).size).toBe(3);
});
