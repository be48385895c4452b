import { t } from '../../messages';
import { doors, newId, reference, save, session, undo, type Draft } from '../../store';
import { compareText, natural } from '../card/address';
import { buildingName, doorNumber, placeWords } from '../card/words';
import type { Door } from '../card/types';
import { Choice } from '../door/forms/Choice';
import { isWhole, textOf, wholeOf } from '../door/forms/changes';
import { useForm } from '../door/forms/draft';
import { FormFrame } from '../door/forms/FormFrame';
import { addKey } from '../door/forms/keys';
import { useSaving } from '../door/forms/saving';
import { wordsOfUndo } from '../door/saved';
import { Field, toast } from '../parts';
import { navigate, type ScreenProps } from '../router';
import { floorOf, knownDoor } from './known';

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
  const form = useForm<Value>(addKey(query['building'] ?? ''), null, fresh);
  const typed = form?.value ?? fresh();
  const value = { ...typed, building_id: typed.building_id === '' ? fresh().building_id : typed.building_id };
  const known = knownDoor(doors.value.values(), value);
  const saving = useSaving(missingOf(value), async () => {
    const draft = draftOf(value);
    const ids = await save([draft], [], form === null ? [] : [form.key]);
    await form?.finish();
    toast(t('door.saved', { door: value.door.trim() || value.name.trim(), what: t('door.add.what') }), {
      undo: () => undo(ids).then(wordsOfUndo),
    });
    navigate(`/door/${draft.household_id}`, { replace: true });
  });
  return (
    <FormFrame
      title={t('door.add.title')}
      back={`/doors?building=${value.building_id}`}
      backWords={buildingName(value.building_id)}
      saving={saving}
      button={known === null ? t('door.add.save') : t('door.add.save_anyway')}
      kind={known === null ? 'primary' : 'plain'}
      isReady={form !== null}
      onRestart={form?.isRestored === true ? form.restart : null}
      notice={known !== null && <Known door={known} />}
    >
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
    </FormFrame>
  );
}

function Known({ door }: { readonly door: Door }) {
  const { household } = door.card;
  return (
    <p class="form-restored" role="alert">
      <span>
        {t('door.add.known', {
          place: `${placeWords(household)} ${doorNumber(household)}`,
          name: household.name ?? '',
        })}
      </span>
      <a class="button" data-size="small" href={`/door/${door.id}`}>
        {t('door.add.open_known')}
      </a>
    </p>
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
  if (value.building_id === '') return t('door.add.no_building');
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
