import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lineOf } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { Button } from '../controls/Button'
import { Dialog } from '../controls/Dialog'
import { differences, weightDifferences } from '../../engine/document/differences'
import { problemText, languageOf } from '../drawing/words'
import { DifferenceList } from '../panels/runs/Differences'
import { lookAtFile, type FileNow } from '../workspace/changed'
import type { DialogRequest } from '../workspace/dialogStore'
import { tabIsUnsaved } from '../workspace/tabs'
import { titleOf } from '../workspace/titles'

/** Asks what to do after another program has changed or deleted a document's file. */
export function ChangedDialog({ tab, change, answer }: Extract<DialogRequest, { kind: 'changed' }>) {
  const { t, i18n } = useTranslation()
  const [now, setNow] = useState<FileNow>()
  const [compares, setCompares] = useState(false)
  const { gone } = change
  useEffect(() => {
    let there = true
    if (!gone) void lookAtFile(tab, (problem) => problemText(languageOf(i18n.language), problem)).then((found) => there && setNow(found))
    return () => {
      there = false
    }
  }, [tab, gone, i18n])
  const state = tab.documents.store.getState()
  const name = titleOf(state)
  const document = now && 'document' in now ? now.document : undefined
  return (
    <Dialog
      title={t(gone ? 'files.gone.title' : 'files.changed.title', { name })}
      onClose={() => answer({ kind: 'cancel' })}
      className="files-changed"
      actions={
        <>
          <Button onClick={() => answer({ kind: 'cancel' })}>{t('shell.cancel')}</Button>
          {!gone && (
            <Button disabled={!document} onClick={() => answer({ kind: 'reload' })}>
              {t('files.reload')}
            </Button>
          )}
          <Button disabled={!gone && !now} onClick={() => answer({ kind: 'overwrite', print: now?.print ?? change.print })}>
            {t(gone ? 'files.write-again' : 'files.overwrite')}
          </Button>
          <Button look="primary" onClick={() => answer({ kind: 'save-as' })}>
            {t('files.save-as')}
          </Button>
        </>
      }
    >
      <p>{t(gone ? 'files.gone.text' : 'files.changed.text', { path: state.origin.path })}</p>
      {!gone && <p>{t(tabIsUnsaved(tab) ? 'files.changed.choices' : 'files.changed.choices-saved')}</p>}
      {now && 'reason' in now && <p>{t('files.unreadable', { reason: now.reason })}</p>}
      {document && !compares && <Button onClick={() => setCompares(true)}>{t('files.compare')}</Button>}
      {document && compares && <Comparison file={document} here={state.document} />}
    </Dialog>
  )
}

/** Lists the differences between the file and the document in the window. */
function Comparison({ file, here }: { readonly file: GraphDocument; readonly here: GraphDocument }) {
  const { t } = useTranslation()
  const found = useMemo(() => differences(file, here), [file, here])
  const weights = useMemo(() => (numbers(file) + numbers(here) > COMPARED ? [] : weightDifferences(file, here)), [file, here])
  const others = [
    weights.length > 0 || (sameWeights(file.weights, here.weights) && sameText(file.fitted, here.fitted)) ? [] : 'files.differs.weights',
    sameText(texts(file), texts(here)) ? [] : 'files.differs.texts',
  ].flat()
  return (
    <section className="runs-differences" aria-label={t('files.compare')}>
      <header>
        {t('runs.differences')}
        <span>{t('files.differs.from-to')}</span>
      </header>
      {found.length + others.length + weights.length === 0 && <p>{t('files.differs.nothing')}</p>}
      <DifferenceList found={found} named={[file, here]} weights={weights} />
      {others.map((key) => (
        <p key={key}>{t(key)}</p>
      ))}
    </section>
  )
}

/** Most stored weights that are compared one by one. */
const COMPARED = 1_000_000
const numbers = ({ weights = {} }: GraphDocument): number => Object.values(weights).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)

const COMPUTED: ReadonlySet<string> = new Set(['nodes', 'edges', 'data', 'training', 'weights', 'fitted'])
/** Everything that does not affect the computation: names, texts, positions. */
const texts = (document: GraphDocument): unknown =>
  Object.entries(document)
    .filter(([key]) => !COMPUTED.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))

const sameWeights = (a: GraphDocument['weights'] = {}, b: GraphDocument['weights'] = {}): boolean =>
  sameText(Object.keys(a).sort(), Object.keys(b).sort()) && Object.keys(a).every((name) => lineOf(a[name]) === lineOf(b[name]))

const sameText = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
