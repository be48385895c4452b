import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Holders } from '../board/Holders';
import { useNow } from '../board/clock';
import { Over } from '../board/Over';
import { Trouble } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { useTeams } from '../desk/campaign';
import { LeftOut } from '../desk/MovePanel';
import { Button, Empty } from '../parts';
import { useArrival } from '../parts/arrival';
import { navigate } from '../router';
import { useOpenForm } from '../update';
import { Blocks } from './Blocks';
import { HowToShare } from './HowToShare';
import { JobPanel } from './JobPanel';
import { blocksNow, countsOf, give, markOf, NO_CHANGES, partsOf, proposedTeams, teamOf, type Changes } from './plan';
import { SelectDoors } from './SelectDoors';
import { asksOnlyForUnassigned, fromOf, readChosen, sharingPath } from './selection';
import './sharing.css';
import { Takers } from './Takers';
import { useJob } from './use-job';
import { useProposal, type Options, type Wishes } from './use-proposal';
import { WhoCan } from './WhoCan';

const OPTIONS: Options = { grain: 'auto', by: ['need', 'met'], onlyUnvisited: true };

interface Props {
  readonly campaign: Campaign;
  readonly query: Readonly<Record<string, string>>;
}

/** Doors shared out to teams; of a campaign that has ended, that none are. */
export function Sharing({ campaign, query }: Props) {
  const now = useNow();
  if (campaign.ended_at === null) return <Running campaign={campaign} query={query} />;
  return (
    <>
      <header class="desk-head">
        <h1>{t('sharing.title')}</h1>
      </header>
      <Over campaign={campaign} now={now} />
    </>
  );
}

