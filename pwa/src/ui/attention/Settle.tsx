import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import type { ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Named, Said, Side } from '../board/wire';
import { sayAgo } from '../board/words';
import { sayValue } from '../desk/values';
import { Button } from '../parts';
import './settle.css';
import { settleNow } from './settle-now';
import { settlementOf } from './settling';
import { sayOffline } from './words';

interface Props {
  readonly household: string;
  /** The version of its card that both values were read from. */
  readonly seen: number | null;
  /** Which fact, or of which door, for whoever does not see it above. */
  readonly about: string;
  readonly field: string;
  readonly resident_id?: string;
  readonly kept: unknown;
  readonly other: unknown;
  /** Those that either value names. */
  readonly buildings: readonly Named[] | undefined;
  /** Who wrote each, and when. */
  readonly sides?: { readonly kept: Side | null; readonly other: Side | null; readonly now: number };
  readonly onSettled: () => void;
}

/** Two values of one field, side by side: writing either, having seen both, settles it. */
export function Settle(props: Props) {
  const { household, seen, about, field, resident_id, kept, other, buildings, sides, onSettled } = props;
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const resident = resident_id === undefined ? {} : { resident_id };
  const take = async (value: unknown): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      await settleNow(
        settlementOf({ household, seen }, { field, ...resident }, value),
        t('desk.settle.done', { value: sayValue(value, buildings) }),
        onSettled,
      );
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  const values = [
    { key: 'kept', value: kept, side: sides?.kept, verb: t('desk.settle.keep') },
    { key: 'other', value: other, side: sides?.other, verb: t('desk.settle.take') },
  ] as const;
  return (
    <div class="settle" role="group" aria-label={about}>
      <dl>
        {values.map(({ key, value, side, verb }) => (
          <div key={key} data-side={key}>
            <dt>{t(`desk.household.${key}`)}</dt>
            <dd>{sayValue(value, buildings)}</dd>
            {everybodyOf(side).map((said) => (
              <dd key={`${said.person?.id} ${said.at}`} data-quiet>
                {saySaid(said, sides?.now ?? said.at)}
              </dd>
            ))}
            <dd>
              <Button size="small" disabled={busy.value} onClick={() => void take(value)}>
                {verb}
              </Button>
            </dd>
          </div>
        ))}
      </dl>
      {problem.value !== null && <Trouble problem={problem.value} />}
    </div>
  );
}

function everybodyOf(side: Side | null | undefined): readonly Said[] {
  return side === null || side === undefined ? [] : [side, ...(side.also ?? [])];
}

function saySaid({ person, at, arrived_at }: Said, now: number): string {
  const who = person?.name ?? t('desk.attention.nobody');
  return [who, sayAgo(at, now), sayOffline(at, arrived_at)].filter((part) => part !== '').join(' · ');
}
