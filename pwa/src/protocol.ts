/* The wire, version 1. Written by `python -m sync.typescript` from sync/protocol.py and commands.py: change those, not this. */

export const PROTOCOL = 1;
export const MAX_BODY = 1048576;
export const MAX_COMMANDS = 500;
export const MAX_KEPT = 500;
export const MAX_TEXT = 4000;

export type Outcome = 'met' | 'not_home' | 'call_back' | 'refused' | 'moved' | 'vacant' | 'inaccessible';
export type State =
  | 'do_not_contact'
  | 'met'
  | 'vacant'
  | 'refused'
  | 'call_back'
  | 'given_up'
  | 'not_home'
  | 'inaccessible'
  | 'never_tried';
export type Urgency = 'normal' | 'soon' | 'urgent';
export type RequestState =
  | 'raised'
  | 'triaged'
  | 'assigned'
  | 'in_progress'
  | 'answered'
  | 'closed'
  | 'reopened'
  | 'withdrawn'
  | 'merged';
export type RequestEvent =
  | 'triaged'
  | 'assigned'
  | 'in_progress'
  | 'answered'
  | 'closed'
  | 'reopened'
  | 'withdrawn'
  | 'merged'
  | 'satisfied'
  | 'not_satisfied';
export type CloseReason = 'no_such_door' | 'not_a_dwelling' | 'demolished';
export type ResidentStatus = 'moved_out' | 'died' | 'mistake';
export type ReceiptOutcome = 'applied' | 'noop' | 'merged' | 'superseded' | 'held' | 'parked';
export type GoneReason = 'reassigned' | 'merged' | 'erased' | 'closed' | 'left_campaign';
export type EndReason = 'campaign_ended' | 'team_ended';
export type SliceKind = 'team' | 'person' | 'reference' | 'notices';
export type Access = 'full' | 'push_only' | 'wipe';
export type Range = readonly [number, number];

/** What a person did on one replica, immutable. `id` is a UUIDv7 and names what the command makes. */
export interface CommandBase {
  readonly id: string;
  readonly n: number;
  readonly at: number;
  readonly household_id?: string | null;
  readonly seen?: number | null;
  readonly heard?: number | null;
  readonly offset?: number | null;
}

/** Where a door is within a building. One field: it is corrected as a whole. */
export interface Address {
  readonly building_id: string;
  readonly entrance?: string | null;
  readonly floor?: number | null;
  readonly door?: string | null;
}

/** A correction carries only the fields the person changed. The parts of an address given singly are joined with the rest as seen. */
export interface HouseholdFields {
  readonly name?: string | null;
  readonly phones?: readonly string[];
  readonly people_count?: number | null;
  readonly note?: string | null;
  readonly needs?: readonly string[];
  readonly roll_vacant?: boolean;
  readonly address?: Address;
  readonly building_id?: string;
  readonly entrance?: string | null;
  readonly floor?: number | null;
  readonly door?: string | null;
}

export interface ResidentFields {
  readonly name?: string | null;
  readonly phone?: string | null;
  readonly birth_year?: number | null;
  readonly relation?: string | null;
  readonly needs?: readonly string[];
  readonly note?: string | null;
  readonly status?: ResidentStatus | null;
}

/** A door nobody had listed. Its household_id is made on the phone. */
export interface AddHousehold extends CommandBase {
  readonly type: 'add_household';
  readonly building_id: string;
  readonly entrance?: string | null;
  readonly floor?: number | null;
  readonly door?: string | null;
  readonly campaign_id?: string | null;
  readonly team_id?: string | null;
  readonly name?: string | null;
  readonly phones?: readonly string[];
  readonly people_count?: number | null;
  readonly note?: string | null;
  readonly needs?: readonly string[];
  readonly roll_vacant?: boolean;
}

export interface CorrectHousehold extends CommandBase {
  readonly type: 'correct_household';
  readonly fields: HouseholdFields;
}

/** What a card said of a door's closing: for which reason, by whom, and whether it was closed or only proposed to be. */
export interface SaidClosing {
  readonly reason: CloseReason;
  readonly by: string;
  readonly confirmed: boolean;
}

/** No dwelling here. A volunteer or leader proposes, a coordinator's closes. `closing`: what it decides of, and of nothing else. */
export interface CloseHousehold extends CommandBase {
  readonly type: 'close_household';
  readonly reason: CloseReason;
  readonly closing?: SaidClosing | null;
}

/** Takes a closing, or the proposal of one, back. `closing`: the one that it decides of, and of no other. */
export interface ReopenHousehold extends CommandBase {
  readonly type: 'reopen_household';
  readonly reason: string;
  readonly closing?: SaidClosing | null;
}

