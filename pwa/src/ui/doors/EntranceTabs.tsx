import { t } from '../../messages';
import { isVisited } from '../next/progress';
import type { Entrance } from './grid';

interface Props {
  readonly entrances: readonly Entrance[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

export function EntranceTabs({ entrances, chosen, onChoose }: Props) {
  if (entrances.length < 2) return null;
  return (
    <div class="entrances" role="group" aria-label={t('door.doors.entrances')}>
      {entrances.map(({ name, doors }) => {
        const counts = { visited: doors.filter(isVisited).length, known: doors.length };
        const word = name === '' ? t('door.doors.no_entrance') : name;
        return (
          <button key={name} type="button" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
            <span aria-hidden="true">
              {word} <small>{t('door.doors.entrance_count', counts)}</small>
            </span>
            <span class="visually-hidden">{t('door.doors.entrance_label', { name: word, ...counts })}</span>
          </button>
        );
      })}
    </div>
  );
}
