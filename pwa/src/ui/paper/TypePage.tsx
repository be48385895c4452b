import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, tMaybe } from '../../messages';
import { dropDraft, keepDraft, loadDraft, newId, undo } from '../../store';
import { useNow } from '../board/clock';
import { localTime } from '../board/freshness';
import { withQuery } from '../board/office';
import { Trouble } from '../board/Trouble';
import { sayNumber, zone } from '../board/words';
import { Button, Empty, toast } from '../parts';
import { useOpenForm } from '../update';
import { Line } from './Line';
import { Lines } from './Lines';
import { useOnce } from './once';
import './paper.css';
import { saveTyped, type Saved } from './typed';
import { doorsOf, instantOf, knockers, type Typed, type WalkList } from './walk';
import { Which, type Chosen, type PaperTeam } from './Which';

interface Props {
  readonly campaign: string;
  readonly teams: readonly PaperTeam[];
  readonly withTeam: boolean;
}

interface Head {
  /** Who knocked: a person's id. */
  readonly by: string;
  readonly on: string;
}

interface Kept {
  readonly head: Head;
  readonly lines: readonly Typed[];
}

/** A paper list typed back in: who walked and when at the top, then line after line without the mouse. */
export function TypePage({ campaign, teams, withTeam }: Props) {
  const now = useNow();
  const chosen = useSignal<Chosen>({ team_id: teams[0]?.id ?? '', building_id: '' });
  const head = useSignal<Head>({ by: '', on: localTime(now, zone()).on });
  const lines = useSignal<readonly Typed[]>([]);
  /** How many of the lines are on this computer's disk: the number that is shown. */
  const onDisk = useSignal(0);
  const saved = useSignal<Saved | null>(null);
  const busy = useSignal(false);
  const { team_id, building_id } = chosen.value;
  const draft = `paper-${campaign}-${team_id}`;
  useKept(draft, head, lines, onDisk);
  useOpenForm(lines.value.length > 0);
  const list = useOnce<WalkList>(
    team_id === '' ? null : withQuery(`/api/campaigns/${campaign}/walk-list`, { team_id, building_id, doors: 'all' }),
  );
  if (team_id === '')
    return <Empty icon="people" title={t('rolls.paper.no_team')} text={t('rolls.paper.no_team.text')} />;

  const { on } = head.value;
  const members = knockers(teams.find(({ id }) => id === team_id)?.members ?? [], on);
  const by = members.some(({ id }) => id === head.value.by) ? head.value.by : '';
  const atOf = (line: Typed): number => instantOf(on, line.time, zone());
  const isFuture = lines.value.some((line) => atOf(line) > now);
  const keep = (next: readonly Typed[], nextHead = head.value): void => {
    lines.value = next;
    head.value = nextHead;
    const work =
      next.length === 0 ? dropDraft(draft) : keepDraft(draft, { head: nextHead, lines: next } satisfies Kept);
    work.then(
      () => (onDisk.value = next.length),
      () => toast(t('rolls.type.not_kept'), { tone: 'problem' }),
    );
  };
  const send = async (): Promise<void> => {
    busy.value = true;
    try {
      const done = await saveTyped({ campaign, team_id, by, lines: lines.value }, atOf);
      keep([]);
      saved.value = done;
      list.reload();
      toast(t('rolls.type.saved', { n: done.ids.length }), { undo: () => takeBack(done) });
    } catch {
      toast(t('rolls.type.failed'), { tone: 'problem' });
    } finally {
      busy.value = false;
    }
  };
  const takeBack = async (done: Saved): Promise<void> => {
    await undo(done.ids);
    saved.value = null;
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
            <select
              value={by}
              data-set={by !== ''}
              onChange={(event) => keep(lines.value, { ...head.value, by: event.currentTarget.value })}
            >
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
            <input
              type="date"
              value={on}
              onInput={(event) => keep(lines.value, { ...head.value, on: event.currentTarget.value })}
            />
          </label>
        </div>
        {list.problem !== null && <Trouble problem={list.problem} onRetry={list.reload} />}
        {by === '' || on === '' ? (
          <p data-quiet>{t('rolls.type.first_who')}</p>
        ) : list.data === null ? (
          <p role="status">{t('core.loading')}</p>
        ) : (
          <Line
            doors={doorsOf(list.data)}
            time={lines.value.at(-1)?.time ?? ''}
            onAdd={(line) => keep([...lines.value, { ...line, key: newId() }])}
          />
        )}
      </section>
      {lines.value.length > 0 && (
        <section class="panel">
          <div class="between">
            <h2>{t('rolls.type.count', { n: onDisk.value })}</h2>
            <Button
              kind="primary"
              icon="check"
              disabled={busy.value || by === '' || on === '' || isFuture}
              onClick={() => void send()}
            >
              {busy.value ? t('desk.working') : t('rolls.type.save', { n: lines.value.length })}
            </Button>
          </div>
          {isFuture && (
            <p class="field-problem" role="alert">
              {t('rolls.type.future')}
            </p>
          )}
          <Lines
            lines={lines.value}
            now={now}
            atOf={atOf}
            onRemove={(key) => keep(lines.value.filter((line) => line.key !== key))}
          />
        </section>
      )}
      {saved.value !== null && <Result saved={saved.value} />}
    </>
  );
}

function Result({ saved }: { readonly saved: Saved }) {
  return (
    <section class="panel" role="status">
      <h2>{t('rolls.type.result')}</h2>
      <p>{t('rolls.type.sent', { n: saved.sent })}</p>
      {saved.waiting > 0 && <p>{t('rolls.type.waiting', { n: saved.waiting })}</p>}
      {saved.parked.length > 0 && (
        <>
          <p>{t('rolls.type.parked', { n: sayNumber(saved.parked.length) })}</p>
          <ul class="paper-parked">
            {saved.parked.map(({ label, reason }) => (
              <li key={label}>
                {label}
                {reason === null ? '' : ` · ${tMaybe(`core.reason.${reason}`) ?? reason}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface Held<T> {
  value: T;
}

/** What was typed before the page was left, or the computer went off, comes back. */
function useKept(draft: string, head: Held<Head>, lines: Held<readonly Typed[]>, onDisk: Held<number>): void {
  useEffect(() => {
    let wanted = true;
    loadDraft<Kept>(draft).then(
      (kept) => {
        if (!wanted) return;
        lines.value = kept?.lines ?? [];
        onDisk.value = lines.value.length;
        if (kept !== null) head.value = kept.head;
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [draft]);
}
