import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import './button.css';
import { Icon, type IconName } from './Icon';

interface Props extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'icon' | 'size' | 'type' | 'disabled' | 'children' | 'role'
> {
  /** primary: the one main action of a screen. quiet: without an edge. danger: takes something away. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  /** small is still 48 px high. */
  readonly size?: 'small' | 'full';
  readonly icon?: IconName;
  readonly type?: 'button' | 'submit';
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
}

export function Button({ kind = 'plain', size = 'full', icon, type = 'button', children, ...rest }: Props) {
  return (
    <button class="button" type={type} data-kind={kind} data-size={size} {...rest}>
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}
