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

/** Disabled it does nothing, yet keeps the focus and its words: a keyboard is not thrown out of the page, a screen reader hears what it waits for. */
export function Button({
  kind = 'plain',
  size = 'full',
  icon,
  type = 'button',
  disabled = false,
  onClick,
  children,
  ...rest
}: Props) {
  return (
    <button
      class="button"
      type={type}
      data-kind={kind}
      data-size={size}
      aria-disabled={disabled ? 'true' : undefined}
      onClick={disabled ? refuse : onClick}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

/** Also stops the Enter key in a field, which presses the form's button. */
function refuse(event: Event): void {
  event.preventDefault();
}
