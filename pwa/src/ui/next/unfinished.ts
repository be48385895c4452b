import { t, tMaybe } from '../../messages';
import type { Door } from '../card/types';
import { doorNumber, placeWords } from '../card/words';
import { addPath, formPath, readAddKey, readFormKey, type FormKey } from '../door/forms/keys';

/** A form that was left half typed: about a door, or of a door that stands in no list yet. */
export interface Unfinished {
  readonly path: string;
  /** Of a new door none yet. */
  readonly number: string | null;
  /** What it is: "见到了", "新诉求". */
  readonly words: string;
  readonly place: string;
}

/** The half-typed forms that can still be filled in, the latest first. `kept`: by their keys, when. `buildingOf`: its name, if it is here. */
export function unfinishedOf(
  kept: ReadonlyMap<string, number>,
  doorOf: (id: string) => Door | undefined,
  buildingOf: (id: string) => string | undefined,
): readonly Unfinished[] {
  return [...kept]
    .sort(([, a], [, b]) => b - a)
    .flatMap(([key]) => newDoorOf(key, buildingOf) ?? formOf(readFormKey(key), doorOf) ?? []);
}

/** A new door, in the building where it was begun, or begun where a building is still to be chosen. */
function newDoorOf(key: string, buildingOf: (id: string) => string | undefined): Unfinished | null {
  const building_id = readAddKey(key);
  const place = building_id === '' ? '' : buildingOf(building_id ?? '');
  if (building_id === null || place === undefined) return null;
  return { path: addPath(building_id), number: null, words: t('door.add.title'), place };
}

function formOf(key: FormKey, doorOf: (id: string) => Door | undefined): Unfinished | null {
  const words = wordsOf(key);
  const door = doorOf(key.door_id);
  if (door === undefined || words === undefined || !isThere(key, door)) return null;
  const { household } = door.card;
  return { path: formPath(key), number: doorNumber(household), words, place: placeWords(household) };
}

function wordsOf({ form, about }: FormKey): string | undefined {
  switch (form) {
    case 'visit':
      return tMaybe(`door.outcome.${about ?? ''}`) ?? undefined;
    case 'void':
      return t('door.void.title');
    case 'request':
      return t('door.request.new');
    case 'word':
      return t('door.ask.not_satisfied');
    case 'facts':
      return t('door.facts.title');
    case 'resident':
      return t(about === 'new' ? 'door.people.add' : 'door.people.correct');
    case 'wish':
      return t('door.wish.title');
    case 'close':
      return t('door.close.title');
    default:
      return undefined;
  }
}

/** Whether what the form is about still stands on the card. */
function isThere({ form, about }: FormKey, { card }: Door): boolean {
  switch (form) {
    case 'void':
      return card.visits.some(({ id }) => id === about);
    case 'word':
      return card.requests.some(({ id }) => id === about);
    case 'resident':
      return about === 'new' || card.residents.some(({ id }) => id === about);
    default:
      return true;
  }
}
