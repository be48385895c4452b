import type { ComponentChildren } from 'preact';
import { t } from '../../messages';
import { contactOfVisited, left, metOfBase, visitedOfBase, visitedOfKnown } from '../board/counts';
import type { Counts } from '../board/wire';
import { sayNumber, sayOf, sayShare } from '../board/words';
import { doorsPath } from './filters';
import './kpis.css';

/** The four figures of a campaign. Each says what it is divided by, and how it is counted when asked. */
export function Kpis({ counts }: { readonly counts: Counts }) {
  return (
    <section class="kpis" aria-label={t('desk.kpi.title')}>
      <Kpi
        title={t('desk.kpi.visited')}
        figure={sayOf(visitedOfKnown(counts))}
        beside={sayShare(visitedOfKnown(counts))}
        link={{ href: doorsPath({ unvisited: true }), text: t('desk.kpi.left', { n: left(counts) }) }}
      >
        <p>{t('desk.kpi.visited.how')}</p>
        <p>
          {t('desk.kpi.visited.adjusted', { share: sayShare(visitedOfBase(counts)), of: sayOf(visitedOfBase(counts)) })}
        </p>
      </Kpi>
      <Kpi
        title={t('desk.kpi.met')}
        figure={sayOf(metOfBase(counts))}
        beside={sayShare(metOfBase(counts))}
        link={{ href: doorsPath({ state: 'met' }), text: t('desk.kpi.met.list') }}
      >
        <p>
          {t('desk.kpi.met.how', {
            known: counts.known,
            dnc: counts.do_not_contact,
            vacant: counts.vacant,
            base: counts.base,
          })}
        </p>
        <p>
          {t('desk.kpi.met.contact', {
            share: sayShare(contactOfVisited(counts)),
            of: sayOf(contactOfVisited(counts)),
          })}
        </p>
      </Kpi>
      <Kpi
        title={t('desk.kpi.never')}
        figure={sayNumber(counts.never_tried)}
        beside={sayShare({ part: counts.never_tried, of: counts.known })}
        link={{ href: doorsPath({ state: 'never_tried' }), text: t('desk.kpi.never.list') }}
      >
        <p>{t('desk.kpi.never.how')}</p>
      </Kpi>
      <Kpi title={t('desk.kpi.added')} figure={sayNumber(counts.added_on_the_way)} note={t('desk.kpi.added.note')}>
        <p>{t('desk.kpi.added.how')}</p>
      </Kpi>
    </section>
  );
}

interface KpiProps {
  readonly title: string;
  readonly figure: string;
  readonly beside?: string;
  readonly note?: string;
  readonly link?: { readonly href: string; readonly text: string };
  readonly children: ComponentChildren;
}

function Kpi({ title, figure, beside, note, link, children }: KpiProps) {
  return (
    <article class="kpi">
      <h2>{title}</h2>
      <p class="kpi-figure">
        <b>{figure}</b>
        {beside !== undefined && <span>{beside}</span>}
      </p>
      <div class="kpi-more">
        {note !== undefined && <p data-quiet>{note}</p>}
        {link !== undefined && <a href={link.href}>{link.text}</a>}
        <details>
          <summary>{t('desk.how')}</summary>
          {children}
        </details>
      </div>
    </article>
  );
}
