import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { Button, Empty } from '../parts';
import { useOnce } from './once';
import './paper.css';
import { usePrinting } from './printing';
import { Sheets } from './Sheets';
import type { WalkList } from './walk';
import { Which, type Chosen, type PaperTeam } from './Which';

interface Props {
  readonly campaign: string;
  readonly teams: readonly PaperTeam[];
  readonly withTeam: boolean;
  /** Where what was written on paper is typed in. */
  readonly typing: string;
}

/** A walk list for where no phone works: chosen here, shown as it will lie on paper, printed. */
export function PrintPage({ campaign, teams, withTeam, typing }: Props) {
  const chosen = useSignal<Chosen>({ team_id: teams[0]?.id ?? '', building_id: '' });
  const all = useSignal(false);
  const withNames = useSignal(true);
  const { team_id, building_id } = chosen.value;
  const asked = { team_id, building_id, doors: all.value ? 'all' : 'left' };
  const path = `/api/campaigns/${campaign}/walk-list`;
  const list = useOnce<WalkList>(team_id === '' ? null : withQuery(path, asked));
  const printing = usePrinting(list.data === null ? null : withQuery(path, { ...asked, purpose: 'print' }));
  if (team_id === '')
    return <Empty icon="people" title={t('rolls.paper.no_team')} text={t('rolls.paper.no_team.text')} />;
  return (
    <>
      <section class="panel paper-controls">
        <p>{t('rolls.paper.about')}</p>
        <div class="paper-choices">
          <Which
            campaign={campaign}
            teams={teams}
            chosen={chosen.value}
            onChange={(next) => (chosen.value = next)}
            withTeam={withTeam}
          />
          <label class="desk-tick">
            <input type="checkbox" checked={all.value} onChange={() => (all.value = !all.value)} />
            <span>{t('rolls.paper.with_done')}</span>
          </label>
          <label class="desk-tick">
            <input type="checkbox" checked={withNames.value} onChange={() => (withNames.value = !withNames.value)} />
            <span>{t('rolls.paper.with_names')}</span>
          </label>
        </div>
        <div class="paper-actions">
          <Button
            kind="primary"
            icon="print"
            disabled={list.data === null || list.data.door_count === 0 || printing.isBusy}
            onClick={() => void printing.start()}
          >
            {list.data === null ? t('core.loading') : t('rolls.paper.print', { n: list.data.door_count })}
          </Button>
          <a class="button" data-kind="plain" href={typing}>
            {t('rolls.tab.typing')}
          </a>
        </div>
      </section>
      {list.problem !== null && <Trouble problem={list.problem} onRetry={list.reload} />}
      {printing.problem !== null && <Trouble problem={printing.problem} />}
      {list.data !== null &&
        (list.data.door_count === 0 ? (
          <Empty icon="check" title={t('rolls.paper.none')} text={t('rolls.paper.none.text')} />
        ) : (
          <Sheets list={list.data} withNames={withNames.value} />
        ))}
    </>
  );
}
