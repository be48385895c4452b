import { encodeQR } from 'qr';
import { expect, test } from 'vitest';
import { groupCode, qrPath } from './qr-path';

test('a run of dark modules is one rectangle', () => {
  const { path, size } = qrPath([
    [true, true, false],
    [false, false, true],
    [false, false, false],
  ]);

  expect(size).toBe(3);
  expect(path).toBe('M0 0h2v1H0zM2 1h1v1H2z');
});

test('an enrolment link keeps a quiet zone of four modules', () => {
  const { path, size } = qrPath(
    encodeQR('https://desk.localhost:8000/enrol#7K3QM9X2RT', 'raw', { ecc: 'medium', border: 4 }),
  );

  expect(size).toBeGreaterThan(29);
  expect(path.startsWith('M4 4h7v1H4z')).toBe(true);
});

test('a code is read in groups of five', () => {
  expect(groupCode('7K3QM9X2RT')).toBe('7K3QM 9X2RT');
  expect(groupCode('7K3QM')).toBe('7K3QM');
});
