import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { session, type ApiProblem } from '../../store';
import { Button, Field, Sheet } from '../parts';
import { useOpenForm } from '../update';
import { InvitationCard } from './InvitationCard';
import { invite } from './office';
import { problemOf } from './resource';
import { Trouble } from './Trouble';
import type { Invited, Named } from './wire';

type Role = 'volunteer' | 'leader' | 'coordinator';

interface Props {
  readonly team: Named | null;
  /** Somebody already known; else a name is asked for. */
  readonly person?: Named;
  readonly role: Role;
  /** The roles to choose from, where the person is new. */
  readonly roles?: readonly Role[];
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Makes one invitation and shows it: as a QR code to scan now, a code to type, a link to send, a card to print. */
export function InviteSheet({ team, person, role, roles = [], onMade, onClose }: Props) {
  useOpenForm();
  const name = useSignal('');
  const chosen = useSignal<Role>(role);
  const hours = useSignal(24);
  const busy = useSignal(false);
  const problem = useSignal<ApiProblem | null>(null);
  const made = useSignal<Invited | null>(null);
  const who = person?.name ?? name.value.trim();
  const make = async (): Promise<void> => {
    busy.value = true;
    problem.value = null;
    try {
      const whom = person === undefined ? { name: who } : { person_id: person.id };
      const where = team === null || chosen.value === 'coordinator' ? {} : { team_id: team.id };
      made.value = await invite({ ...whom, ...where, role: chosen.value, valid_hours: hours.value });
      onMade();
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      busy.value = false;
    }
  };
  if (made.value !== null) {
    return (
      <Sheet
        title={t('desk.invite.ready', { name: made.value.person.name })}
        onClose={onClose}
        actions={
          <Button kind="primary" onClick={onClose}>
            {t('core.action.done')}
          </Button>
        }
      >
        <InvitationCard invited={made.value} team={team} organization={session.value?.organization.name ?? ''} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={titleOf(person, team)}
      onClose={onClose}
      actions={
        <Button kind="primary" type="submit" disabled={busy.value || who === ''}>
          {busy.value ? t('desk.working') : t('desk.invite.make')}
        </Button>
      }
      onSubmit={() => void make()}
    >
      {role === 'coordinator' && <p>{t('desk.invite.coordinator.may')}</p>}
      {person === undefined && (
        <Field
          label={t('desk.invite.name')}
          value={name.value}
          maxLength={60}
          onInput={(value) => (name.value = value)}
          hint={t('desk.invite.name.hint')}
        />
      )}
      {roles.length > 1 && (
        <Options
          legend={t('desk.invite.role')}
          name="role"
          value={chosen.value}
          options={roles.map((each) => [each, t(`desk.role.${each}`)])}
          onChange={(value) => (chosen.value = value)}
        />
      )}
      <Options
        legend={t('desk.invite.valid')}
        name="valid"
        value={hours.value}
        options={[
          [24, t('desk.invite.day')],
          [168, t('desk.invite.week')],
        ]}
        onChange={(value) => (hours.value = value)}
      />
      {person !== undefined && <p data-quiet>{t('desk.invite.again')}</p>}
      {problem.value !== null && <Trouble problem={problem.value} />}
    </Sheet>
  );
}

function titleOf(person: Named | undefined, team: Named | null): string {
  if (person !== undefined) return t('desk.invite.for', { name: person.name });
  return team === null ? t('desk.invite.coordinator') : t('desk.invite.into', { team: team.name });
}

interface OptionsProps<V> {
  readonly legend: string;
  readonly name: string;
  readonly value: V;
  readonly options: readonly (readonly [V, string])[];
  readonly onChange: (value: V) => void;
}

function Options<V extends string | number>({ legend, name, value, options, onChange }: OptionsProps<V>) {
  return (
    <fieldset class="desk-options">
      <legend>{legend}</legend>
      {options.map(([each, text]) => (
        <label key={each} class="desk-tick" data-on={each === value}>
          <input type="radio" name={name} checked={each === value} onChange={() => onChange(each)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
