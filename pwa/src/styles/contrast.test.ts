import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function colours(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const [, light = '', dark = ''] = css.split(/:root(?:\[data-theme='dark'\])? \{/);
const modes = { light: colours(light), dark: new Map([...colours(light), ...colours(dark)]) };

const grounds = ['paper', 'surface', 'sunken'];
const inks = ['ink', 'ink-2', 'ink-3', 'brand', 'met', 'not-home', 'call-back', 'refused', 'vacant', 'urgent'];
const own = [
  ['brand', 'brand-soft'],
  ['brand-ink', 'brand'],
  ['met-ink', 'met'],
  ['not-home', 'not-home-soft'],
  ['call-back', 'call-back-soft'],
  ['refused', 'refused-soft'],
  ['urgent', 'urgent-soft'],
  ['urgent-ink', 'urgent'],
  ['paper', 'ink'],
];
const pairs = [...own, ...inks.flatMap((ink) => grounds.map((ground) => [ink, ground]))];

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test.each(['light', 'dark'] as const)('in %s every ink holds 7:1 on every ground it may stand on', (mode) => {
  const table = modes[mode];
  const weak = pairs.flatMap(([ink = '', ground = '']) => {
    const ratio = contrast(table.get(ink) ?? '#000000', table.get(ground) ?? '#000000');
    return ratio < 7 ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : [];
  });

  expect(weak).toEqual([]);
});
