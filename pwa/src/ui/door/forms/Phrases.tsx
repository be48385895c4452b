import { t, tMaybe } from '../../../messages';
import './phrases.css';

interface Props {
  readonly kind: string;
  readonly note: string;
  readonly onChange: (note: string) => void;
}

/** Things often said, to tap instead of type. */
export function Phrases({ kind, note, onChange }: Props) {
  const phrases = [1, 2, 3, 4].flatMap((index) => tMaybe(`door.phrase.${kind}.${index}`) ?? []);
  if (phrases.length === 0) return null;
  return (
    <div class="phrases" role="group" aria-label={t('door.phrase.label')}>
      {phrases.map((phrase) => (
        <button key={phrase} type="button" onClick={() => onChange(append(note, phrase))}>
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
