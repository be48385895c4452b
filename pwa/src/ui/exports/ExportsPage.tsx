import { useSignal } from '@preact/signals';
import { currentLanguage, t, tMaybe } from '../../messages';
import { download, type ApiProblem } from '../../store';
import { problemOf } from '../board/resource';
import { sayProblem } from '../board/Trouble';
import type { Campaign } from '../board/wire';
import { sayNumber } from '../board/words';
import { useTeams } from '../desk/campaign';
import { activeKeys, readFilter, type DoorFilter } from '../desk/filters';
import { Button, toast } from '../parts';
import { BY, exportPath, FORMATS, KINDS, type Wanted } from './ask';
import './exports.css';
import { keepFile } from './keep';
import { Points } from './Points';

interface Props {
  readonly campaign: Campaign;
  readonly query: Readonly<Record<string, string>>;
}

/** Files that leave the house. What is in them is said before they go. */
export function ExportsPage({ campaign, query }: Props) {
  const wanted = useSignal<Wanted>({ kind: 'households', format: 'xlsx', by: 'building', whole_phones: false });
  const team = useSignal(query['team_id'] ?? '');
  const bytes = useSignal<number | null>(null);
  const problem = useSignal<ApiProblem | null>(null);
  const teams = useTeams(campaign.id).data?.teams ?? [];
  const given = readFilter(new URLSearchParams(query));
  const filter: DoorFilter = withTeam(given, team.value);
  const more = activeKeys(given).filter((key) => key !== 'team_id');
  const change = (next: Partial<Wanted>): void => {
    wanted.value = { ...wanted.value, ...next };
  };
  const fetchFile = async (): Promise<void> => {
    problem.value = null;
    bytes.value = 0;
    try {
      const file = await download(exportPath(campaign.id, wanted.value, filter, currentLanguage()), (n) => {
        bytes.value = n;
      });
      keepFile(file);
      toast(t('rolls.out.done', { name: file.name }));
    } catch (error) {
      problem.value = problemOf(error);
    } finally {
      bytes.value = null;
    }
  };
  const { kind, format, by, whole_phones } = wanted.value;
  return (
    <section class="panel exports">
      <p>{t('rolls.out.about')}</p>
      <fieldset class="desk-options">
        <legend>{t('rolls.out.what')}</legend>
        {KINDS.map((each) => (
          <label key={each} class="desk-tick">
            <input type="radio" name="kind" checked={kind === each} onChange={() => change({ kind: each })} />
            <span>
              {t(`rolls.out.kind.${each}`)}
              <span data-quiet>{t(`rolls.out.kind.${each}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="export-choices">
        <label class="desk-choice">
          {t('rolls.paper.team')}
          <select value={team.value} onChange={(event) => (team.value = event.currentTarget.value)}>
            <option value="">{t('rolls.out.all_teams')}</option>
            {teams.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {kind === 'coverage' && (
          <label class="desk-choice">
            {t('rolls.out.by')}
            <select value={by} onChange={(event) => change({ by: event.currentTarget.value as Wanted['by'] })}>
              {BY.filter((each) => format !== 'geojson' || each === 'building').map((each) => (
                <option key={each} value={each}>
                  {t(`rolls.out.by.${each}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="desk-choice">
          {t('rolls.out.format')}
          <select value={format} onChange={(event) => change(formatOf(event.currentTarget.value))}>
            {FORMATS.map((each) => (
              <option key={each} value={each}>
                {t(`rolls.out.format.${each}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {more.length > 0 && kind !== 'coverage' && (
        <p>
          {t('rolls.out.filtered')} <a href="/desk/rolls/out">{t('rolls.out.unfiltered')}</a>
        </p>
      )}
      {kind === 'households' && (
        <label class="desk-tick">
          <input
            type="checkbox"
            checked={whole_phones}
            onChange={() => change({ whole_phones: !wanted.value.whole_phones })}
          />
          <span>
            {t('rolls.out.phones')}
            <span data-quiet>{t('rolls.out.phones.text')}</span>
          </span>
        </label>
      )}
      <div class="head-actions">
        <Button kind="primary" icon="receive" disabled={bytes.value !== null} onClick={() => void fetchFile()}>
          {t('rolls.out.go')}
        </Button>
        <p role="status" aria-live="polite">
          {bytes.value === null
            ? ''
            : bytes.value === 0
              ? t('rolls.out.making')
              : t('rolls.out.coming', { n: sayNumber(Math.ceil(bytes.value / 1024)) })}
        </p>
      </div>
      {problem.value !== null && (
        <p class="field-problem" role="alert">
          {tMaybe(`rolls.out.problem.${problem.value.code}`) ?? sayProblem(problem.value)}
        </p>
      )}
      {format === 'geojson' && <Points />}
    </section>
  );
}

/** Only buildings have a place on the map. */
function formatOf(value: string): Partial<Wanted> {
  const format = FORMATS.find((each) => each === value) ?? 'xlsx';
  return format === 'geojson' ? { format, by: 'building' } : { format };
}

function withTeam(filter: DoorFilter, team: string): DoorFilter {
  const { team_id: _, ...rest } = filter;
  return team === '' ? rest : { ...rest, team_id: team };
}
