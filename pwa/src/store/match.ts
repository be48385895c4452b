import type { CardBody } from '../protocol';
import { matchesPinyin, readingsOf, type PinyinTable, type Readings } from './pinyin';

/** What of a door can be searched for, made once for each version of it. */
export interface Searchable {
  readonly door: string;
  /** Sorts as a person would go: building, entrance, door, numbers by their size. */
  readonly order: string;
  /** Building and entrance. */
  readonly places: readonly string[];
  readonly names: readonly string[];
  readonly phones: readonly string[];
  readonly readings: readonly Readings[] | null;
  /** The first letters of all readings: most names are ruled out by them. */
  readonly initials: string;
}

export function searchableOf(body: CardBody, building: string, table: PinyinTable | null): Searchable {
  const { household, residents } = body;
  const names = [household.name, ...residents.map((each) => each.name)].filter((each) => each !== null).map(plain);
  const phones = [...household.phones, ...residents.map((each) => each.phone ?? '')]
    .map((each) => each.replace(/\D/g, ''))
    .filter(Boolean);
  const places = [building, household.entrance ?? ''].map(plain);
  const door = plain(household.door ?? '');
  const order = [...places, door].join(' ').replace(/\d+/g, (digits) => digits.padStart(6, '0'));
  const readings = table === null ? null : names.map((name) => readingsOf(name, table));
  const initials = (readings ?? [])
    .flat(2)
    .map((reading) => reading.slice(0, 1))
    .join('');
  return { door, order, places, names, phones, readings, initials };
}

/** A word of a query, with what is the same for every door decided once: a search asks thousands of them. */
export interface Word {
  readonly text: string;
  /** Its first letter, if it can be pinyin. */
  readonly initial: string | null;
  readonly isEndOfPhone: boolean;
  readonly isPartOfPhone: boolean;
  /** In 6-3-301, what stands before the door: 6 and 3 number its places. Otherwise empty. */
  readonly before: readonly string[];
}

/** How well a door answers all words of a query; 0 if it does not. */
export function score(words: readonly Word[], found: Searchable): number {
  let total = 0;
  for (const word of words) {
    const points = scoreOf(word, found);
    if (points === 0) return 0;
    total += points;
  }
  return total;
}

function scoreOf(word: Word, found: Searchable): number {
  const { door, places, names, phones, readings, initials } = found;
  const { text, initial } = word;
  if (word.before.length > 0) return scoreOfAddress(word, found);
  if (door.startsWith(text)) return door === text ? 100 : 60;
  let points = 0;
  for (const name of names) points = Math.max(points, scoreOfName(text, name));
  if (points > 0) return points;
  for (const place of places) if (place.includes(text)) return 40;
  if (initial !== null && initials.includes(initial) && readings?.some((each) => matchesPinyin(each, text)) === true) {
    return 30;
  }
  if (word.isEndOfPhone && phones.some((phone) => phone.endsWith(text))) return 20;
  return word.isPartOfPhone && phones.some((phone) => phone.includes(text)) ? 10 : 0;
}

/** 6-3-301 is one door: that 301 begins with a 3, too, must not bring the same number of another entrance. */
function scoreOfAddress({ text, before }: Word, { door, places }: Searchable): number {
  const whole = [...before, text].join('-');
  if (door.startsWith(whole)) return door === whole ? 100 : 60;
  if (!door.startsWith(text)) return 0;
  const from = places.length - before.length;
  const isThere = before.every((part, index) =>
    before.length > 1 ? isNamed(places[from + index], part) : places.some((place) => isNamed(place, part)),
  );
  if (!isThere) return 0;
  return door === text ? 100 : 60;
}

function isNamed(place: string | undefined, part: string): boolean {
  if (place === undefined) return false;
  return /^\d+$/.test(part)
    ? (place.match(/\d+/g) ?? []).some((digits) => Number(digits) === Number(part))
    : place.includes(part);
}

function scoreOfName(text: string, name: string): number {
  const place = name.indexOf(text);
  if (place < 0) return 0;
  return place > 0 ? 50 : name === text ? 90 : 70;
}

/** One spelling for what is the same to a reader: full-width digits, capitals. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

export function wordsOf(query: string): readonly Word[] {
  return plain(query).split(/\s+/).flatMap(wordsOfOne);
}

function wordsOfOne(typed: string): readonly Word[] {
  const parts = typed.split('-').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  return /\d/.test(last) ? [wordOf(last, parts.slice(0, -1))] : parts.map((part) => wordOf(part, []));
}

function wordOf(text: string, before: readonly string[]): Word {
  return {
    text,
    initial: /^[a-z]+$/.test(text) ? text.slice(0, 1) : null,
    isEndOfPhone: /^\d{4,}$/.test(text),
    isPartOfPhone: before.length === 0 && /^\d{7,}$/.test(text),
    before,
  };
}
