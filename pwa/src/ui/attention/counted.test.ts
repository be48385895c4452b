import { expect, test } from 'vitest';
import type { AttentionItem, AttentionKind } from '../board/wire';
import { counted } from './counted';

const item = (kind: AttentionKind): AttentionItem => ({ id: kind, kind, at: 1, person: null, reason: null });

test('work that waits for another phone is not among what a person has to decide', () => {
  const items = [item('conflict'), item('held'), item('silent')];

  expect(counted({ items, more: ['held'] })).toEqual({ to_decide: 2, held: 1, is_cut: false });
  expect(counted({ items, more: ['conflict'] }).is_cut).toBe(true);
});
