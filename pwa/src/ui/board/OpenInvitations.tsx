import { useSignal } from '@preact/signals';
import { t, tCode } from '../../messages';
import { Button, toast } from '../parts';
import { Ask } from './Ask';
import { revokeInvitation, withQuery } from './office';
import { useGet, type Loaded } from './resource';
import './open-invitations.css';
import { Trouble } from './Trouble';
import type { Invitation, Named } from './wire';
import { sayAgo, sayClock } from './words';

type Invitations = Loaded<{ readonly invitations: readonly Invitation[] }>;

/** Those of a team, or all: whoever makes one on the same page asks anew. */
export function useInvitations(team?: string): Invitations {
  return useGet(withQuery('/api/invitations', { team_id: team }));
}

interface Props {
  readonly loaded: Invitations;
  readonly now: number;
  /** Where they may be into several, which is said of each. */
  readonly teams?: readonly Named[];
}

/** Invitations nobody has used yet. Whoever holds one can come in: what is not needed is taken back. */
export function OpenInvitations({ loaded, now, teams = [] }: Props) {
  const asking = useSignal<Invitation | null>(null);
  const open = (loaded.data?.invitations ?? []).filter((each) => isOpen(each, now));
  const revoke = async (): Promise<void> => {
    if (asking.value === null) return;
    await revokeInvitation(asking.value.id);
    toast(t('desk.invite.revoked'));
    loaded.reload();
  };
  return (
    <section class="panel">
      <h2>{t('desk.invite.open', { n: open.length })}</h2>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {open.length === 0 ? (
        <p data-quiet>{t('desk.invite.none')}</p>
      ) : (
        <ul class="open-invitations">
          {open.map((each) => (
            <li key={each.id}>
              <p>
                <b>{each.person.name}</b> <span data-quiet>{sayInto(each, teams)}</span>
                <span data-quiet>
                  {t('desk.invite.made', { when: sayAgo(each.made_at, now), until: sayClock(each.expires_at, now) })}
                </span>
              </p>
              <Button
                size="small"
                kind="danger"
                onClick={() => (asking.value = each)}
                aria-label={t('desk.invite.revoke.of', { name: each.person.name })}
              >
                {t('desk.invite.revoke')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {asking.value !== null && (
        <Ask
          title={t('desk.invite.revoke.title', { name: asking.value.person.name })}
          verb={t('desk.invite.revoke')}
          danger
          onYes={revoke}
          onClose={() => (asking.value = null)}
        >
          <p>{t('desk.invite.revoke.text')}</p>
        </Ask>
      )}
    </section>
  );
}

function sayInto({ role, team_id }: Invitation, teams: readonly Named[]): string {
  const team = teams.find(({ id }) => id === team_id)?.name;
  return [tCode(`desk.role.${role}`, role), team].filter((part) => part !== undefined).join(' · ');
}

export function isOpen(
  { used_at, revoked_at, expires_at }: Pick<Invitation, 'used_at' | 'revoked_at' | 'expires_at'>,
  now: number,
): boolean {
  return used_at === null && revoked_at === null && expires_at > now;
}
