import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { sayNumber } from '../board/words';
import type { Campaign } from '../board/wire';
import { Button } from '../parts';
import './blocks.css';
import { SharedGrid } from './SharedGrid';
import type { Block } from './wire';

interface Props {
  readonly campaign: Campaign;
  readonly blocks: readonly Block[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly teamOf: (door: string) => string | null | undefined;
  readonly markOf: (team: string) => string | null;
  readonly onGive: (doors: readonly string[], team: string | null, building: string) => void;
}

const SHOWN = 40;

/** The plan building by building: who gets how many of each, and on demand each door, to be changed by hand. */
export function Blocks({ campaign, blocks, teams, teamOf, markOf, onGive }: Props) {
  const open = useSignal<string | null>(null);
  const brush = useSignal<string | null>(null);
  const all = useSignal(false);
  const nameOf = (id: string): string => teams.find((team) => team.id === id)?.name ?? '';
  const shown = all.value ? blocks : blocks.slice(0, SHOWN);
  const chosen = teams.some(({ id }) => id === brush.value) ? brush.value : null;
  return (
    <section class="panel share-blocks">
      <h2>{t('sharing.plan')}</h2>
      <ul>
        {shown.map((block) => (
          <li key={block.building_id}>
            <div class="share-block">
              <b>{block.building}</b>
              <span class="share-parts">
                {block.shares.map(({ team_id, count }) => (
                  <span key={team_id ?? ''} class="share-part">
                    {team_id !== null && <Mark mark={markOf(team_id)} />}
                    {team_id === null
                      ? `${t('sharing.plan.stays')} ${sayNumber(count)}`
                      : t('sharing.plan.share', { team: nameOf(team_id), n: sayNumber(count) })}
                  </span>
                ))}
              </span>
              <Button
                size="small"
                icon={open.value === block.building_id ? 'up' : 'grid'}
                aria-expanded={open.value === block.building_id}
                aria-label={
                  open.value === block.building_id
                    ? t('sharing.plan.close')
                    : t('sharing.plan.open', { building: block.building })
                }
                onClick={() => (open.value = open.value === block.building_id ? null : block.building_id)}
              />
            </div>
            {open.value === block.building_id && (
              <div class="share-grid-open">
                <div class="brush" role="group" aria-label={t('sharing.brush')}>
                  <span>{t('sharing.brush')}</span>
                  {teams.map(({ id, name }) => (
                    <button key={id} type="button" aria-pressed={chosen === id} onClick={() => (brush.value = id)}>
                      <Mark mark={markOf(id)} />
                      {name}
                    </button>
                  ))}
                  <button type="button" aria-pressed={chosen === null} onClick={() => (brush.value = null)}>
                    {t('sharing.brush.stays')}
                  </button>
                </div>
                <SharedGrid
                  campaign={campaign}
                  building={block.building_id}
                  teamOf={teamOf}
                  markOf={markOf}
                  nameOf={nameOf}
                  brush={chosen}
                  onGive={(doors) => onGive(doors, chosen, block.building_id)}
                />
                <p data-quiet>{t('sharing.brush.help')}</p>
              </div>
            )}
          </li>
        ))}
      </ul>
      {blocks.length > shown.length && (
        <Button size="small" onClick={() => (all.value = true)}>
          {t('sharing.plan.more', { n: blocks.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

function Mark({ mark }: { readonly mark: string | null }) {
  if (mark === null) return null;
  return (
    <i class="team-mark" data-mark={mark} aria-hidden="true">
      {mark}
    </i>
  );
}
