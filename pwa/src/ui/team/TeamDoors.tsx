import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { doors, reference, type Door, type Named, type Team } from '../../store';
import { left } from '../board/counts';
import { DoorGrid } from '../board/DoorGrid';
import { countBy, heatOf } from '../board/heat';
import { NOTHING, toggle, toggleAll, type Selection } from '../board/selection';
import type { Cell } from '../board/wire';
import { calendar } from '../card/now';
import { isUntouched } from '../day/local';
import { Button, Empty, StateMark } from '../parts';
import { useOpenForm } from '../update';
import { GiveSheet } from './GiveSheet';
import { buildingOf, buildingRows, cellsOf, doorsOf, firstBuilding, isVisited } from './local';

/** Doors given to members: pick them on the grid or in a list, give them to somebody, or back to all. */
export function TeamDoors({ team, query }: { readonly team: Team; readonly query: Readonly<Record<string, string>> }) {
  const mine = doorsOf(doors.value, team.id);
  const buildings = buildingRows(mine, reference.value);
  const whose = useSignal(query['person_id'] ?? '');
  const untouchedOnly = useSignal(query['untouched'] === '1');
  const to = query['to'] === undefined ? undefined : reference.value.members.get(query['to']);
  const wanted = mine.filter((door) => isWanted(door, whose.value, untouchedOnly.value, team));
  const chosen = useSignal<string | null>(query['building_id'] ?? null);
  const first = firstBuilding(buildings, wanted);
  const building = chosen.value ?? first ?? (buildings.find((row) => left(row) > 0) ?? buildings[0])?.id ?? '';
  const entrance = useSignal<string | null>(null);
  const leftOnly = useSignal(query['untouched'] !== '1');
  const asList = useSignal(false);
  const picked = useSignal<Selection>(NOTHING);
  const giving = useSignal(false);
  useOpenForm(picked.value.size > 0);
  if (mine.length === 0)
    return <Empty icon="building" title={t('desk.team.no_cards')} text={t('desk.team.no_cards.text')} />;
  const visited = new Set(mine.filter(isVisited).map(({ id }) => id));
  const inSight = new Set(wanted.map(({ id }) => id));
  const cells = cellsOf(mine, building);
  const entrances = heatOf(buildingOf(building, reference.value), cells);
  const isOut = (cell: Cell): boolean =>
    !inSight.has(cell.household_id) || (leftOnly.value && visited.has(cell.household_id));
  const hasSome = (heat: (typeof entrances)[number]): boolean =>
    heat.rows.some((row) => row.cells.some((cell) => cell !== null && !isOut(cell) && isOpen(cell)));
  const shownIn = countBy(
    wanted.filter(({ id }) => !leftOnly.value || !visited.has(id)),
    ({ card }) => card.household.building_id,
  );
  const shownAt = (heat: (typeof entrances)[number]): number =>
    heat.rows.flatMap(({ cells: row }) => row).filter((cell) => cell !== null && !isOut(cell)).length;
  const shown = entrances.find(({ name }) => name === entrance.value) ?? entrances.find(hasSome) ?? entrances[0];
  const whoOf = (cell: Cell): string | null =>
    cell.person_id === null
      ? t('desk.give.mine')
      : (reference.value.members.get(cell.person_id)?.name ?? t('desk.give.left_team'));
  const pick = (ids: readonly string[]): void => {
    picked.value = ids.length === 1 ? toggle(picked.value, ids[0] ?? '') : toggleAll(picked.value, ids);
  };
  const list = (shown?.rows ?? [])
    .flatMap((row) => row.cells)
    .filter((cell) => cell !== null && !isOut(cell)) as readonly Cell[];
  return (
    <>
      {to === undefined ? (
        <p data-quiet>{t('desk.give.about')}</p>
      ) : (
        <p>
          <b>{t('people.give.for', { name: to.name })}</b>
        </p>
      )}
      <div class="give-choices">
        <label class="desk-choice">
          <span>{t('desk.give.building')}</span>
          <select
            value={building}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
              entrance.value = null;
            }}
          >
            {buildings.map(({ id, name }) => (
              <option key={id} value={id}>
                {t('people.give.some', { name, n: shownIn.get(id) ?? 0 })}
              </option>
            ))}
          </select>
        </label>
        {entrances.length > 1 && (
          <label class="desk-choice">
            <span>{t('desk.give.entrance')}</span>
            <select value={shown?.name ?? ''} onChange={(event) => (entrance.value = event.currentTarget.value)}>
              {entrances.map((heat) => (
                <option key={heat.name} value={heat.name}>
                  {t('people.give.some', {
                    name: heat.name === '' ? t('desk.team.no_entrance') : heat.name,
                    n: shownAt(heat),
                  })}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="desk-choice">
          <span>{t('people.give.whose')}</span>
          <select value={whose.value} onChange={(event) => (whose.value = event.currentTarget.value)}>
            <option value="">{t('people.give.anybody')}</option>
            <option value={NOBODY}>{t('people.give.nobody')}</option>
            {holdersOf(mine).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="desk-tick">
          <input
            type="checkbox"
            checked={untouchedOnly.value}
            onChange={(event) => (untouchedOnly.value = event.currentTarget.checked)}
          />
          <span>{t('people.give.untouched')}</span>
        </label>
        <label class="desk-tick">
          <input
            type="checkbox"
            checked={leftOnly.value}
            onChange={(event) => (leftOnly.value = event.currentTarget.checked)}
          />
          <span>{t('desk.give.left_only')}</span>
        </label>
        <div class="desk-switch" role="group" aria-label={t('desk.view')}>
          <button type="button" aria-pressed={!asList.value} onClick={() => (asList.value = false)}>
            {t('desk.give.grid')}
          </button>
          <button type="button" aria-pressed={asList.value} onClick={() => (asList.value = true)}>
            {t('desk.give.list')}
          </button>
        </div>
      </div>
      {shown === undefined || (asList.value && list.length === 0) ? (
        <Empty icon="search" title={t('desk.give.none_here')} text={t('desk.give.none_here.text')} />
      ) : asList.value ? (
        <ul class="give-list">
          {list.map((cell) => (
            <li key={cell.household_id}>
              <label>
                <input
                  type="checkbox"
                  checked={picked.value.has(cell.household_id)}
                  onChange={() => pick([cell.household_id])}
                />
                <b>{cell.door ?? '–'}</b>
                <span>
                  {cell.name ?? t('desk.no_name')} <span data-quiet>{whoOf(cell)}</span>
                </span>
                <StateMark state={cell.state} tries={cell.tries} />
              </label>
            </li>
          ))}
        </ul>
      ) : (
        <DoorGrid
          caption={`${buildingOf(building, reference.value).name} ${shown.name}`}
          entrances={[shown]}
          picked={picked.value}
          onPick={pick}
          hrefOf={(cell) => `/door/${cell.household_id}`}
          isOut={isOut}
          whoOf={whoOf}
        />
      )}
      {picked.value.size > 0 && (
        <div class="give-bar">
          <Button size="small" icon="cross" onClick={() => (picked.value = NOTHING)}>
            {t('desk.move.clear')}
          </Button>
          <Button kind="primary" icon="person" onClick={() => (giving.value = true)}>
            {to === undefined
              ? `${t('desk.doors', { n: picked.value.size })} · ${t('desk.give.to')}`
              : t('people.give.now', { name: to.name, n: picked.value.size })}
          </Button>
        </div>
      )}
      {giving.value && (
        <GiveSheet
          team={team}
          picked={picked.value}
          mine={mine}
          to={to}
          onGiven={() => {
            picked.value = NOTHING;
          }}
          onClose={() => (giving.value = false)}
        />
      )}
    </>
  );
}

const NOBODY = 'none';

/** A knock could still change something there. */
const isOpen = ({ state }: Cell): boolean => state !== 'vacant' && state !== 'do_not_contact';

function isWanted(door: Door, whose: string, untouchedOnly: boolean, team: Team): boolean {
  const { person_id } = door.card.assignment;
  if (whose !== '' && (whose === NOBODY ? person_id !== null : person_id !== whose)) return false;
  if (!untouchedOnly) return true;
  const frame = {
    campaign_id: team.campaign_id,
    reference: reference.value,
    calendar: calendar.value,
    now: Date.now(),
  };
  return isUntouched(door, frame);
}

/** The members, and whoever left and still has doors. */
function holdersOf(mine: readonly Door[]): readonly Named[] {
  const { members } = reference.value;
  const gone = new Set(
    mine.map(({ card }) => card.assignment.person_id).filter((id) => id !== null && !members.has(id)),
  );
  return [...members.values(), ...[...gone].map((id) => ({ id: id ?? '', name: t('desk.give.left_team') }))];
}
