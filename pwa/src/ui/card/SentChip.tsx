import { t } from '../../messages';
import { counts } from '../../store';
import { Chip } from '../parts';
import './sent-chip.css';

/** The honest number: what is still only on this phone. It leads to the page that tells why. */
export function SentChip() {
  const { on_phone, attention } = counts.value;
  return (
    <a class="sent-chip" href="/phone">
      {attention > 0 && (
        <Chip tone="urgent" icon="warning">
          {t('door.chip.attention', { n: attention })}
        </Chip>
      )}
      {on_phone > 0 ? (
        <Chip tone="wait" icon="phone">
          {t('door.chip.on_phone', { n: on_phone })}
        </Chip>
      ) : (
        attention === 0 && (
          <Chip tone="ok" icon="check">
            {t('door.chip.sent')}
          </Chip>
        )
      )}
    </a>
  );
}
