import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { api, type ApiProblem, type Card, type Draft } from '../../store';
import { problemOf } from '../board/resource';
import { Trouble } from '../board/Trouble';
import { writeNow } from '../board/write';
import { Button } from '../parts';
import { sayTold } from './Closing';
import './settle.css';
import { sayValue } from './values';

interface Props {
  readonly household: string;
  readonly field: string;
  readonly resident_id?: string;
  readonly kept: unknown;
  readonly other: unknown;
  readonly onSettled: () => void;
}

/** Two values of one field: writing either, having seen both, settles it. */
export function Settle({ household, field, resident_id, kept, other, onSettled }: Props) {
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const take = async (value: unknown): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      const { version } = await api.get<Pick<Card, 'version'>>(`/api/households/${household}`);
      sayTold(
        await writeNow([correction(household, version, field, resident_id, value)]),
        t('desk.settle.done', { value: sayValue(value) }),
      );
      onSettled();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  return (
    <div class="settle">
      <dl>
        <dt>{t('desk.household.kept')}</dt>
        <dd>{sayValue(kept)}</dd>
        <dd>
          <Button size="small" disabled={busy.value} onClick={() => void take(kept)}>
            {t('desk.settle.keep')}
          </Button>
        </dd>
        <dt>{t('desk.household.other')}</dt>
        <dd>{sayValue(other)}</dd>
        <dd>
          <Button size="small" disabled={busy.value} onClick={() => void take(other)}>
            {t('desk.settle.take')}
          </Button>
        </dd>
      </dl>
      {problem.value !== null && <Trouble problem={problem.value} />}
    </div>
  );
}

function correction(
  household: string,
  seen: number,
  field: string,
  resident: string | undefined,
  value: unknown,
): Draft {
  const fields = { [field]: value };
  if (resident === undefined) return { type: 'correct_household', household_id: household, seen, fields };
  return { type: 'correct_resident', household_id: household, seen, resident_id: resident, fields };
}
