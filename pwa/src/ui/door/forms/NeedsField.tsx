import { t } from '../../../messages';
import { needWords } from '../../card/words';
import { Choices } from './Choice';

/** The roll's usual words. Others a household already has stay to be chosen. */
const USUAL = ['独居老人', '空巢老人', '高龄', '残疾', '孕产妇', '低保', '退役军人', '租户'] as const;

interface Props {
  readonly needs: readonly string[];
  readonly onChange: (needs: readonly string[]) => void;
}

export function NeedsField({ needs, onChange }: Props) {
  const all = [...new Set([...USUAL, ...needs])];
  return (
    <Choices
      label={t('door.facts.needs')}
      options={all.map((value) => ({ value, words: needWords(value) }))}
      chosen={needs}
      onChange={onChange}
    />
  );
}
