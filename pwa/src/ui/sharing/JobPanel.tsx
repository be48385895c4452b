import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { sayNumber } from '../board/words';
import { Button, Icon } from '../parts';
import { isFirstShare } from './came-from';
import { LeftDoors } from './LeftDoors';
import './job-panel.css';
import type { MoveJob } from './wire';

interface Props {
  readonly job: MoveJob;
  /** Not for what was undone already, or for an undo. */
  readonly onUndo?: (() => void) | undefined;
  readonly children?: ComponentChildren;
}

/** A move on its way: how far it is; when it is done who got how many, what stayed and why, and the way back. */
export function JobPanel({ job, onUndo, children }: Props) {
  const { done, of } = job.progress;
  const isLeaving = job.area !== null && job.undoes === null;
  const isFirst = isFirstShare(job.came_from);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) panel.current?.focus(); // the button that began it is gone
  }, [job.id, job.state]);
  if (job.state === 'running') {
    return (
      <section class="job-panel" role="status" aria-live="polite" ref={panel} tabIndex={-1}>
        <h3>
          <Icon name={job.undoes === null ? 'swap' : 'undo'} />
          {job.undoes !== null ? t('sharing.undoing') : t(isLeaving ? 'sharing.leaving' : 'sharing.moving')}
        </h3>
        <progress value={done} max={Math.max(1, of)} aria-label={t(isLeaving ? 'sharing.leaving' : 'sharing.moving')} />
        <p>{t('sharing.progress', { done: sayNumber(done), of: sayNumber(of) })}</p>
        <p data-quiet>{t('sharing.progress.note')}</p>
      </section>
    );
  }
  return (
    <section class="job-panel" role="status" aria-live="polite" ref={panel} tabIndex={-1}>
      <h3>
        <Icon name={job.undoes === null ? 'check' : 'undo'} />
        {job.undoes !== null
          ? t('sharing.undone', { n: job.moved })
          : t(isLeaving ? 'sharing.left_campaign' : isFirst ? 'sharing.shared' : 'sharing.done', { n: job.moved })}
      </h3>
      <ul class="job-shares">
        {job.shares
          .filter(({ moved }) => moved > 0 && !isLeaving)
          .map(({ team, person, moved }, k) => (
            <li key={`${team?.id ?? ''}.${k}`}>
              <span>
                {team?.name ?? t('desk.no_team')}
                {person !== null && ` · ${person.name}`}
              </span>
              <b>{t('sharing.doors', { n: moved })}</b>
            </li>
          ))}
      </ul>
      {job.without_person > 0 && <p>{t('sharing.without_person', { n: job.without_person })}</p>}
      <LeftDoors reasons={job.reasons} left={job.left} />
      {onUndo !== undefined && job.undoes === null && job.undone_at === null && job.moved > 0 && (
        <Button icon="undo" onClick={onUndo}>
          {t('sharing.undo', { n: job.moved })}
        </Button>
      )}
      {children}
    </section>
  );
}
