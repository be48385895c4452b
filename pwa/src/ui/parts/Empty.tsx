import type { ComponentChildren } from 'preact';
import './empty.css';
import { Icon, type IconName } from './Icon';

interface Props {
  readonly icon?: IconName;
  readonly title: string;
  /** What to do next, in a sentence. */
  readonly text?: string;
  /** A button that does it. */
  readonly children?: ComponentChildren;
}

/** What a screen says when there is nothing to show: never only that, always what to do next. */
export function Empty({ icon = 'info', title, text, children }: Props) {
  return (
    <section class="empty">
      <Icon name={icon} size="large" />
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children}
    </section>
  );
}
