import '../controls/theme/tokens.css'
import '../app/shell.css'
import './page.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'
import { startCanvasHooks } from '../app/canvasHooks'
import { ErrorBoundary } from '../app/ErrorBoundary'
import { startKeys } from '../app/keys'
import { withPlaces } from '../drawing/layout/arrange'
import { startLooks } from '../graph'
import { startLanguages } from '../languages'
import { useSettings } from '../workspace/settings'
import { endStart } from '../workspace/starting'
import { openTab, startTabs } from '../workspace/tabs'
import { startTheme } from '../workspace/theme'
import { bridgeFor } from './bridge'
import { carried } from './carried'
import { declarePageCommands } from './commands'
import { Page } from './Page'

/** Shows the document that the page carries, at rest until Play is pressed. */
async function start(): Promise<void> {
  const page = carried()
  Object.assign(window, { unfold: bridgeFor(page) })
  const { language } = useSettings.getState()
  document.documentElement.lang = language
  document.title = page.name
  startTheme()
  startLooks()
  await startLanguages(language)
  startTabs()
  startCanvasHooks()
  declarePageCommands()
  startKeys()
  const { document: read, errors } = parseDocument(page.text, registry)
  if (!read) throw new Error(errors.map(({ message }) => message).join('\n'))
  openTab(withPlaces(read), { path: null, name: page.name })
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <ErrorBoundary>
        <Page />
      </ErrorBoundary>
    </StrictMode>,
  )
  endStart()
}

void start()
