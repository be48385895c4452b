import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { useNow } from '../board/clock';
import { takeAll, useDoors } from '../board/list';
import { problemOf } from '../board/resource';
import { extend, NOTHING, toggle, toggleAll, type Selection } from '../board/selection';
import { Trouble } from '../board/Trouble';
import type { Been, Campaign, DoorRow } from '../board/wire';
import { toast } from '../parts';
import { navigate, route } from '../router';
import { useOpenForm } from '../update';
import { BuildingGrid } from './BuildingGrid';
import { useTeams } from './campaign';
import { DoorTable } from './DoorTable';
import './doors.css';
import { Drawer } from './Drawer';
import { FilterBar } from './FilterBar';
import { doorsPath, readFilter, writeFilter } from './filters';
import { HouseholdPanel } from './HouseholdPanel';
import { MovePanel } from './MovePanel';

/** Doors by filter, as a list or as a building's grid; what is picked can be moved to another team. */
export function Doors({
  campaign,
  query,
}: {
  readonly campaign: Campaign;
  readonly query: Readonly<Record<string, string>>;
}) {
  const now = useNow();
  const filter = readFilter(new URLSearchParams(query));
  const asked = { campaign_id: campaign.id, ...filter };
  const { words } = route.value;
  const list = useDoors(asked, words);
  const teams = useTeams(campaign.id).data?.teams ?? [];
  const picked = useSignal<Selection>(NOTHING);
  useOpenForm(picked.value.size > 0);
  const anchor = useSignal<string | null>(null);
  const known = useRef(new Map<string, string | null>()).current; // the team of each door that was seen here; grows, however long the list
  useEffect(() => learnTeams(known, list.rows), [list.rows]);
  const gathering = useSignal<{ readonly done: number; readonly of: number } | null>(null);
  const asGrid = query['view'] === 'grid' && filter.building_id !== undefined;
  const view = asGrid ? '&view=grid' : '';
  const open = query['door'];
  const hrefOf = (id: string): string => doorsPath(filter, id) + view;
  const close = (): void => navigate(joinView(doorsPath(filter), view), { words });

  const pick = (ids: readonly string[], isExtending: boolean): void => {
    const [id] = ids;
    if (ids.length !== 1 || id === undefined) picked.value = toggleAll(picked.value, ids);
    else if (isExtending)
      picked.value = extend(
        picked.value,
        list.rows.map((row) => row.id),
        anchor.value,
        id,
      );
    else picked.value = toggle(picked.value, id);
    anchor.value = id ?? null;
  };
  const pickAll = async (): Promise<void> => {
    gathering.value = { done: 0, of: list.count ?? 0 };
    try {
      const rows = await takeAll(asked, words, (done, of) => {
        gathering.value = { done, of };
      });
      learnTeams(known, rows);
      picked.value = new Set([...picked.value, ...rows.map(({ id }) => id)]);
    } catch (error) {
      toast(t('desk.doors.pick_failed', { code: problemOf(error).code }), { tone: 'problem' });
    } finally {
      gathering.value = null;
    }
  };

  return (
    <div class="desk-doors">
      <section class="desk-doors-main">
        <header class="desk-head">
          <div>
            <h1>{t('desk.doors.title')}</h1>
            <p data-quiet role="status" aria-live="polite">
              {list.count === null ? t('core.loading') : t('desk.doors.count', { n: list.count })}
              {list.count !== null && list.been !== null && <WasThere count={list.count} been={list.been} />}
            </p>
          </div>
          <a class="button" data-kind="plain" data-size="small" href={`/desk/rolls/out?${writeFilter(filter)}`}>
            {t('rolls.out.these')}
          </a>
        </header>
        <FilterBar
          campaign={campaign}
          teams={teams}
          filter={filter}
          asGrid={asGrid}
          words={words}
          onChange={(next, words) =>
            navigate(joinView(doorsPath(next), next.building_id === filter.building_id ? view : ''), { words })
          }
        />
        {list.problem !== null && <Trouble problem={list.problem} onRetry={list.reload} />}
        {asGrid && filter.building_id !== undefined ? (
          <BuildingGrid
            key={filter.building_id}
            campaign={campaign}
            filter={filter}
            words={words}
            teams={teams}
            picked={picked.value}
            onPick={pick}
            onSeen={(rows) => learnTeams(known, rows)}
            hrefOf={hrefOf}
          />
        ) : (
          <DoorTable
            list={list}
            now={now}
            picked={picked.value}
            open={open}
            gathering={gathering.value}
            isFiltered={writeFilter(filter) !== '' || words !== ''}
            hrefOf={hrefOf}
            onPick={pick}
            onPickAll={() => void pickAll()}
          />
        )}
      </section>
      <Drawer open={open !== undefined} count={picked.value.size} onClose={close}>
        {open !== undefined ? (
          <HouseholdPanel key={open} campaign={campaign} id={open} now={now} onClose={close} />
        ) : (
          <MovePanel
            campaign={campaign}
            teams={teams}
            picked={picked.value}
            teamOf={known}
            now={now}
            onClear={() => {
              picked.value = NOTHING;
            }}
            onMoved={list.reload}
          />
        )}
      </Drawer>
    </div>
  );
}

/** How many visits that were; and of doors that were counted on a board and are not listed here, why. */
function WasThere({ count, been }: { readonly count: number; readonly been: Been }) {
  return (
    <>
      {` · ${t('seeing.been', { n: been.visits })}`}
      {been.doors > count && (
        <span class="doors-elsewhere">{t('seeing.been.elsewhere', { n: been.doors - count })}</span>
      )}
    </>
  );
}

function learnTeams(known: Map<string, string | null>, rows: readonly Pick<DoorRow, 'id' | 'team'>[]): void {
  for (const { id, team } of rows) known.set(id, team);
}

const joinView = (path: string, view: string): string =>
  view === '' ? path : path + (path.includes('?') ? view : `?${view.slice(1)}`);
