import { expect, test } from 'vitest';
import { exportPath, type Wanted } from './ask';

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  kind: 'households',
  format: 'xlsx',
  by: 'building',
  whole_phones: false,
  ...more,
});
const asked = (path: string): Record<string, string> => Object.fromEntries(new URL(path, 'http://x').searchParams);

test('the filter of a list of doors goes along', () => {
  const path = exportPath('c', wanted(), { team_id: 't', state: 'not_home', unvisited: true }, 'en');

  expect(path.startsWith('/api/exports/households?')).toBe(true);
  expect(asked(path)).toEqual({
    format: 'xlsx',
    language: 'en',
    campaign_id: 'c',
    team_id: 't',
    state: 'not_home',
    unvisited: '1',
  });
});

test('whole phones are asked for only where there are phones', () => {
  expect(asked(exportPath('c', wanted({ whole_phones: true }), {}, 'en'))['phones']).toBe('whole');
  expect(asked(exportPath('c', wanted({ kind: 'visits', whole_phones: true }), {}, 'en'))['phones']).toBeUndefined();
});

test('coverage is counted by what was chosen, and only by team and building narrowed', () => {
  const path = exportPath('c', wanted({ kind: 'coverage', by: 'team' }), { team_id: 't', state: 'met' }, 'en');

  expect(asked(path)).toEqual({ format: 'xlsx', language: 'en', campaign_id: 'c', by: 'team', team_id: 't' });
});
