import './icon.css';
import { shapes, type IconName } from './shapes';

export type { IconName } from './shapes';

interface Props {
  readonly name: IconName;
  /** Said by a screen reader. Without one the icon is decoration beside words. */
  readonly label?: string;
  readonly size?: 'small' | 'large';
}

export function Icon({ name, label, size }: Props) {
  const told = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg class="icon" data-size={size} viewBox="0 0 24 24" {...told}>
      <path d={shapes[name]} />
    </svg>
  );
}
