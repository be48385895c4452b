import { languages, t } from '../../messages';
import { appVersion, persisted, settings } from '../../store';
import { canInstall, install } from '../shell/install';
import { Button } from '../parts';
import { Choice } from './Choice';
import { languageNames } from './choices';

export function SettingsPanel() {
  const now = settings.value;
  return (
    <section class="panel" aria-labelledby="settings-title">
      <h2 id="settings-title">{t('core.settings.title')}</h2>
      <Choice
        label={t('core.settings.language')}
        value={now.language}
        options={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChoose={(language) => {
          settings.value = { ...now, language };
        }}
      />
      <Choice
        label={t('core.settings.text_size')}
        value={now.text_size}
        options={([18, 22, 26, 30] as const).map((value) => ({ value, label: t(`core.settings.text_size.${value}`) }))}
        onChoose={(text_size) => {
          settings.value = { ...now, text_size };
        }}
      />
      <Choice
        label={t('core.settings.theme')}
        value={now.theme}
        options={(['auto', 'light', 'dark'] as const).map((value) => ({
          value,
          label: t(`core.settings.theme.${value}`),
        }))}
        onChoose={(theme) => {
          settings.value = { ...now, theme };
        }}
      />
      {canInstall() && (
        <Button icon="plus" onClick={() => void install()}>
          {t('core.install.go')}
        </Button>
      )}
      <p data-quiet>{persisted.value === true ? t('core.settings.persisted') : t('core.settings.not_persisted')}</p>
      <p data-quiet>{t('core.settings.not_encrypted')}</p>
      <p data-quiet>{t('core.settings.version', { version: appVersion })}</p>
    </section>
  );
}
