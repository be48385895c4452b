import { t } from '../../messages';
import { sayNumber, sayShare } from '../board/words';
import { doorsPath, type DoorFilter } from '../desk/filters';

interface Part {
  readonly n: number;
  /** The doors that were counted. */
  readonly doors: DoorFilter;
}

/** A number that opens its list; zero opens none. What is not seen is a label and no hidden text: a long table has hundreds of them to lay out. */
export function Count({ n, doors, label }: Part & { readonly label?: string }) {
  if (n === 0) return <span class="count">{sayNumber(0)}</span>;
  return (
    <a class="count" href={doorsPath(doors)} aria-label={label === undefined ? undefined : `${sayNumber(n)} ${label}`}>
      {sayNumber(n)}
    </a>
  );
}

/** A share with what it was divided by in view: "57.4 %, 496 ÷ 864". Both numbers open their doors. Of no doors there is no share. */
export function Fraction({ part, of, label }: { readonly part: Part; readonly of: Part; readonly label?: string }) {
  if (of.n === 0)
    return (
      <span class="fraction-none" data-quiet>
        {t('seeing.no_doors')}
      </span>
    );
  return (
    <span class="fraction">
      <b>{sayShare({ part: part.n, of: of.n })}</b>
      <span>
        <Count {...part} {...(label !== undefined && { label: t('seeing.part_of', { what: label }) })} />
        <span role="img" aria-label={t('seeing.divided_by')}>
          {' ÷ '}
        </span>
        <Count {...of} {...(label !== undefined && { label: t('seeing.base_of', { what: label }) })} />
      </span>
    </span>
  );
}
