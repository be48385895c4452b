import { cleanup, render } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { navigate } from '../router';
import { useAddressed } from './addressed';

const went: string[] = [];

function Typed({ text }: { readonly text: string }) {
  useAddressed(text, '', (typed) => went.push(typed));
  return null;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('scrollTo', () => undefined);
  went.length = 0;
  navigate('/desk/people');
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is typed is searched for once, a moment after the last key', () => {
  const page = render(<Typed text="" />);
  for (const text of ['梁', '梁伟']) page.rerender(<Typed text={text} />);

  vi.advanceTimersByTime(1_000);

  expect(went).toEqual(['梁伟']);
});

test('who has gone on meanwhile is not taken back, though the page still stands', () => {
  render(<Typed text="梁" />);

  navigate('/desk/people/1');
  vi.advanceTimersByTime(1_000);

  expect(went).toEqual([]);
});
