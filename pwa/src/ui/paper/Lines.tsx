import { t } from '../../messages';
import { sayDate } from '../board/words';
import { outcomeWords } from '../card/words';
import { Button, Chip } from '../parts';
import { sayDoor } from './Line';
import { doubtsOf, type Typed } from './walk';

interface Props {
  readonly lines: readonly Typed[];
  readonly now: number;
  readonly atOf: (line: Typed) => number;
  /** A person's name. */
  readonly nameOf: (by: string) => string;
  readonly onRemove: (line: Typed) => void;
}

/** What was typed and is not saved yet, the latest first, each with what is doubtful about it. */
export function Lines({ lines, now, atOf, nameOf, onRemove }: Props) {
  return (
    <div class="stacks">
      <table class="grid-table stack-table">
        <caption class="visually-hidden">{t('rolls.type.lines')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rolls.paper.door')}</th>
            <th scope="col">{t('rolls.paper.who')}</th>
            <th scope="col">{t('rolls.type.outcome')}</th>
            <th scope="col">{t('rolls.type.time')}</th>
            <th scope="col">{t('rolls.type.note_field')}</th>
            <th scope="col">
              <span class="visually-hidden">{t('rolls.type.remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...lines].reverse().map((line) => (
            <tr key={line.key}>
              <th scope="row">{sayDoor(line.door)}</th>
              <td data-label={t('rolls.paper.who')}>
                {nameOf(line.by)} · {sayDate(line.on)}
              </td>
              <td data-label={t('rolls.type.outcome')}>{outcomeWords(line.outcome)}</td>
              <td data-label={t('rolls.type.time')}>{line.time}</td>
              <td data-label={t('rolls.type.note_field')}>
                {line.note}
                {doubtsOf(line, lines, atOf(line), now).map((doubt) => (
                  <Chip key={doubt} tone="wait" icon="warning">
                    {t(`rolls.type.doubt.${doubt}`)}
                  </Chip>
                ))}
              </td>
              <td data-num>
                <Button
                  size="small"
                  kind="quiet"
                  icon="cross"
                  aria-label={t('rolls.type.remove_one', { door: sayDoor(line.door) })}
                  onClick={() => onRemove(line)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
