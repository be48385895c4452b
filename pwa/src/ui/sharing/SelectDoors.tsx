import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../messages';
import { STATES } from '../board/counts';
import { natural } from '../board/heat';
import { withQuery } from '../board/office';
import { useGet } from '../board/resource';
import type { Building, Campaign, Team } from '../board/wire';
import type { Chosen } from './selection';
import { Choice } from '../desk/Choice';

interface Props {
  readonly campaign: Campaign;
  readonly teams: readonly Team[];
  readonly chosen: Chosen;
  /** Words of needs that the chosen doors have. */
  readonly needs: readonly string[];
  readonly onChange: (chosen: Chosen) => void;
}

const NOBODY = 'nobody';

/** Which doors are shared out: whose, where, in which state. Every choice stands in the address. */
export function SelectDoors({ campaign, teams, chosen, needs, onChange }: Props) {
  const got = useGet<{ readonly buildings: readonly Building[] }>(
    withQuery('/api/buildings', { campaign_id: campaign.id, team_id: chosen.team_id }),
  );
  const buildings = [...(got.data?.buildings ?? [])].sort((a, b) => natural(a.name, b.name));
  const set = (change: Partial<Record<keyof Chosen, string | number | true | undefined>>): void => {
    const next = Object.fromEntries(
      Object.entries({ ...chosen, ...change }).filter(([, value]) => value !== undefined),
    );
    onChange(next);
  };
  const orNot = (value: string): string | undefined => (value === '' ? undefined : value);
  return (
    <section class="select-doors" aria-label={t('sharing.choose')}>
      <Choice
        label={t('sharing.choose.team')}
        value={chosen.unassigned === true ? NOBODY : chosen.team_id}
        any={t('sharing.choose.anybody')}
        options={[[NOBODY, t('sharing.choose.nobody')], ...teams.map(({ id, name }) => [id, name] as const)]}
        onChange={(value) =>
          set({
            unassigned: value === NOBODY ? true : undefined,
            team_id: value === NOBODY ? undefined : orNot(value),
          })
        }
      />
      <Choice
        label={t('sharing.choose.building')}
        value={chosen.building_id}
        any={t('sharing.choose.any_building')}
        options={buildings.map(({ id, name }) => [id, name])}
        onChange={(value) => set({ building_id: orNot(value) })}
      />
      <Choice
        label={t('sharing.choose.state')}
        value={chosen.state}
        any={t('sharing.choose.any_state')}
        options={STATES.map((state) => [state, t(`core.state.${state}`)])}
        onChange={(value) => set({ state: orNot(value) })}
      />
      <Choice
        label={t('sharing.choose.tries')}
        value={chosen.tries === undefined ? undefined : String(chosen.tries)}
        any={t('sharing.choose.any_tries')}
        options={[0, 1, 2, 3, 4, 5].map((n) => [String(n), t('desk.tries', { n })])}
        onChange={(value) => set({ tries: value === '' ? undefined : Number(value) })}
      />
      <NeedField value={chosen.need ?? ''} needs={needs} onChange={(value) => set({ need: orNot(value) })} />
      <label class="desk-tick">
        <input
          type="checkbox"
          checked={chosen.silent === true}
          onChange={(event) => set({ silent: event.currentTarget.checked ? true : undefined })}
        />
        <span>{t('sharing.choose.silent')}</span>
      </label>
    </section>
  );
}

/** Typing is taken when the field is left or Enter is pressed. */
function NeedField({
  value,
  needs,
  onChange,
}: {
  readonly value: string;
  readonly needs: readonly string[];
  readonly onChange: (value: string) => void;
}) {
  const text = useSignal(value);
  useEffect(() => {
    text.value = value;
  }, [value]);
  return (
    <label class="desk-choice">
      <span>{t('sharing.choose.need')}</span>
      <input
        list="needs-of-doors"
        maxLength={100}
        placeholder={t('sharing.choose.need.hint')}
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
      <datalist id="needs-of-doors">
        {needs.map((need) => (
          <option key={need} value={need} />
        ))}
      </datalist>
    </label>
  );
}
