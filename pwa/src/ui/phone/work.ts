import { t } from '../../messages';
import type { OutboxEntry } from '../../store';
import type { IconName } from '../parts';

type Command = OutboxEntry['command'];

const icons: Readonly<Record<Command['type'], IconName>> = {
  add_household: 'plus',
  correct_household: 'edit',
  close_household: 'cross',
  reopen_household: 'undo',
  add_resident: 'person',
  correct_resident: 'edit',
  undo_correction: 'undo',
  record_visit: 'home',
  void_visit: 'undo',
  raise_request: 'mail',
  advance_request: 'mail',
  comment_request: 'note',
  refuse_contact: 'ban',
  lift_contact: 'undo',
  withdraw: 'undo',
  park: 'warning',
};

export function iconOf(command: Command): IconName {
  return icons[command.type];
}

/** A command in a few words, to stand after the door's name. */
export function whatWasDone(command: Command): string {
  switch (command.type) {
    case 'record_visit':
      return t(`core.outcome.${command.outcome}`);
    case 'raise_request':
      return t('core.work.raise_request', { text: shortened(command.text) });
    default:
      return t(`core.work.${command.type}`);
  }
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > 16 ? `${letters.slice(0, 15).join('')}…` : text;
}
