import { t, tMaybe } from '../../messages';
import type { Door } from '../card/types';
import { formPath, readFormKey, type FormKey } from '../door/forms/keys';

/** A form about a door that was left half typed. */
export interface Unfinished {
  readonly path: string;
  readonly door: Door;
  /** What it is: "见到了", "新诉求". */
  readonly words: string;
}

/** The half-typed forms that can still be filled in, the latest first. `kept`: by their keys, when. */
export function unfinishedOf(
  kept: ReadonlyMap<string, number>,
  doorOf: (id: string) => Door | undefined,
): readonly Unfinished[] {
  return [...kept]
    .sort(([, a], [, b]) => b - a)
    .flatMap(([name]) => {
      const key = readFormKey(name);
      const words = wordsOf(key);
      const door = doorOf(key.door_id);
      return door === undefined || words === undefined || !isThere(key, door)
        ? []
        : [{ path: formPath(key), door, words }];
    });
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
