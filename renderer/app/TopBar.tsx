import { ChevronDown, CircleHelp, PanelBottom, PanelLeft, PanelRight, Redo2, Save, SunMoon, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { Menu, type MenuItem } from '../controls/Menu'
import { documentStore } from '../editing/store'
import { CommandButton, useCommands } from '../keys/useCommands'
import { openRecent, titleOf } from '../workspace/files'
import { languageNames, languages } from '../languages'
import { useSettings } from '../workspace/settings'
import { setLanguage, setTheme } from '../workspace/theme'
import { Transport } from './Transport'
import { useNarrow } from './useNarrow'

/** The top bar: document, run and window. */
export function TopBar() {
  const { t } = useTranslation()
  const item = useCommands()
  return (
    <header className="shell-top">
      <div className="start">
        <DocumentMenu />
        <CommandButton id="save">
          <Save size={15} />
        </CommandButton>
        <History />
      </div>
      <Transport />
      <div className="end">
        <Appearance />
        <Menu
          className="control-icon"
          label={t('shell.help')}
          align="end"
          button={<CircleHelp size={16} />}
          items={() => [
            item('guide'),
            item('commands'),
            item('shortcuts'),
            item('help'),
            'line',
            item('tour'),
            item('tour-forecast'),
            item('tour-write'),
            item('hints'),
            'line',
            item('about'),
          ]}
        />
        <i className="divider" />
        <Panels />
      </div>
    </header>
  )
}

/** Page width below which the buttons beside the document's name are left out. */
const tiny = matchMedia('(max-width: 419px)')

function DocumentMenu() {
  const { t } = useTranslation()
  const item = useCommands()
  const title = useStore(documentStore, titleOf)
  const path = useStore(documentStore, (state) => state.origin.path)
  const edited = useStore(documentStore, (state) => state.unsaved)
  const [recent, setRecent] = useState<readonly string[]>([])
  return (
    <Menu
      className="document"
      label={t('shell.document', { name: title })}
      title={path ?? title}
      button={
        <>
          <span className="name">{title}</span>
          {edited && <span className="unsaved" role="img" aria-label={t('shell.unsaved')} title={t('shell.unsaved')} />}
          <ChevronDown size={14} />
        </>
      }
      onOpen={() => void window.unfold.recent().then(setRecent)}
      items={() => [
        item('new'),
        item('open'),
        'line',
        ...(tiny.matches ? [item('undo'), item('redo'), 'line' as const] : []),
        item('save'),
        item('save-as'),
        item('save-bundle'),
        item('import'),
        item('export'),
        ...(recent.length > 0 ? ['line' as const] : []),
        ...recent.slice(0, 8).map((file): MenuItem => {
          const parts = file.split(/[\\/]/)
          return { id: `recent ${file}`, label: parts.at(-1) ?? file, detail: parts.slice(0, -1).join('/') || '/', run: () => void openRecent(file) }
        }),
        'line',
        item('close'),
      ]}
    />
  )
}

function History() {
  const { t } = useTranslation()
  const last = useStore(documentStore, (state) => state.past.at(-1)?.label)
  const next = useStore(documentStore, (state) => state.future[0]?.label)
  useStore(documentStore, (state) => state.stepComes)
  const named = (command: string, label: string | undefined): string =>
    label === undefined ? t(`shell.command.${command}`) : t(`shell.${command}.of`, { what: t(label) })
  return (
    <>
      <CommandButton id="undo" label={named('undo', last)}>
        <Undo2 size={15} />
      </CommandButton>
      <CommandButton id="redo" label={named('redo', next)}>
        <Redo2 size={15} />
      </CommandButton>
    </>
  )
}

/** Menus of the theme and of the language. */
export function Appearance() {
  const { t } = useTranslation()
  const theme = useSettings((state) => state.theme)
  const language = useSettings((state) => state.language)
  return (
    <>
      <Menu
        className="control-icon"
        label={t('shell.theme')}
        align="end"
        button={<SunMoon size={16} />}
        items={() =>
          (['system', 'light', 'dark'] as const).map((id): MenuItem => ({ id, label: t(`shell.theme.${id}`), checked: theme === id, run: () => setTheme(id) }))
        }
      />
      <Menu
        className="language"
        label={t('shell.language')}
        align="end"
        button={language === 'ja' ? 'あ' : 'A'}
        items={() => languages.map((id): MenuItem => ({ id, label: languageNames[id], checked: language === id, run: () => setLanguage(id) }))}
      />
    </>
  )
}

function Panels() {
  const shown = useSettings((state) => state.shown)
  const narrow = useNarrow()
  return (
    <>
      <CommandButton id="toggle-left" pressed={shown.left}>
        <PanelLeft size={16} />
      </CommandButton>
      <CommandButton id="toggle-bottom" pressed={shown.bottom}>
        <PanelBottom size={16} />
      </CommandButton>
      <CommandButton id="toggle-right" pressed={narrow ? shown.overlay : shown.right}>
        <PanelRight size={16} />
      </CommandButton>
    </>
  )
}
