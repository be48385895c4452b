import { expect, test } from 'vitest';
import { aDoor } from '../../card/maker';
import { changedHousehold, changedResident, factsOf, isWhole, linesOf, NOBODY, wholeOf } from './changes';

const { household } = aDoor({ household: { phones: ['18690743915'], people_count: 3, needs: ['高龄'] } }).card;
const shown = factsOf(household);

test('a form nobody changed sends nothing', () => {
  expect(changedHousehold(shown, shown, 'building-9')).toEqual({});
  expect(changedHousehold(shown, { ...shown, name: ' 王淑珍 ', phones: '18690743915\n' }, 'building-9')).toEqual({});
});

test('only the changed fields are sent, an emptied one as null', () => {
  const after = { ...shown, name: '', people: '４', needs: ['高龄', '残疾'] };

  expect(changedHousehold(shown, after, 'building-9')).toEqual({
    name: null,
    people_count: 4,
    needs: ['高龄', '残疾'],
  });
});

test('an address is corrected as a whole', () => {
  expect(changedHousehold(shown, { ...shown, door: '1204' }, 'building-9')).toEqual({
    address: { building_id: 'building-9', entrance: '2单元', floor: 12, door: '1204' },
  });
});

test('several telephone numbers may stand in lines or with commas', () => {
  expect(linesOf('186 9074 3915，0537-2345678\n')).toEqual(['186 9074 3915', '0537-2345678']);
});

test('a resident who lives here again has no status', () => {
  expect(changedResident({ ...NOBODY, status: 'moved_out' }, NOBODY)).toEqual({ status: null });
  expect(changedResident(NOBODY, { ...NOBODY, birth_year: '1948' })).toEqual({ birth_year: 1948 });
});

test('whole numbers may be full-width and negative, nothing else', () => {
  expect([wholeOf('−1'), wholeOf('１２'), wholeOf('1.5'), wholeOf('')]).toEqual([-1, 12, null, null]);
  expect([isWhole('', 0, 9), isWhole('10', 0, 9), isWhole('x', 0, 9)]).toEqual([true, false, false]);
});
