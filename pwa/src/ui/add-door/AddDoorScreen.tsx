import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { doors, newId, reference, session } from '../../store';
import { compareText, natural } from '../card/address';
import { buildingName, doorNumber, placeWords } from '../card/words';
import { BackLink } from '../door/BackLink';
import { Choice } from '../door/forms/Choice';
import { isWhole, textOf, wholeOf } from '../door/forms/changes';
import { useForm } from '../door/forms/draft';
import { SaveProblem } from '../door/SaveProblem';
import { Button, Field, toast } from '../parts';
import { navigate, type ScreenProps } from '../router';
import { save, undo, type Draft } from '../../store';
import { floorOf, knownDoor } from './known';
import '../door/forms/form-page.css';

interface Value {
  readonly building_id: string;
  readonly entrance: string;
  readonly floor: string;
  readonly door: string;
  readonly name: string;
  readonly note: string;
}

/** A door that stands in no list: where it is, and a warning if somebody listed it after all. */
export function AddDoorScreen({ query }: ScreenProps) {
  const buildings = [...reference.value.buildings.values()].sort((a, b) =>
    compareText(natural(a.name), natural(b.name)),
  );
  const fresh = (): Value => ({
    building_id: query['building'] ?? buildings[0]?.id ?? '',
    entrance: '',
    floor: '',
    door: '',
    name: '',
    note: '',
  });
  const form = useForm<Value>(`add ${query['building'] ?? ''}`, null, fresh);
  const value = form?.value ?? fresh();
  const saving = useSignal(false);
  const problem = useSignal<unknown>(null);
  const asked = useSignal(false);
  const known = knownDoor(doors.value.values(), value);
  const missing = missingOf(value);
  const back = `/doors?building=${value.building_id}`;
  const keep = async (): Promise<void> => {
    asked.value = true;
    if (missing !== null || form === null || saving.value) return;
    saving.value = true;
    problem.value = null;
    try {
      const draft = draftOf(value);
      const ids = await save([draft]);
      await form.finish();
      toast(t('door.saved', { door: value.door, what: t('door.add.what') }), { undo: () => undo(ids) });
      navigate(`/door/${draft.household_id}`, { replace: true });
    } catch (error) {
      problem.value = error;
    } finally {
      saving.value = false;
    }
  };
  return (
    <form
      class="form-page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <header>
        <BackLink to={back}>{buildingName(value.building_id)}</BackLink>
        <h1>{t('door.add.title')}</h1>
      </header>
      <div class="form-fields">
        {query['building'] === undefined && buildings.length > 1 && (
          <Choice
            label={t('door.doors.building')}
            options={buildings.map(({ id, name }) => ({ value: id, words: name }))}
            chosen={value.building_id}
            onChoose={(building_id) => form?.change({ building_id, entrance: '' })}
          />
        )}
        <EntranceField value={value} onChange={(entrance) => form?.change({ entrance })} />
        <Field
          label={t('door.facts.door')}
          hint={t('door.add.door_hint')}
          maxLength={200}
          value={value.door}
          onInput={(door) => form?.change({ door, floor: floorOf(door)?.toString() ?? value.floor })}
        />
        <Field
          label={t('door.facts.floor')}
          hint={t('door.add.floor_hint')}
          problem={isWhole(value.floor, -20, 400) ? undefined : t('door.facts.whole')}
          value={value.floor}
          onInput={(floor) => form?.change({ floor })}
        />
        <Field
          label={t('door.facts.name')}
          maxLength={200}
          value={value.name}
          onInput={(name) => form?.change({ name })}
        />
        <Field
          label={t('door.facts.note')}
          lines={2}
          maxLength={4000}
          value={value.note}
          onInput={(note) => form?.change({ note })}
        />
      </div>
      <footer>
        <SaveProblem problem={problem.value} />
        {known !== null && (
          <p class="form-restored" role="alert">
            <span>
              {t('door.add.known', {
                place: `${placeWords(known.card.household)} ${doorNumber(known.card.household)}`,
                name: known.card.household.name ?? '',
              })}
            </span>
            <a class="button" data-size="small" href={`/door/${known.id}`}>
              {t('door.add.open_known')}
            </a>
          </p>
        )}
        {asked.value && missing !== null && (
          <p class="form-missing" role="alert">
            {missing}
          </p>
        )}
        <Button kind={known === null ? 'primary' : 'plain'} type="submit" disabled={form === null || saving.value}>
          {saving.value ? t('door.saving') : known === null ? t('door.add.save') : t('door.add.save_anyway')}
        </Button>
      </footer>
    </form>
  );
}

function EntranceField({ value, onChange }: { readonly value: Value; readonly onChange: (entrance: string) => void }) {
  const names =
    reference.value.buildings
      .get(value.building_id)
      ?.entrances.map(({ name }) => name)
      .filter((name) => name !== '') ?? [];
  const isTyped = value.entrance !== '' && !names.includes(value.entrance);
  return (
    <>
      {names.length > 0 && (
        <Choice
          label={t('door.facts.entrance')}
          options={names.map((name) => ({ value: name, words: name }))}
          chosen={isTyped ? null : value.entrance}
          onChoose={onChange}
        />
      )}
      <Field
        label={names.length > 0 ? t('door.add.other_entrance') : t('door.facts.entrance')}
        maxLength={200}
        value={names.includes(value.entrance) ? '' : value.entrance}
        onInput={onChange}
      />
    </>
  );
}

function missingOf(value: Value): string | null {
  if (value.door.trim() === '' && value.name.trim() === '') return t('door.add.door_missing');
  return isWhole(value.floor, -20, 400) ? null : t('door.facts.whole');
}

/** The new door belongs to the team that has this building here, in its campaign. */
function draftOf(value: Value): Extract<Draft, { type: 'add_household' }> {
  const neighbour =
    [...doors.value.values()].find((door) => door.card.household.building_id === value.building_id) ??
    [...doors.value.values()][0];
  const role = session.value?.roles.find(({ team_id }) => team_id !== undefined);
  const team_id = neighbour?.card.assignment.team_id ?? role?.team_id ?? null;
  const campaign_id =
    neighbour?.card.assignment.campaign_id ??
    (team_id === null ? null : (reference.value.teams.get(team_id)?.campaign_id ?? null));
  return {
    type: 'add_household',
    household_id: newId(),
    seen: null,
    building_id: value.building_id,
    entrance: textOf(value.entrance),
    floor: wholeOf(value.floor),
    door: textOf(value.door),
    campaign_id,
    team_id,
    ...(value.name.trim() === '' ? {} : { name: value.name.trim() }),
    ...(value.note.trim() === '' ? {} : { note: value.note.trim() }),
  };
}