/** Chosen, proposed, changed by hand on the grids, and only then confirmed. */
function Running({ campaign, query }: Props) {
  const now = useNow();
  const teams = useTeams(campaign.id).data?.teams ?? [];
  const chosen = readChosen(query);
  const wishes = useSignal<Wishes>(null);
  const options = useSignal<Options>(OPTIONS);
  const steps = useSignal<readonly Changes[]>([]);
  const places = useSignal<ReadonlyMap<string, string>>(new Map());
  const changes = steps.value.at(-1) ?? NO_CHANGES;
  useOpenForm(changes.size > 0);
  const from = useMemo(() => {
    const filter = fromOf(chosen);
    return filter === null ? null : { from: filter };
  }, [sharingPath(chosen)]);
  const { proposal, problem, busy, again } = useProposal(campaign.id, from, wishes.value, options.value);
  const running = useJob(() => {
    steps.value = [];
    wishes.value = null;
    again();
  });
  const parts = proposal?.parts ?? [];
  const proposed = useMemo(() => proposedTeams(parts), [parts]);
  const counts = useMemo(() => countsOf(parts, changes), [parts, changes]);
  const takers = proposal?.takers.filter((taker) => taker.chosen) ?? [];
  const marks = new Map(takers.map(({ team_id }, k) => [team_id, markOf(k)] as const));
  const will = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const { job } = running;
  const heading = useRef<HTMLHeadingElement>(null);
  const going = useRef<HTMLDivElement>(null);
  useArrival(heading, job === null ? 'choosing' : 'told');
  useArrival(going, changes.size > 0 ? 'changed' : 'as proposed'); // what took the changes back is gone with them

  return (
    <div class="sharing">
      <section class="sharing-main">
        <header class="desk-head">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {t('sharing.title')}
            </h1>
            <p data-quiet>{t('sharing.about')}</p>
          </div>
        </header>
        <SelectDoors
          campaign={campaign}
          teams={teams}
          chosen={chosen}
          needs={Object.keys(proposal?.needs ?? {})}
          onChange={(next) => {
            steps.value = [];
            wishes.value = null;
            navigate(sharingPath(next), { replace: true });
          }}
        />
        {problem !== null && <Trouble problem={problem} onRetry={again} />}
        {from === null ? (
          <Empty icon="building" title={t('sharing.choose')} text={t('sharing.choose.all')} />
        ) : proposal === null ? (
          problem === null && (
            <p data-quiet role="status">
              {t('sharing.asking')}
            </p>
          )
        ) : (
          <p role="status" aria-live="polite" data-busy={busy} class="sharing-sum">
            <b>{t('sharing.chosen', { n: proposal.doors })}</b>
            {proposal.unheld > 0 && proposal.unheld < proposal.doors && (
              <span data-quiet> · {t('sharing.chosen.unheld', { n: proposal.unheld })}</span>
            )}
          </p>
        )}
        {proposal?.doors === 0 &&
          (job === null ? (
            <NothingChosen isAllShared={asksOnlyForUnassigned(chosen) && teams.some(({ known }) => known > 0)} />
          ) : (
            <Empty icon="check" title={t('sharing.chosen.given')} text={t('sharing.chosen.given.text')} />
          ))}
        {proposal !== null && proposal.blocks.length > 0 && job === null && (
          <Blocks
            campaign={campaign}
            blocks={blocksNow(proposal.blocks, proposed, changes, places.value)}
            teams={takers.map(({ team_id, name }) => ({ id: team_id, name }))}
            teamOf={(door) => teamOf(proposed, changes, door)}
            markOf={(team) => marks.get(team) ?? null}
            onGive={(doors, team, building) => {
              places.value = new Map([...places.value, ...doors.map((door) => [door, building] as const)]);
              steps.value = [...steps.value, give(proposed, changes, doors, team)];
            }}
          />
        )}
      </section>
      <aside class="desk-drawer sharing-side" aria-label={t('sharing.how')}>
        {job !== null && (
          <JobPanel job={job} onUndo={() => running.undo(job.id)}>
            <Button onClick={running.forget}>{t('sharing.another')}</Button>
          </JobPanel>
        )}
        {running.problem !== null && <Trouble problem={running.problem} />}
        {proposal !== null && proposal.doors > 0 && job === null && (
          <>
            <Takers
              proposal={proposal}
              wishes={wishes.value}
              grain={options.value.grain}
              counts={counts}
              markOf={(team) => marks.get(team) ?? null}
              onWish={(next) => (wishes.value = next)}
            />
            {proposal.unheld < proposal.doors && <Holders holders={proposal.holders} now={now} />}
            <HowToShare options={options.value} onChange={(next) => (options.value = next)} />
            <WhoCan needs={proposal.needs} teams={teams.filter(({ ended_at }) => ended_at == null)} onSaid={again} />
            <div class="sharing-go" ref={going} tabIndex={-1}>
              {changes.size > 0 && (
                <div class="sharing-changes" role="status">
                  <b>{t('sharing.changed', { n: changes.size })}</b>
                  <Button size="small" icon="undo" onClick={() => (steps.value = steps.value.slice(0, -1))}>
                    {t('sharing.changed.undo')}
                  </Button>
                  <Button size="small" kind="quiet" icon="cross" onClick={() => (steps.value = [])}>
                    {t('sharing.changed.drop')}
                  </Button>
                </div>
              )}
              <LeftOut proposal={proposal} will={will} />
              <Button
                kind="primary"
                disabled={busy || running.busy || will === 0}
                onClick={() => running.move(campaign.id, partsOf(parts, changes), options.value.onlyUnvisited)}
              >
                {t('sharing.go', { n: will })}
              </Button>
              <p data-quiet>
                {options.value.onlyUnvisited && t('sharing.go.unvisited')}
                {t('sharing.go.after')}
              </p>
            </div>
          </>
        )}
      </aside>
    </div>
  );
}

/** Nothing to share out: because all of it is, or because no door is like that. */
function NothingChosen({ isAllShared }: { readonly isAllShared: boolean }) {
  if (!isAllShared)
    return <Empty icon="search" title={t('sharing.chosen.none')} text={t('sharing.chosen.none.text')} />;
  return (
    <Empty icon="check" title={t('sharing.chosen.shared')} text={t('sharing.chosen.shared.text')}>
      <a class="button" href="/desk/teams">
        {t('sharing.chosen.shared.go')}
      </a>
    </Empty>
  );
}
