import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import { undoMove } from '../board/office';
import { useGet } from '../board/resource';
import { Trouble } from '../board/Trouble';
import type { Campaign, Move } from '../board/wire';
import { sayAgo } from '../board/words';
import { Button, Empty, toast } from '../parts';

interface Props {
  readonly campaign: Campaign;
  readonly now: number;
  /** Show the newest few, with a link to all; without it, all as a table. */
  readonly limit?: number;
  readonly onUndone?: () => void;
}

export function RecentMoves({ campaign, now, limit, onUndone }: Props) {
  const loaded = useGet<{ readonly moves: readonly Move[] }>(`/api/campaigns/${campaign.id}/moves`);
  const asking = useSignal<Move | null>(null);
  const moves = loaded.data?.moves ?? [];
  const undo = async (move: Move): Promise<void> => {
    const reply = await undoMove(move.id);
    const kept = move.moved - reply.moved;
    toast(
      kept > 0 ? t('desk.moves.undone_partly', { n: reply.moved, kept }) : t('desk.moves.undone', { n: reply.moved }),
    );
    loaded.reload();
    onUndone?.();
  };
  return (
    <>
      {loaded.problem !== null && <Trouble problem={loaded.problem} onRetry={loaded.reload} />}
      {limit !== undefined ? (
        <Few moves={moves.slice(0, limit)} now={now} onUndo={(move) => (asking.value = move)} />
      ) : (
        <All moves={moves} isLoaded={loaded.data !== null} now={now} onUndo={(move) => (asking.value = move)} />
      )}
      {asking.value !== null && (
        <Ask
          title={t('desk.moves.undo.title')}
          verb={t('desk.moves.undo.verb', { n: asking.value.moved })}
          onYes={() => (asking.value === null ? Promise.resolve() : undo(asking.value))}
          onClose={() => (asking.value = null)}
        >
          <p>
            {t('desk.moves.undo.text', {
              n: asking.value.moved,
              team: asking.value.to_team?.name ?? t('desk.no_team'),
            })}
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
              <b>{t('desk.moves.line', { n: move.moved, team: move.to_team?.name ?? t('desk.no_team') })}</b>
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

function All({ moves, isLoaded, now, onUndo }: ListProps & { readonly isLoaded: boolean }) {
  if (!isLoaded)
    return (
      <p data-quiet role="status">
        {t('core.loading')}
      </p>
    );
  if (moves.length === 0) return <Empty icon="swap" title={t('desk.empty.moves')} text={t('desk.empty.moves.text')} />;
  return (
    <div class="scroll-x panel" tabIndex={0} role="region" aria-label={t('desk.nav.moves')}>
      <table class="grid-table">
        <caption class="visually-hidden">{t('desk.nav.moves')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('desk.moves.when')}</th>
            <th scope="col">{t('desk.moves.by')}</th>
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
              <td>{move.by.name}</td>
              <td>{move.to_team?.name ?? t('desk.no_team')}</td>
              <td data-num>{move.moved}</td>
              <td data-num>{move.skipped}</td>
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

function UndoButton({ move, onUndo }: { readonly move: Move; readonly onUndo: (move: Move) => void }) {
  if (move.undone_at !== null) return <span data-quiet>{t('desk.moves.is_undone')}</span>;
  if (move.moved === 0) return null;
  return (
    <Button size="small" icon="undo" onClick={() => onUndo(move)}>
      {t('core.action.undo')}
    </Button>
  );
}
