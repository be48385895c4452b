import { t, tMaybe } from '../../messages';
import { attention, dismissAttention, doorOf, type AttentionEntry } from '../../store';
import { Button, Chip } from '../parts';
import { ago } from './age';
import { BothValues } from './BothValues';
import { conflictsAbout } from './conflicts';
import { now_ms } from './now';
import { whatWasDone } from './work';

/** What the server took and a person should look at: another value stands, it came too late, somebody must decide. */
export function Attention() {
  if (attention.value.length === 0) return null;
  return (
    <section aria-labelledby="attention-title">
      <h2 id="attention-title">{t('core.phone.attention.title')}</h2>
      <ul class="work-list">
        {attention.value.map((entry) => (
          <li key={entry.id} data-wide>
            <Item entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Item({ entry }: { readonly entry: AttentionEntry }) {
  const { id, command, label, outcome, reason, household_id, at } = entry;
  const card = household_id === null ? undefined : doorOf(household_id)?.card;
  const why = tMaybe(`core.receipt_reason.${reason ?? ''}`);
  return (
    <>
      <p class="between">
        <b>
          {label} {whatWasDone(command)}
        </b>
        <Chip tone={outcome === 'parked' ? 'urgent' : 'wait'}>{tMaybe(`core.receipt.${outcome}`) ?? outcome}</Chip>
      </p>
      <p>{tMaybe(`core.receipt.${outcome}.text`) ?? ''}</p>
      {why !== null && <p data-quiet>{why}</p>}
      <BothValues conflicts={conflictsAbout(command, card?.conflicts ?? [])} />
      <p class="between">
        <span data-quiet>{ago(at, now_ms.value)}</span>
        <span class="work-actions">
          {card !== undefined && (
            <a class="button" data-kind="plain" data-size="small" href={`/door/${card.household.id}`}>
              {t('core.phone.to_door')}
            </a>
          )}
          <Button size="small" onClick={() => void dismissAttention(id)}>
            {t('core.phone.seen')}
          </Button>
        </span>
      </p>
    </>
  );
}
