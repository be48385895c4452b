import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Move } from '../board/wire';
import { sayAgo, sayNumber } from '../board/words';
import { Button, Empty } from '../parts';
import { sayBuildings, sayTeams, staysWithin } from '../sharing/came-from';
import { JobPanel } from '../sharing/JobPanel';
import { useJob } from '../sharing/use-job';

interface Props {
  readonly campaign: Campaign;
  readonly now: number;
  /** Show the newest few, with a link to all; without it, all as a table. */
  readonly limit?: number;
  readonly onUndone?: () => void;
}

/** Moves, newest first, running ones with how far they are, each with its way back. */
export function RecentMoves({ campaign, now, limit, onUndone }: Props) {
  const loaded = useGet<{ readonly moves: readonly Move[] }>(`/api/campaigns/${campaign.id}/moves`);
  const asking = useSignal<Move | null>(null);
  const undoing = useJob(() => {
    loaded.reload();
    onUndone?.();
  });
  const moves = loaded.data?.moves ?? [];
  const shared = {
    now,
    onUndo: (move: Move) => (asking.value = move),
    onLook: (move: Move) => undoing.follow(move.id),
  };
  return (
    <>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {undoing.problem !== null && <Trouble problem={undoing.problem} />}
      {undoing.job !== null && (
        <JobPanel job={undoing.job}>
          {undoing.job.state === 'done' && <Button onClick={undoing.forget}>{t('core.action.close')}</Button>}
        </JobPanel>
      )}
      {limit !== undefined ? (
        <Few moves={moves.slice(0, limit)} {...shared} />
      ) : (
        <All moves={moves} isLoaded={loaded.data !== null} {...shared} />
      )}
      {asking.value !== null && (
        <Ask
          title={t('desk.moves.undo.title')}
          verb={t('desk.moves.undo.verb', { n: asking.value.moved })}
          onYes={() => {
            if (asking.value !== null) undoing.undo(asking.value.id);
            return Promise.resolve();
          }}
          onClose={() => (asking.value = null)}
        >
          <p>
            {asking.value.area === null
              ? t('desk.moves.undo.text', { n: asking.value.moved, team: sayTo(asking.value) })
              : t('desk.moves.undo.area', { n: asking.value.moved, area: asking.value.area.name })}
          </p>
        </Ask>
      )}
    </>
  );
}

interface ListProps {
  readonly moves: readonly Move[];
  readonly now: number;
  readonly onUndo: (move: Move) => void;
  readonly onLook: (move: Move) => void;
}

function Few({ moves, now, onUndo }: ListProps) {
  if (moves.length === 0) return null;
  return (
    <section class="recent-moves">
      <h3>{t('desk.moves.recent')}</h3>
      <ul>
        {moves.map((move) => (
          <li key={move.id}>
            <span>
              <b>{sayLine(move)}</b>
              <span data-quiet>
                {move.by.name} · {sayAgo(move.at, now)}
              </span>
            </span>
            <UndoButton move={move} onUndo={onUndo} />
          </li>
        ))}
      </ul>
      <a href="/desk/moves">{t('desk.moves.all')}</a>
    </section>
  );
}

function All({ moves, isLoaded, now, onUndo, onLook }: ListProps & { readonly isLoaded: boolean }) {
  if (!isLoaded)
    return (
      <p data-quiet role="status">
        {t('core.loading')}
      </p>
    );
  if (moves.length === 0) return <Empty icon="swap" title={t('desk.empty.moves')} text={t('desk.empty.moves.text')} />;
  return (
    <div class="stacks panel">
      <table class="grid-table stack-table moves-table">
        <caption class="visually-hidden">{t('desk.nav.moves')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('desk.moves.when')}</th>
            <th scope="col">{t('desk.moves.by')}</th>
            <th scope="col">{t('desk.moves.from')}</th>
            <th scope="col">{t('desk.moves.to')}</th>
            <th scope="col" data-num>
              {t('desk.moves.moved')}
            </th>
            <th scope="col" data-num>
              {t('desk.moves.skipped')}
            </th>
            <th scope="col">
              <span class="visually-hidden">{t('core.action.undo')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {moves.map((move) => (
            <tr key={move.id}>
              <th scope="row">{sayAgo(move.at, now)}</th>
              <td data-label={t('desk.moves.by')}>{move.by.name}</td>
              <td data-label={t('desk.moves.from')}>
                <Origin move={move} />
              </td>
              <td data-label={t('desk.moves.to')}>{sayTo(move)}</td>
              <td data-num data-label={t('desk.moves.moved')}>
                {sayNumber(move.moved)}
              </td>
              <td data-num data-label={t('desk.moves.skipped')}>
                {move.skipped === 0 ? (
                  0
                ) : (
                  <Button
                    size="small"
                    kind="quiet"
                    aria-label={`${sayNumber(move.skipped)}: ${t('sharing.left_doors', { n: move.skipped })}`}
                    onClick={() => onLook(move)}
                  >
                    {sayNumber(move.skipped)}
                  </Button>
                )}
              </td>
              <td>
                <UndoButton move={move} onUndo={onUndo} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function sayLine(move: Move): string {
  const [from, team] = [sayTeams(move.came_from), sayTo(move)];
  if (staysWithin(move.came_from, move.to_teams)) return t('desk.moves.line.within', { n: move.moved, team });
  return from === ''
    ? t('desk.moves.line', { n: move.moved, team })
    : t('desk.moves.line.from', { n: move.moved, from, team });
}

/** From which teams and buildings. Of a move that runs, or is from before it was kept, nothing is known. */
function Origin({ move: { came_from } }: { readonly move: Move }) {
  const buildings = sayBuildings(came_from);
  return (
    <span>
      {sayTeams(came_from) || '–'}
      {buildings !== '' && <span data-quiet> · {buildings}</span>}
    </span>
  );
}

/** All the teams that got doors, in a few words; or that they left the campaign. */
function sayTo({ to_team, to_teams, area }: Move): string {
  if (area !== null) return t('desk.moves.out', { area: area.name });
  const names = to_teams.map(({ name }) => name);
  if (names.length === 0) return to_team?.name ?? t('desk.no_team');
  return names.length <= 3 ? names.join(t('desk.list')) : t('sharing.teams', { n: names.length });
}

function UndoButton({ move, onUndo }: { readonly move: Move; readonly onUndo: (move: Move) => void }) {
  if (move.progress !== null)
    return <progress value={move.progress.done} max={Math.max(1, move.progress.of)} aria-label={t('sharing.moving')} />;
  if (move.undone_at !== null) return <span data-quiet>{t('desk.moves.is_undone')}</span>;
  if (move.moved === 0) return null;
  return (
    <Button size="small" icon="undo" onClick={() => onUndo(move)}>
      {t('core.action.undo')}
    </Button>
  );
}
