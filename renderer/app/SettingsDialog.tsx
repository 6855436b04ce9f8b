import { useTranslation } from 'react-i18next'
import type { Theme } from '../../electron/contract'
import { Button } from '../controls/Button'
import { CloseButton } from '../controls/CloseButton'
import { Dialog } from '../controls/Dialog'
import { Row } from '../controls/Row'
import { Select } from '../controls/Select'
import { Switch } from '../controls/Switch'
import { scales, setLooks, useLooks, type Looks } from '../graph'
import { dismiss, show } from '../workspace/dialogStore'
import { languageNames, languages } from '../languages'
import { useSettings } from '../workspace/settings'
import { setLanguage, setTheme } from '../workspace/theme'

const themes = ['system', 'light', 'dark'] as const satisfies readonly Theme[]

/** Settings of the window, for all documents. */
export function SettingsDialog() {
  const { t } = useTranslation()
  const theme = useSettings((state) => state.theme)
  const language = useSettings((state) => state.language)
  const looks = useLooks()
  const toggle = (look: 'sizes' | 'kinds' | 'orthogonal') => (
    <Row label={t(`looks.${look}`)} help={t(`looks.${look}.help`)} name={look}>
      {(id, describedBy) => <Switch id={id} describedBy={describedBy} value={looks[look]} onChange={(on) => setLooks({ [look]: on } as Partial<Looks>)} />}
    </Row>
  )
  return (
    <Dialog
      title={t('shell.command.settings')}
      className="settings-dialog"
      onClose={dismiss}
      actions={
        <>
          <Button onClick={() => show({ kind: 'shortcuts' })}>{t('shell.command.shortcuts')}</Button>
          <CloseButton onClick={dismiss} />
        </>
      }
    >
      <Row label={t('shell.theme')} name="theme">
        {(id) => (
          <Select
            id={id}
            value={theme}
            choices={themes.map((value) => ({ value, label: t(`shell.theme.${value}`) }))}
            onChange={(value) => setTheme(value as Theme)}
          />
        )}
      </Row>
      <Row label={t('shell.language')} name="language">
        {(id) => (
          <Select
            id={id}
            value={language}
            choices={languages.map((value) => ({ value, label: languageNames[value] }))}
            onChange={(value) => setLanguage(languages.find((one) => one === value) ?? 'en')}
          />
        )}
      </Row>
      <Row label={t('looks.scale')} help={t('looks.scale.help')} name="scale">
        {(id, describedBy) => (
          <Select
            id={id}
            describedBy={describedBy}
            value={looks.scale}
            choices={scales.map((value) => ({ value, label: t(`looks.scale.${value}`) }))}
            onChange={(value) => setLooks({ scale: scales.find((one) => one === value) ?? 'orange' })}
          />
        )}
      </Row>
      {toggle('sizes')}
      {toggle('kinds')}
      {toggle('orthogonal')}
    </Dialog>
  )
}
