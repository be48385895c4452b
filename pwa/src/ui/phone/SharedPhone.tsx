import { useState } from 'preact/hooks';
import { t } from '../../messages';
import { keptDrafts, leavePhone, makeRoomForNew, otherPeople, people, readKeptDrafts, switchTo } from '../../store';
import { isHeadKey } from '../paper/sheet';
import { Button, toast } from '../parts';

/** Two people can use one phone in turn: whose hands it is in, and what the others left unsent. */
export function SharedPhone() {
  const others = people.value.filter((person) => !person.is_current);
  return (
    <section class="panel" aria-labelledby="shared-title">
      <h2 id="shared-title">{t('core.phone.people')}</h2>
      {others.map(({ key, name, organization }) => (
        <div class="between" key={key}>
          <span>
            <b>{name}</b>
            <br />
            <span data-quiet>{unsentText(key) ?? organization}</span>
          </span>
          <Button size="small" onClick={() => switchTo(key)}>
            {t('core.phone.switch_to', { name })}
          </Button>
        </div>
      ))}
      <Button size="small" icon="plus" onClick={makeRoomForNew}>
        {t('core.phone.add_person')}
      </Button>
      <Leave />
    </section>
  );
}

function unsentText(key: string): string | null {
  const other = otherPeople.value.find((each) => each.key === key);
  if (other === undefined) return null; // being counted
  const { unsent } = other;
  if (unsent === null) return t('core.phone.others_unknown');
  return unsent > 0 ? t('core.phone.others_unsent', { n: unsent }) : null;
}

function Leave() {
  const [sure, setSure] = useState(false);
  const typed = [...keptDrafts.value.keys()];
  const count = typed.filter((key) => !isHeadKey(key)).length;
  const ask = async () => {
    await readKeptDrafts().catch(() => undefined);
    setSure(true);
  };
  const leave = async () => {
    if (await leavePhone(typed)) return;
    await readKeptDrafts().catch(() => undefined);
    const isMore = [...keptDrafts.value.keys()].some((key) => !typed.includes(key)); // typed in another page; it is said now
    if (!isMore) toast(t('core.phone.leave_unsent'), { tone: 'problem' });
  };
  if (!sure) {
    return (
      <Button size="small" kind="quiet" onClick={() => void ask()}>
        {t('core.phone.leave')}
      </Button>
    );
  }
  return (
    <>
      <p>{t('core.phone.leave_sure')}</p>
      {count > 0 && <p role="alert">{t('core.phone.leave_typed', { n: count })}</p>}
      <div class="work-actions">
        <Button size="small" onClick={() => setSure(false)}>
          {t('core.action.cancel')}
        </Button>
        <Button size="small" kind="danger" onClick={() => void leave()}>
          {t('core.phone.leave_yes')}
        </Button>
      </div>
    </>
  );
}
