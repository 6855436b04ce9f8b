import i18next from 'i18next'
import { startCanvasHooks } from './canvasHooks'
import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@fontsource/noto-sans-jp/400.css'
import '@fontsource/noto-sans-jp/600.css'
import '../controls/theme/tokens.css'
import './shell.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { startLooks } from '../graph'
import { watchFiles } from '../workspace/changed'
import { runMenuCommand } from './commands'
import { ErrorBoundary } from './ErrorBoundary'
import { openInitial, startFiles } from '../workspace/files'
import { startJournal } from '../workspace/journal'
import { startKeeping } from '../workspace/keeping'
import { startEndNotices } from '../workspace/endNotices'
import { startSweeps } from '../workspace/sweeps'
import { justPressed, startKeys } from './keys'
import { startLanguages } from '../languages'
import { endStart, onceStarted } from '../workspace/starting'
import { useSettings } from '../workspace/settings'
import { startTabs } from '../workspace/tabs'
import { startTheme } from '../workspace/theme'

async function start(): Promise<void> {
  const { language } = useSettings.getState()
  startTheme()
  startLooks()
  document.documentElement.lang = language
  window.unfold.setLanguage(language)
  await startLanguages(language)
  startTabs()
  startCanvasHooks()
  startFiles()
  startKeys()
  window.unfold.onMenu((command) => {
    if (justPressed(command)) return
    // Closing the window must not wait for the start to finish.
    if (command === 'close-window') runMenuCommand(command)
    else onceStarted(() => runMenuCommand(command))
  })
  const root = document.getElementById('root')
  if (!root) throw new Error('The page has no root.')
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </StrictMode>,
  )
  root.dataset.starting = i18next.t('shell.starting')
  try {
    await openInitial()
  } finally {
    endStart()
    startJournal()
    startKeeping()
    startSweeps()
    startEndNotices()
    watchFiles()
  }
}

void start()
