import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../../messages';
import { Needs } from '../card/Needs';
import { diallable, maskPhone } from '../card/phone';
import type { Door } from '../card/types';
import { doorNumber, floorWords, placeWords } from '../card/words';
import { Button, Chip, Icon } from '../parts';
import { useArrival } from '../parts/arrival';
import { BackLink } from './BackLink';

export function Head({ door }: { readonly door: Door }) {
  const { household } = door.card;
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(heading, door.id);
  const back = `/doors?${new URLSearchParams({ building: household.building_id, entrance: household.entrance ?? '' }).toString()}`;
  return (
    <header class="door-head">
      <p class="door-place">
        <BackLink to={back}>{placeWords(household)}</BackLink>
        <span>{door.tries > 0 ? t('door.knock', { n: door.tries }) : floorWords(household.floor)}</span>
      </p>
      <h1 ref={heading} tabIndex={-1}>
        <b>{doorNumber(household)}</b> <span>{household.door === null ? '' : household.name}</span>
      </h1>
    </header>
  );
}

/** Needs at a glance, and the number to ring before climbing the stairs. */
export function Facts({ door }: { readonly door: Door }) {
  const { household } = door.card;
  return (
    <div class="door-facts">
      <p class="door-chips">
        <Needs needs={household.needs} />
        {household.people_count !== null && household.people_count > 0 && (
          <Chip icon="people">{t('door.next.people', { n: household.people_count })}</Chip>
        )}
        {door.pending > 0 && (
          <Chip tone="wait" icon="phone">
            {t('door.chip.on_phone', { n: door.pending })}
          </Chip>
        )}
      </p>
      {household.phones.map((phone) => (
        <Phone key={phone} phone={phone} />
      ))}
    </div>
  );
}

/** A number is masked until somebody asks for it: cards are read in stairwells. */
export function Phone({ phone }: { readonly phone: string }) {
  const isShown = useSignal(false);
  const dial = diallable(phone);
  return (
    <p class="door-phone">
      {isShown.value ? (
        <>
          <span>{phone}</span>
          {dial !== null && (
            <a class="button" data-size="small" href={`tel:${dial}`}>
              <Icon name="call" />
              {t('door.phone.call')}
            </a>
          )}
        </>
      ) : (
        <Button size="small" icon="call" onClick={() => (isShown.value = true)}>
          {maskPhone(phone)} {t('door.phone.show')}
        </Button>
      )}
    </p>
  );
}
