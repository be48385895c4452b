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

/** How well a door answers all words of a query; 0 if it does not. */
export function score(words: readonly string[], found: Searchable): number {
  let total = 0;
  for (const word of words) {
    const points = scoreOf(word, found);
    if (points === 0) return 0;
    total += points;
  }
  return total;
}

function scoreOf(word: string, { door, places, names, phones, readings, initials }: Searchable): number {
  if (door === word) return 100;
  if (door.startsWith(word)) return 60;
  if (names.some((name) => name === word)) return 90;
  if (names.some((name) => name.startsWith(word))) return 70;
  if (names.some((name) => name.includes(word))) return 50;
  if (places.some((place) => place.includes(word))) return 40;
  if (
    initials.includes(word.slice(0, 1)) &&
    /^[a-z]+$/.test(word) &&
    readings?.some((each) => matchesPinyin(each, word)) === true
  )
    return 30;
  if (/^\d{4,}$/.test(word) && phones.some((phone) => phone.endsWith(word))) return 20;
  if (/^\d{7,}$/.test(word) && phones.some((phone) => phone.includes(word))) return 10;
  return 0;
}

/** One spelling for what is the same to a reader: full-width digits, capitals. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

export function wordsOf(query: string): readonly string[] {
  return plain(query)
    .split(/[\s-]+/)
    .filter((word) => word !== '');
}
