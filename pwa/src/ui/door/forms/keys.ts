/** Under which key a half-typed form is kept: its name in the address, the door, and what else it is about. People who are erased take every key with their door. */
export type FormName = 'visit' | 'void' | 'request' | 'word' | 'facts' | 'resident' | 'wish' | 'close';

export interface FormKey {
  readonly form: string;
  readonly door_id: string;
  readonly about: string | undefined;
  /** Of a visit: the one it is recorded instead of. */
  readonly instead: string | undefined;
}

export function formKey(form: FormName, door_id: string, ...about: readonly string[]): string {
  return [form, door_id, ...about].join(' ');
}

export function readFormKey(key: string): FormKey {
  const [form = '', door_id = '', about, instead] = key.split(' ');
  return { form, door_id, about, instead };
}

/** Where the form under a key is filled in. */
export function formPath({ form, door_id, about, instead }: FormKey): string {
  const path = ['/door', door_id, form, ...(about === undefined ? [] : [about])].join('/');
  return instead === undefined ? path : `${path}?instead=${instead}`;
}

/** A door that stands in no list yet, by the building it was begun in; '' where one is still to be chosen. */
export const addKey = (building_id: string): string => `add ${building_id}`;

export function readAddKey(key: string): string | null {
  const [form, building_id] = key.split(' ');
  return form === 'add' && building_id !== undefined ? building_id : null;
}

export const addPath = (building_id: string): string =>
  building_id === '' ? '/add-door' : `/add-door?building=${building_id}`;
