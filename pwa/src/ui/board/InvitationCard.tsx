import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Button, toast } from '../parts';
import { useArrival } from '../parts/arrival';
import './invitation-card.css';
import { LocalNote } from './LocalNote';
import { groupCode } from './qr-path';
import { Qr } from './Qr';
import type { Invited, Named } from './wire';
import { sayClock } from './words';

interface Props {
  readonly invited: Invited;
  readonly team: Named | null;
  readonly organization: string;
}

/** An invitation in the hand: scan, type, send or print. The code is shown this once. */
export function InvitationCard({ invited, team, organization }: Props) {
  const card = useRef<HTMLElement>(null);
  useArrival(card, invited.id); // the field that it was asked for in is gone
  const link = new URL(invited.path, location.origin).href;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      toast(t('desk.invite.copied'), { ms: 4000 });
    } catch {
      toast(t('desk.invite.copy_failed'), { tone: 'problem' });
    }
  };
  return (
    <>
      <article class="invitation-card" ref={card} tabIndex={-1}>
        <header>
          <b>{t('core.product.full')}</b>
          <span>{[organization, team?.name ?? ''].filter((part) => part !== '').join(' · ')}</span>
        </header>
        <h3>{invited.person.name}</h3>
        <Qr text={link} label={t('desk.invite.qr', { name: invited.person.name })} />
        <p class="invitation-code">
          <span>{t('desk.invite.code')}</span>
          <b>{groupCode(invited.code)}</b>
        </p>
        <p class="invitation-link">{link}</p>
        <p>{t('desk.invite.until', { time: sayClock(invited.expires_at, Date.now()) })}</p>
      </article>
      <div class="invitation-actions">
        <Button size="small" icon="copy" onClick={() => void copy()}>
          {t('desk.invite.copy')}
        </Button>
        {'share' in navigator && (
          <Button
            size="small"
            icon="share"
            onClick={() => void navigator.share({ url: link, title: t('core.product.full') }).catch(() => undefined)}
          >
            {t('desk.invite.send')}
          </Button>
        )}
        <Button size="small" icon="print" onClick={() => print()}>
          {t('desk.invite.print')}
        </Button>
      </div>
      <LocalNote />
      <p data-quiet>{t('desk.invite.once')}</p>
    </>
  );
}
