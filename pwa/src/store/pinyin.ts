/** The readings of each character of a text, without tones. A character that is not Chinese reads as itself. */
export type Readings = readonly (readonly string[])[];

export type PinyinTable = ReadonlyMap<string, readonly string[]>;

/** Lines of `reading` followed by the characters that have it. Who cannot type ü types v or u. */
export function readTable(lines: string): PinyinTable {
  const table = new Map<string, string[]>();
  for (const line of lines.split('\n')) {
    const reading = /^[a-z]+/.exec(line)?.[0] ?? '';
    const spellings = reading.includes('v') ? [reading, reading.replace('v', 'u')] : [reading];
    for (const character of line.slice(reading.length)) {
      const known = table.get(character);
      if (known === undefined) table.set(character, [...spellings]);
      else known.push(...spellings);
    }
  }
  return table;
}

export function readingsOf(text: string, table: PinyinTable): Readings {
  return [...text.toLowerCase()].filter((each) => each.trim() !== '').map((each) => table.get(each) ?? [each]);
}

/**
 * Whether letters name a run of the text's characters: each by any of its readings in whole or in part, so that zs,
 * zhangs and zhangsan all find 张三, and shan as well as dan finds 单.
 */
export function matchesPinyin(readings: Readings, letters: string): boolean {
  return readings.some((_, start) => matchesFrom(readings, start, letters));
}

function matchesFrom(readings: Readings, index: number, letters: string): boolean {
  if (letters === '') return true;
  const here = readings[index];
  if (here === undefined) return false;
  return here.some((reading) => {
    for (let length = sharedLength(reading, letters); length > 0; length--) {
      if (matchesFrom(readings, index + 1, letters.slice(length))) return true;
    }
    return false;
  });
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}
