import { t } from '../../messages';
import { outbox, session } from '../../store';
import type { Door } from '../card/types';
import { Button, Icon, type IconName } from '../parts';
import { useSaving } from './forms/saving';
import { takeBackClosing } from './saved';
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
        {closed != null && !closed.confirmed && closed.by === session.value?.person.id && !isBeingUndone(door.id) && (
          <TakeBackClose door={door} />
        )}
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

/** Something of it is taken back, and what stands then is not known yet. */
const isBeingUndone = (id: string): boolean =>
  outbox.value.some(({ command }) => command.type === 'undo_correction' && command.household_id === id);

function TakeBackClose({ door }: { readonly door: Door }) {
  const saving = useSaving(null, () => takeBackClosing(door));
  return (
    <>
      <SaveProblem problem={saving.problem} />
      <Button icon="undo" disabled={saving.isRunning} onClick={() => void saving.start()}>
        {saving.isRunning ? t('door.saving') : t('door.close.take_back')}
      </Button>
    </>
  );
}
