/** The parts of a card as the screens read them: always with this phone's own pending work folded in. */
import type { Door } from '../../store';

export type { Door, Outcome, State } from '../../store';
export type Card = Door['card'];
export type Household = Card['household'];
export type Resident = Card['residents'][number];
export type Visit = Card['visits'][number];
export type ServiceRequest = Card['requests'][number];
export type Wish = Card['do_not_contact'][number];
export type Conflict = Card['conflicts'][number];
