import type { ComponentChildren } from 'preact';
import './chip.css';
import { Icon, type IconName } from './Icon';

interface Props {
  readonly tone?: 'plain' | 'ok' | 'wait' | 'care' | 'urgent';
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}

/** A short fact beside a heading. It is read, never pressed. */
export function Chip({ tone = 'plain', icon, children }: Props) {
  return (
    <span class="chip" data-tone={tone}>
      {icon !== undefined && <Icon name={icon} size="small" />}
      <span>{children}</span>
    </span>
  );
}
