import { t } from '../../messages';
import { counts, leavePhone, makeRoomForNew, syncNow } from '../../store';
import { Button, Empty } from '../parts';
import { SaveUnsent } from '../phone/SaveUnsent';

/** The person's access has ended: the doors have left the phone, what is unsent is still sent. */
export function Ended() {
  const { on_phone, withdrawals } = counts.value;
  const isAllSent = on_phone + withdrawals === 0;
  return (
    <main>
      <Empty
        icon="leave"
        title={t('core.ended.title')}
        text={on_phone > 0 ? t('core.ended.unsent', { n: on_phone }) : t('core.ended.text')}
      >
        {withdrawals > 0 && <p>{t('core.phone.unsent.undone', { n: withdrawals })}</p>}
        {!isAllSent ? (
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
      {!isAllSent && (
        <div class="page-body">
          <SaveUnsent />
        </div>
      )}
    </main>
  );
}
