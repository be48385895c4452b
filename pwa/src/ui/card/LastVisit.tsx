import { t } from '../../messages';
import type { Moment } from './calendar';
import type { Past } from './history';
import { calendar } from './now';
import { dayWords, outcomeWords } from './words';

/** One sentence on the last visit: when, what became of it, by whom, and the note. */
export function LastVisit({ past, now }: { readonly past: Past; readonly now: Moment }) {
  const { last, lastMet } = past;
  if (last === null) return null;
  return (
    <>
      <Sentence visit={last} now={now} word="last" />
      {lastMet !== null && lastMet.id !== last.id && <Sentence visit={lastMet} now={now} word="last_met" />}
    </>
  );
}

function Sentence({
  visit,
  now,
  word,
}: {
  readonly visit: NonNullable<Past['last']>;
  readonly now: Moment;
  readonly word: 'last' | 'last_met';
}) {
  const day = dayWords(calendar.value.at(visit.at).day, now);
  const note = visit.note ?? '';
  return (
    <p>
      {t(`door.${word}`, { day })}
      {t('door.colon')}
      {outcomeWords(visit.outcome)}
      {note !== '' && `${t('door.comma')}${note}`}
    </p>
  );
}
