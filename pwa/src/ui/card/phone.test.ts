import { expect, test } from 'vitest';
import { diallable, maskPhone } from './phone';

test('a mobile number shows its first three and last four digits', () => {
  expect(maskPhone('18690743915')).toBe('186····3915');
  expect(maskPhone('+86 186-9074-3915')).toBe('186····3915');
});

test('a landline keeps its area code recognisable', () => {
  expect(maskPhone('0537-2345678')).toBe('053····5678');
});

test('a short number gives away two digits at most', () => {
  expect(maskPhone('2345678')).toBe('····78');
  expect(maskPhone('无')).toBe('····');
});

test('only what can be rung becomes a link', () => {
  expect(diallable('+86 186 9074 3915')).toBe('+8618690743915');
  expect(diallable('无')).toBeNull();
});