/** The resident has the command's id. */
export interface AddResident extends CommandBase {
  readonly type: 'add_resident';
  readonly fields: ResidentFields;
}

export interface CorrectResident extends CommandBase {
  readonly type: 'correct_resident';
  readonly resident_id: string;
  readonly fields: ResidentFields;
}

/**
 * Takes a correction back, of a household or a resident, or a closing or reopening: what it replaced stands again, as far as
 * nobody has written since.
 */
export interface UndoCorrection extends CommandBase {
  readonly type: 'undo_correction';
  readonly correction_id: string;
}

/** One knock at one door. Append-only: a mistake is voided and recorded again. */
export interface RecordVisit extends CommandBase {
  readonly type: 'record_visit';
  readonly campaign_id: string;
  readonly outcome: Outcome;
  readonly note?: string | null;
  readonly appointment?: Window | null;
  readonly answers?: Readonly<Record<string, unknown>> | null;
  readonly for_person?: string | null;
}

export interface VoidVisit extends CommandBase {
  readonly type: 'void_visit';
  readonly visit_id: string;
  readonly reason: string;
}

/** What a household asks for. The request has the command's id; the person who sends it stays the contact. */
export interface RaiseRequest extends CommandBase {
  readonly type: 'raise_request';
  readonly category: string;
  readonly text: string;
  readonly urgency?: Urgency;
  readonly attachments?: readonly Attachment[];
}

export interface AdvanceRequest extends CommandBase {
  readonly type: 'advance_request';
  readonly request_id: string;
  readonly event: RequestEvent;
  readonly text?: string | null;
  readonly rating?: number | null;
  readonly to?: string | null;
  readonly into_id?: string | null;
  readonly due_on?: string | null;
}

export interface CommentRequest extends CommandBase {
  readonly type: 'comment_request';
  readonly request_id: string;
  readonly text: string;
}

/** A wish not to be contacted: of the household, or of one resident. The wish has the command's id. */
export interface RefuseContact extends CommandBase {
  readonly type: 'refuse_contact';
  readonly reason: string;
  readonly review_on?: string | null;
  readonly resident_id?: string | null;
}

/** Ends the wishes it names, and no other. A coordinator's to give. */
export interface LiftContact extends CommandBase {
  readonly type: 'lift_contact';
  readonly ids: readonly string[];
  readonly reason: string;
}

/** Takes the place of an unsent command the person undid, under its id and n. */
export interface Withdraw extends CommandBase {
  readonly type: 'withdraw';
}

/** A command the server kept failing on, as text: into custody, for a person. */
export interface Park extends CommandBase {
  readonly type: 'park';
  readonly body: string;
}

/** An appointment: a local date and hours in the organization's zone. */
export interface Window {
  readonly on: string;
  readonly from?: string | null;
  readonly to?: string | null;
}

