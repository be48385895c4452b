import { t } from '../../messages';
import type { Options } from './use-proposal';
import type { Grain, Reason } from './wire';

const GRAINS: readonly Grain[] = ['auto', 'building', 'entrance', 'floor', 'door'];
const REASONS: readonly Reason[] = ['need', 'met'];

/** What a share keeps together and whom it prefers. */
export function HowToShare({
  options,
  onChange,
}: {
  readonly options: Options;
  readonly onChange: (options: Options) => void;
}) {
  const tick = (reason: Reason, on: boolean): void =>
    onChange({ ...options, by: REASONS.filter((each) => (each === reason ? on : options.by.includes(each))) });
  return (
    <section class="how-to-share" aria-label={t('sharing.how')}>
      <label class="desk-choice">
        <span>{t('sharing.grain')}</span>
        <select
          value={options.grain}
          onChange={(event) => {
            const grain = GRAINS.find((each) => each === event.currentTarget.value) ?? 'auto';
            onChange({ ...options, grain });
          }}
        >
          {GRAINS.map((grain) => (
            <option key={grain} value={grain}>
              {t(`sharing.grain.${grain}`)}
            </option>
          ))}
        </select>
      </label>
      {REASONS.map((reason) => (
        <Tick
          key={reason}
          text={t(`sharing.by.${reason}`)}
          why={t(`sharing.by.${reason}.why`)}
          checked={options.by.includes(reason)}
          onChange={(on) => tick(reason, on)}
        />
      ))}
      <Tick
        text={t('sharing.only_if')}
        why={t('sharing.only_if.why')}
        checked={options.onlyUnvisited}
        onChange={(onlyUnvisited) => onChange({ ...options, onlyUnvisited })}
      />
    </section>
  );
}

interface TickProps {
  readonly text: string;
  readonly why: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

function Tick({ text, why, checked, onChange }: TickProps) {
  return (
    <label class="desk-tick">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {text}
        <span data-quiet>{why}</span>
      </span>
    </label>
  );
}
