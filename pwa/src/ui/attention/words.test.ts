import { beforeAll, expect, test } from 'vitest';
import { setLanguage } from '../../messages';
import type { AttentionItem } from '../board/wire';
import { sayAbout } from './words';

beforeAll(() => setLanguage('en'));

const parked: AttentionItem = { id: 'i', kind: 'parked', at: 0, person: null, reason: 'not_yours' };

test('that a door is not theirs is said once: by the door where it is not named, else by the reason', () => {
  expect(sayAbout({ ...parked, is_elsewhere: true }, 0)).toBe('');
  expect(sayAbout(parked, 0)).not.toBe('');
  expect(sayAbout({ ...parked, is_elsewhere: true, reason: 'lost_phone' }, 0)).not.toBe('');
});
