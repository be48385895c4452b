import { t, tMaybe } from '../../../messages';
import { toast } from '../../parts';
import './phrases.css';

interface Props {
  readonly kind: string;
  readonly note: string;
  readonly onChange: (note: string) => void;
}

/** As much as a text may hold: of more, nothing would be taken. */
const MOST = 4000;

/** Things often said, to tap instead of type. One for which the field has no room is left out whole, and that is said. */
export function Phrases({ kind, note, onChange }: Props) {
  const phrases = [1, 2, 3, 4].flatMap((index) => tMaybe(`door.phrase.${kind}.${index}`) ?? []);
  if (phrases.length === 0) return null;
  const add = (phrase: string): void => {
    const longer = append(note, phrase);
    if (longer.length <= MOST) onChange(longer);
    else toast(t('door.phrase.full'), { tone: 'problem' });
  };
  return (
    <div class="phrases" role="group" aria-label={t('door.phrase.label')}>
      {phrases.map((phrase) => (
        <button key={phrase} type="button" onClick={() => add(phrase)}>
          {phrase}
        </button>
      ))}
    </div>
  );
}

function append(note: string, phrase: string): string {
  if (note.includes(phrase)) return note;
  return note.trim() === '' ? phrase : `${note.trim()}${t('door.comma')}${phrase}`;
}
