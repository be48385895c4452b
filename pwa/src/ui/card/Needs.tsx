import { Chip, type IconName } from '../parts';
import { needWords } from './words';

/** Needs with which somebody may need help or time at the door. */
const CARE: ReadonlySet<string> = new Set(['独居老人', '空巢老人', '高龄', '残疾', '孕产妇']);
const ICONS: Readonly<Record<string, IconName>> = { 退役军人: 'star', 低保: 'info', 租户: 'building' };

export function Needs({ needs }: { readonly needs: readonly string[] }) {
  return (
    <>
      {needs.map((need) =>
        CARE.has(need) ? (
          <Chip key={need} tone="care" icon="heart">
            {needWords(need)}
          </Chip>
        ) : (
          <Chip key={need} icon={ICONS[need] ?? 'note'}>
            {needWords(need)}
          </Chip>
        ),
      )}
    </>
  );
}
