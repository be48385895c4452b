import { t } from '../../messages';
import { counts, leavePhone, makeRoomForNew, syncNow } from '../../store';
import { Button, Empty } from '../parts';
import { SaveUnsent } from '../phone/SaveUnsent';

/** The person's access has ended: the doors have left the phone, what is unsent is still sent. */
export function Ended() {
  const { on_phone } = counts.value;
  return (
    <main>
      <Empty
        icon="leave"
        title={t('core.ended.title')}
        text={on_phone > 0 ? t('core.ended.unsent', { n: on_phone }) : t('core.ended.text')}
      >
        {on_phone > 0 ? (
          <Button kind="primary" icon="send" onClick={() => void syncNow()}>
            {t('core.phone.send_now')}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => void leavePhone('all')}>
            {t('core.ended.leave')}
          </Button>
        )}
        <Button onClick={makeRoomForNew}>{t('core.phone.add_person')}</Button>
      </Empty>
      {on_phone > 0 && (
        <div class="page-body">
          <SaveUnsent />
        </div>
      )}
    </main>
  );
}
