import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { t } from '../../messages';
import { undo, UndoneInPart } from '../../store';
import { sayReason } from '../attention/words';
import { useNow } from '../board/clock';
import { localTime } from '../board/freshness';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { sayDate, sayNumber, zone } from '../board/words';
import { Button, Empty, toast } from '../parts';
import { useOpenForm } from '../update';
import { Line } from './Line';
import { Lines } from './Lines';
import { useOnce } from './once';
import './paper.css';
import { openSheet } from './sheet';
import { saveTyped, type Saved } from './typed';
import { doorsOf, instantOf, knockers, type Head, type Typed, type WalkList } from './walk';
import { Which, type Chosen, type PaperTeam } from './Which';

interface Props {
  readonly campaign: string;
  readonly teams: readonly PaperTeam[];
  readonly withTeam: boolean;
}

/** A paper list typed back in: who walked and when at the top, then line after line without the mouse. */
export function TypePage({ campaign, teams, withTeam }: Props) {
  const now = useNow();
  const chosen = useSignal<Chosen>({ team_id: teams[0]?.id ?? '', building_id: '' });
  const saved = useSignal<Saved | null>(null);
  const busy = useSignal(false);
  const { team_id, building_id } = chosen.value;
  /** The day last said: the next team's list is mostly of the same evening. */
  const day = useRef(localTime(now, zone()).on);
  const sheet = useMemo(() => openSheet(campaign, team_id, { by: '', on: day.current }), [campaign, team_id]);
  const lines = sheet.lines.value;
  useOpenForm(lines.length > 0);
  const list = useOnce<WalkList>(
    team_id === '' ? null : withQuery(`/api/campaigns/${campaign}/walk-list`, { team_id, building_id, doors: 'all' }),
  );
  if (team_id === '')
    return <Empty icon="people" title={t('rolls.paper.no_team')} text={t('rolls.paper.no_team.text')} />;

  const { by: said, on } = sheet.head.value;
  const team = teams.find(({ id }) => id === team_id)?.members ?? [];
  const members = knockers(team, on);
  const by = members.some(({ id }) => id === said) ? said : '';
  const nameOf = (id: string): string => team.find((each) => each.id === id)?.name ?? '';
  const atOf = (line: Typed): number => instantOf(line.on, line.time, zone());
  const isFuture = lines.some((line) => atOf(line) > now);
  const isWhole = lines.every((line) => knockers(team, line.on).some(({ id }) => id === line.by));
  const hasOthers = lines.some((line) => line.by !== by || line.on !== on);
  const orTell = (work: Promise<void>): void => {
    work.catch(() => toast(t('rolls.type.not_kept'), { tone: 'problem' }));
  };
  const say = (part: Partial<Head>): void => {
    day.current = part.on ?? on;
    orTell(sheet.say(part));
  };
  const send = async (): Promise<void> => {
    busy.value = true;
    try {
      const done = await saveTyped({ campaign, team_id, lines }, atOf, sheet.keysOf(lines));
      void sheet.drop(lines).catch(() => undefined); // they went with the save
      saved.value = done;
      list.reload();
      toast(t('rolls.type.saved', { n: done.ids.length }), { undo: () => takeBack(done, lines) });
    } catch {
      toast(t('rolls.type.failed'), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  const takeBack = async (done: Saved, typed: readonly Typed[]): Promise<void> => {
    try {
      await undo(done.ids);
      putBack(done, typed, done.ids);
    } catch (error) {
      if (error instanceof UndoneInPart) putBack(done, typed, error.undone);
      throw error;
    }
  };
  const putBack = ({ ids }: Saved, typed: readonly Typed[], undone: readonly string[]): void => {
    saved.value = null;
    orTell(sheet.putBack(typed.filter((_, index) => undone.includes(ids[index] ?? ''))));
  };
  return (
    <>
      <section class="panel">
        <p>{t('rolls.type.about')}</p>
        <div class="paper-choices">
          <Which
            campaign={campaign}
            teams={teams}
            chosen={chosen.value}
            onChange={(next) => (chosen.value = next)}
            withTeam={withTeam}
          />
          <label class="desk-choice">
            {t('rolls.paper.who')}
            <select value={by} data-set={by !== ''} onChange={(event) => say({ by: event.currentTarget.value })}>
              <option value="">{t('rolls.type.choose_who')}</option>
              {members.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label class="desk-choice">
            {t('rolls.paper.on')}
            <input type="date" value={on} onInput={(event) => say({ on: event.currentTarget.value })} />
          </label>
        </div>
        {list.problem !== null && <Trouble problem={list.problem} onRetry={list.reload} />}
        {by === '' || on === '' ? (
          <p data-quiet>{t('rolls.type.first_who')}</p>
        ) : list.data === null ? (
          <p role="status">{t('core.loading')}</p>
        ) : (
          <Line doors={doorsOf(list.data)} time={lines.at(-1)?.time ?? ''} onAdd={(line) => orTell(sheet.add(line))} />
        )}
      </section>
      {lines.length > 0 && (
        <section class="panel">
          <div class="between">
            <h2>{t('rolls.type.count', { n: sheet.onDisk.value })}</h2>
            <Button
              kind="primary"
              icon="check"
              disabled={busy.value || !isWhole || isFuture}
              onClick={() => void send()}
            >
              {busy.value ? t('desk.working') : t('rolls.type.save', { n: lines.length })}
            </Button>
          </div>
          {isFuture && (
            <p class="field-problem" role="alert">
              {t('rolls.type.future')}
            </p>
          )}
          {by !== '' && on !== '' && hasOthers && (
            <Button onClick={() => orTell(sheet.ascribe())}>
              {t('rolls.type.all_by', { name: nameOf(by), on: sayDate(on) })}
            </Button>
          )}
          <Lines lines={lines} now={now} atOf={atOf} nameOf={nameOf} onRemove={(line) => orTell(sheet.drop([line]))} />
        </section>
      )}
      {busy.value && lines.length === 0 && <p role="status">{t('desk.working')}</p>}
      {saved.value !== null && <Result saved={saved.value} />}
    </>
  );
}

function Result({ saved }: { readonly saved: Saved }) {
  return (
    <section class="panel" role="status">
      <h2>{t('rolls.type.result')}</h2>
      {saved.sent > 0 && <p>{t('rolls.type.sent', { n: saved.sent })}</p>}
      {saved.waiting > 0 && <p>{t('rolls.type.waiting', { n: saved.waiting })}</p>}
      {saved.parked.length > 0 && (
        <>
          <p>{t('rolls.type.parked', { n: sayNumber(saved.parked.length) })}</p>
          <ul class="paper-parked">
            {saved.parked.map(({ label, reason }) => (
              <li key={label}>
                {label}
                {reason === null ? '' : ` · ${sayReason({ kind: 'parked', reason })}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
