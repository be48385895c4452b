import { expect, test } from 'vitest';
import { takeEvents } from './event-lines';

test('a whole event counts, a part of one waits for the rest of it', () => {
  const first = takeEvents('event: changed\ndata: {"at": 1}\n\nevent: cha');
  expect(first).toEqual({ changed: 1, rest: 'event: cha' });

  expect(takeEvents(`${first.rest}nged\r\ndata: {"at": 2}\r\n\r\n`)).toEqual({ changed: 1, rest: '' });
});

test('comments that keep the line open and other events change nothing', () => {
  expect(takeEvents(': ping\n\nevent: hello\ndata: 1\n\n')).toEqual({ changed: 0, rest: '' });
});
