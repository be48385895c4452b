import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { problemOf } from '../board/resource';
import { sayProblem } from '../board/Trouble';
import type { Member, Named } from '../board/wire';
import { Button, toast } from '../parts';
import { addToTeam } from './calls';

interface Props {
  readonly team: Named;
  readonly person: Named;
  readonly role: Member['role'];
  readonly onChanged: () => void;
}

/** Makes a member the team's leader, or a leader a member. It can be taken back. */
export function LeadButton({ team, person, role, onChanged }: Props) {
  const busy = useSignal(false);
  const be = async (next: Member['role']): Promise<void> => {
    await addToTeam(team.id, person.id, next);
    onChanged();
  };
  const change = async (): Promise<void> => {
    const next = role === 'leader' ? 'member' : 'leader';
    busy.value = true;
    try {
      await be(next);
      toast(t(`people.lead.${next}.done`, { name: person.name, team: team.name }), { undo: () => be(role) });
    } catch (error) {
      toast(sayProblem(problemOf(error)), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  return (
    <Button size="small" disabled={busy.value} onClick={() => void change()}>
      {t(role === 'leader' ? 'people.lead.member' : 'people.lead.leader')}
      <span class="visually-hidden"> {person.name}</span>
    </Button>
  );
}