export interface Attachment {
  readonly id: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a phone says of itself with each push and pull. */
export interface Status {
  readonly unsent?: number;
  readonly oldest_at?: number | null;
  readonly attention?: number;
  readonly persisted?: boolean | null;
  readonly app?: string | null;
  readonly wiped?: boolean | null;
}

export interface Push {
  readonly protocol: number;
  readonly replica: string;
  readonly sent_at: number;
  readonly commands: readonly Command[];
  readonly forked_from?: string | null;
  readonly lost?: readonly Range[];
  readonly status?: Status | null;
}

export interface Pull {
  readonly protocol: number;
  readonly replica: string;
  readonly cursors?: Readonly<Record<string, string>>;
  readonly max_bytes?: number | null;
  readonly status?: Status | null;
  readonly kept?: readonly string[];
}

/** The server's stored answer to one command. It carries no value of a field. */
export interface Receipt {
  readonly id: string | null;
  readonly outcome: ReceiptOutcome;
  readonly reason?: string;
  readonly version?: number;
  readonly household_id?: string;
}

export interface PushReply {
  readonly server_time: number;
  readonly fork: boolean;
  readonly receipts: readonly Receipt[];
  readonly missing: readonly Range[];
  readonly access: Access;
}

export interface Assignment {
  readonly campaign_id: string;
  readonly team_id: string | null;
  readonly person_id: string | null;
  readonly epoch: number;
}

export interface Closing {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly confirmed: boolean;
}

export interface CardHousehold {
  readonly id: string;
  readonly building_id: string;
  readonly entrance: string | null;
  readonly floor: number | null;
  readonly door: string | null;
  readonly name: string | null;
  readonly phones: readonly string[];
  readonly people_count: number | null;
  readonly note: string | null;
  readonly needs: readonly string[];
  readonly roll_vacant: boolean;
  readonly closed: Closing | null;
  readonly added_in: string | null;
  readonly aliases: readonly string[];
}

export interface Resident {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly birth_year: number | null;
  readonly relation: string | null;
  readonly needs: readonly string[];
  readonly note: string | null;
  readonly status: ResidentStatus | null;
}

export interface Void {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/**
 * A knock as a card shows it. `at` is the phone's time corrected; `late`: the team no longer held the door.
 *
 * `by` knocked; `typed_by`, where there is one, typed it in from paper.
 */
export interface CardVisit {
  readonly id: string;
  readonly outcome: Outcome;
  readonly at: number;
  readonly by: string;
  readonly by_name: string;
  readonly team_id: string | null;
  readonly campaign_id: string;
  readonly note: string | null;
  readonly appointment: Window | null;
  readonly answers: Readonly<Record<string, unknown>> | null;
  readonly voided: Void | null;
  readonly after_wish: boolean;
  readonly late: boolean;
  readonly doubtful: boolean;
  readonly counted: boolean;
  readonly typed_by?: string;
  readonly typed_by_name?: string;
}

export interface CardEvent {
  readonly id: string;
  readonly event: string;
  readonly at: number;
  readonly by: string;
  readonly taken: boolean;
  readonly text: string | null;
  readonly rating: number | null;
  readonly to: string | null;
  readonly due_on: string | null;
}

export interface CardRequest {
  readonly id: string;
  readonly category: string;
  readonly text: string;
  readonly urgency: Urgency;
  readonly state: RequestState;
  readonly round: number;
  readonly raised_by: string;
  readonly raised_at: number;
  readonly events: readonly CardEvent[];
  readonly event_count: number;
  readonly attachments: readonly Attachment[];
}

export interface CardWish {
  readonly id: string;
  readonly reason: string;
  readonly at: number;
  readonly by: string;
  readonly review_on: string | null;
  readonly resident_id: string | null;
}

/** Two values of one field that nobody has settled: `kept` is the field's value now. */
export interface CardConflict {
  readonly field: string;
  readonly kept: unknown;
  readonly kept_by: string;
  readonly kept_at: number;
  readonly other: unknown;
  readonly other_by: string;
  readonly other_at: number;
  readonly resident_id?: string;
}

/** What of a card is the same for everyone who may see the household: stored encoded, once. */
export interface CardBody {
  readonly household: CardHousehold;
  readonly residents: readonly Resident[];
  readonly visits: readonly CardVisit[];
  readonly visit_count: number;
  readonly requests: readonly CardRequest[];
  readonly request_count: number;
  readonly do_not_contact: readonly CardWish[];
  readonly conflicts: readonly CardConflict[];
  readonly conflict_count: number;
}

/** A body as one slice shows it. */
export interface Card extends CardBody {
  readonly version: number;
  readonly tag: number;
  readonly assignment: Assignment;
  readonly state: State;
}

export interface Gone {
  readonly household_id: string;
  readonly version: number;
  readonly reason: GoneReason;
  readonly to?: string | null;
}

export interface CardEntry {
  readonly card: Card;
}

export interface GoneEntry {
  readonly gone: Gone;
}

export interface ItemEntry {
  readonly item: Readonly<Record<string, unknown>>;
}

export interface Digest {
  readonly count: number;
  readonly sum: number;
}

export interface SlicePage {
  readonly id: string;
  readonly kind: SliceKind;
  readonly epoch: string;
  readonly cursor: string;
  readonly entries: readonly (CardEntry | GoneEntry | ItemEntry)[];
  readonly reset: boolean;
  readonly more: boolean;
  readonly digest?: Digest;
}

/** Why a slice that was followed is dropped. `name`: the campaign's or the team's; `at`: when it ended, ms UTC. */
export interface EndedSlice {
  readonly slice_id: string;
  readonly reason: EndReason;
  readonly name: string;
  readonly at: number;
}

export interface PullReply {
  readonly server_time: number;
  readonly missing: readonly Range[];
  readonly access: Access;
  readonly dropped: readonly string[];
  readonly slices: readonly SlicePage[];
  readonly ended?: readonly EndedSlice[];
  readonly erased?: readonly string[];
}

export type Command =
  | AddHousehold
  | CorrectHousehold
  | CloseHousehold
  | ReopenHousehold
  | AddResident
  | CorrectResident
  | UndoCorrection
  | RecordVisit
  | VoidVisit
  | RaiseRequest
  | AdvanceRequest
  | CommentRequest
  | RefuseContact
  | LiftContact
  | Withdraw
  | Park;
