import { useSignal } from '@preact/signals';
import { t } from '../../messages';
import { Ask } from '../board/Ask';
import { Field, toast } from '../parts';
import { AreaPicker } from './AreaPicker';
import { changeArea, makeArea } from './calls';
import { LEVELS, type Area, type Level } from './wire';

interface Props {
  /** Below it a new one is made; null: at the top. */
  readonly parent: Area | null;
  /** What is changed; null: a new one. */
  readonly area: Area | null;
  readonly onClose: () => void;
}

/** Names an area, and says what it is and where it hangs. */
export function AreaSheet({ parent, area, onClose }: Props) {
  const name = useSignal(area?.name ?? '');
  const level = useSignal<Level>(area?.level ?? below(parent));
  const moved = useSignal<Area | null>(null);
  const save = async (): Promise<void> => {
    const said = { name: name.value.trim(), level: level.value };
    if (area === null) await makeArea({ ...said, parent_id: parent?.id ?? null });
    else {
      await changeArea(area.id, { ...said, ...(moved.value === null ? {} : { parent_id: moved.value.id }) });
      const was = { name: area.name, level: area.level, parent_id: area.parent_id };
      toast(t('setup.area.changed'), { undo: () => changeArea(area.id, was).then(() => undefined) });
    }
  };
  return (
    <Ask
      title={titleOf(parent, area)}
      verb={t(area === null ? 'setup.area.make' : 'core.action.save')}
      disabled={name.value.trim() === ''}
      onYes={save}
      onClose={onClose}
    >
      <Field label={t('setup.area.name')} value={name.value} maxLength={80} onInput={(value) => (name.value = value)} />
      <label class="field">
        <span>{t('setup.area.level')}</span>
        <select value={level.value} onChange={(event) => (level.value = levelOf(event.currentTarget.value))}>
          {LEVELS.map((each) => (
            <option key={each} value={each}>
              {t(`setup.level.${each}`)}
            </option>
          ))}
        </select>
      </label>
      {area !== null && (
        <AreaPicker
          label={t('setup.area.hang')}
          hint={t('setup.area.hang.text', { name: moved.value?.name ?? (area.above.at(-1) || t('setup.area.top')) })}
          onPick={(picked) => (moved.value = picked)}
        />
      )}
    </Ask>
  );
}

function titleOf(parent: Area | null, area: Area | null): string {
  if (area !== null) return t('setup.area.edit.title', { name: area.name });
  return parent === null ? t('setup.areas.add_top') : t('setup.area.add.title', { name: parent.name });
}

function below(parent: Area | null): Level {
  const at = parent === null ? 0 : LEVELS.indexOf(parent.level) + 1;
  return LEVELS[Math.min(at, LEVELS.length - 1)] ?? 'community';
}

function levelOf(text: string): Level {
  return LEVELS.find((level) => level === text) ?? 'community';
}
