import { useState } from 'preact/hooks';
import { t } from '../../messages';
import { leavePhone, makeRoomForNew, otherPeople, people, switchTo } from '../../store';
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
  const unsent = otherPeople.value.find((each) => each.key === key)?.unsent ?? 0;
  return unsent > 0 ? t('core.phone.others_unsent', { n: unsent }) : null;
}

function Leave() {
  const [sure, setSure] = useState(false);
  const leave = async () => {
    if (!(await leavePhone())) toast(t('core.phone.leave_unsent'), { tone: 'problem' });
  };
  if (!sure) {
    return (
      <Button size="small" kind="quiet" onClick={() => setSure(true)}>
        {t('core.phone.leave')}
      </Button>
    );
  }
  return (
    <>
      <p>{t('core.phone.leave_sure')}</p>
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
