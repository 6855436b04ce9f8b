import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuntimeFacts } from '../../electron/contract'
import type { Problem } from '../../engine/base/problem'
import { Button } from '../controls/Button'
import { CloseButton } from '../controls/CloseButton'
import { Dialog } from '../controls/Dialog'
import { problemText, languageOf } from '../drawing/words'
import { ChangedDialog } from './ChangedDialog'
import { CommandPalette } from './CommandPalette'
import { dismiss, useDialogs, type DialogRequest } from '../workspace/dialogStore'
import { DataDialog } from './DataDialog'
import { ExportDialog } from './ExportDialog'
import { FindNode } from './FindNode'
import { GradientCheckDialog } from '../panels/gradients/GradientCheckDialog'
import { Guide } from '../help/guide/Guide'
import { NodeHelp } from '../help/NodeHelp'
import { PortNames } from './PortNames'
import { SettingsDialog } from './SettingsDialog'
import { WithoutWeights } from './WithoutWeights'
import { Shortcuts } from '../help/shortcuts/Shortcuts'

/** The dialogs that need no more than their name. */
const PLAIN = {
  about: About,
  help: NodeHelp,
  guide: Guide,
  shortcuts: Shortcuts,
  commands: CommandPalette,
  find: FindNode,
  settings: SettingsDialog,
  export: ExportDialog,
  'check-gradients': GradientCheckDialog,
  data: DataDialog,
}

/** The open dialog. */
export function Dialogs() {
  const request = useDialogs((state) => state.request)
  if (!request) return null
  if (request.kind in PLAIN) {
    const View = PLAIN[request.kind as keyof typeof PLAIN]
    return <View />
  }
  switch (request.kind) {
    case 'problems':
      return <Problems name={request.name} problems={request.problems} />
    case 'failure':
      return <Failure {...request} />
    case 'without-weights':
      return <WithoutWeights {...request} />
    case 'ports':
      return <PortNames group={request.group} />
    case 'changed':
      return <ChangedDialog {...request} />
  }
}

const SHOWN = 50

function Problems({ name, problems }: { readonly name: string; readonly problems: readonly Problem[] }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  return (
    <Dialog title={t('shell.problems.title', { name })} onClose={dismiss} actions={<CloseButton onClick={dismiss} />}>
      <p>{t('shell.problems.text', { count: problems.length })}</p>
      <ul className="shell-problems">
        {problems.slice(0, SHOWN).map((problem, i) => (
          <li key={i}>
            {problemText(language, problem)}
            {problem.path !== undefined && problem.path !== '' && <code>{problem.path}</code>}
          </li>
        ))}
      </ul>
      {problems.length > SHOWN && <p>{t('shell.problems.more', { count: problems.length - SHOWN })}</p>}
    </Dialog>
  )
}

function Failure({ title, values, reason, saveAs }: Extract<DialogRequest, { kind: 'failure' }>) {
  const { t } = useTranslation()
  const actions = saveAs ? (
    <>
      <Button onClick={dismiss}>{t('shell.close')}</Button>
      <Button look="primary" onClick={saveAs}>
        {t('files.save-as')}
      </Button>
    </>
  ) : (
    <CloseButton onClick={dismiss} />
  )
  return (
    <Dialog title={t(title, values)} onClose={dismiss} actions={actions}>
      <p>{reason}</p>
      <p>{t(`${title}.cure`)}</p>
    </Dialog>
  )
}

function About() {
  const { t } = useTranslation()
  const [facts, setFacts] = useState<RuntimeFacts>()
  useEffect(() => {
    let there = true
    void window.unfold.facts().then((found) => {
      if (there) setFacts(found)
    })
    return () => {
      there = false
    }
  }, [])
  return (
    <Dialog title={t('shell.about.title')} onClose={dismiss} actions={<CloseButton onClick={dismiss} />}>
      <p>{t('shell.about.text')}</p>
      {facts && (
        <>
          <dl className="shell-facts">
            <dt>Unfold</dt>
            <dd>{facts.app}</dd>
            <dt>Electron</dt>
            <dd>{facts.electron}</dd>
            <dt>Chromium</dt>
            <dd>{facts.chromium}</dd>
            <dt>Node.js</dt>
            <dd>{facts.node}</dd>
            <dt>V8</dt>
            <dd>{facts.v8}</dd>
            <dt>{t('shell.about.platform')}</dt>
            <dd>{facts.platform}</dd>
          </dl>
          <p>{t(facts.official ? 'shell.about.official' : 'shell.about.fallback')}</p>
        </>
      )}
    </Dialog>
  )
}
