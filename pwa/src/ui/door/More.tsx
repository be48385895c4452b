import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { outbox, session } from '../../store';
import type { Door } from '../card/types';
import { Button, Icon, type IconName } from '../parts';
import { useSaving } from './forms/saving';
import { ownClosingAt, takeBackClosing } from './saved';
import { SaveProblem } from './SaveProblem';

/** What is seldom done at a door, one below the other. */
export function More({ door }: { readonly door: Door }) {
  const { closed } = door.card.household;
  return (
    <section class="door-part" aria-labelledby="door-more">
      <h2 id="door-more">{t('door.more')}</h2>
      <div class="door-more">
        <Way to={`/door/${door.id}/facts`} icon="edit" words={t('door.facts.title')} />
        <Way to={`/door/${door.id}/wish`} icon="ban" words={t('door.wish.title')} />
        {closed == null && <Way to={`/door/${door.id}/close`} icon="building" words={t('door.close.title')} />}
        {closed != null && !closed.confirmed && closed.by === session.value?.person.id && <TakeBackClose door={door} />}
      </div>
    </section>
  );
}

function Way({ to, icon, words }: { readonly to: string; readonly icon: IconName; readonly words: string }) {
  return (
    <a class="button" href={to}>
      <Icon name={icon} />
      {words}
    </a>
  );
}

function TakeBackClose({ door }: { readonly door: Door }) {
  const saving = useSaving(null, () => takeBackClosing(door));
  const isBeingUndone = useIsBeingUndone(door);
  return isBeingUndone ? null : (
    <>
      <SaveProblem problem={saving.problem} />
      <Button icon="undo" disabled={saving.isRunning} onClick={() => void saving.start()}>
        {saving.isRunning ? t('door.saving') : t('door.close.take_back')}
      </Button>
    </>
  );
}

/** This proposal was taken back, and what stands then is not known yet. */
function useIsBeingUndone(door: Door): boolean {
  const isIt = useSignal(false);
  const unsent = outbox.value;
  useEffect(() => {
    let isWanted = true;
    const note = (is: boolean): void => {
      if (isWanted) isIt.value = is;
    };
    void ownClosingAt(door).then(
      (own) => note(own?.isBeingUndone === true),
      () => note(false),
    );
    return () => {
      isWanted = false;
    };
  }, [door, unsent]);
  return isIt.value;
}
