import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from '../../workspace/runLog'
import type { ShownRun } from './shown'
import type { GraphDocument } from '../../../engine/document/types'
import { differenceText, weightText, type NamedItems } from '../../../engine/document/difference-words'
import { differences, type Difference, type WeightDifference } from '../../../engine/document/differences'
import { languageOf } from '../../drawing/words'

const SHOWN = 60

/** The differences between two runs that affect the computation: settings, nodes, wires, data. */
export function Differences({ shown }: { readonly shown: readonly ShownRun[] }) {
  const { t } = useTranslation()
  const runs = shown.map(({ run }) => run)
  const documents = documentsOf(shown)
  const [a, b] = documents
  const arithmetic = runs.length === 2 && runs[0]!.fastMath !== runs[1]!.fastMath
  const found = useMemo(() => (a && b ? differences(a, b) : []), [a, b])
  return (
    <section className="runs-differences" aria-label={t('runs.differences')}>
      <header>
        {t('runs.differences')}
        {runs.length === 2 && <span>{t('runs.differences.of', { from: shown[0]!.title, to: shown[1]!.title })}</span>}
      </header>
      {runs.length !== 2 ? (
        <p>{t('runs.differences.two')}</p>
      ) : found.length === 0 && !arithmetic ? (
        <p>{t('runs.differences.none')}</p>
      ) : (
        <>
          {arithmetic && <Arithmetic values={runs.map(({ fastMath }) => fastMath)} />}
          <DifferenceList found={found} named={documents} />
        </>
      )}
      {shown.map((one) => one.run.changes.length > 0 && <Changes key={one.item.key} shown={one} />)}
    </section>
  )
}

/** The documents of two runs; nothing of fewer or more. */
function documentsOf(shown: readonly ShownRun[]): readonly GraphDocument[] {
  const [first, second, more] = shown
  return first && second && !more ? [first.run.document, second.run.document] : []
}

/** Whether fused multiply-add was used. */
function Arithmetic({ values }: { readonly values: readonly boolean[] }) {
  const { t } = useTranslation()
  return (
    <p>
      {t('shell.fast-math')}: {values.map((on) => t(on ? 'inspector.on' : 'inspector.off')).join(' → ')}
    </p>
  )
}

/** The nodes and edges that were added during a run. */
function withAdded(changes: readonly Change[]): NamedItems {
  const added = (part: string): object =>
    Object.fromEntries(
      changes.flatMap(({ found }) => found.flatMap(({ path, to }) => (path[0] === part && path.length === 2 && to !== undefined ? [[path[1]!, to]] : []))),
    )
  return { nodes: added('nodes') as NamedItems['nodes'], edges: added('edges') as NamedItems['edges'] }
}

/** Changes made during a run, with the epoch. */
function Changes({ shown: { title, run } }: { readonly shown: ShownRun }) {
  const { t } = useTranslation()
  const { changes } = run
  const named = useMemo(() => [run.document, withAdded(changes)], [run.document, changes])
  return (
    <>
      <header>{t('runs.changes', { name: title })}</header>
      {changes.slice(0, SHOWN).map(({ epoch, found, fastMath }, i) => (
        <Fragment key={i}>
          <p>{t('runs.changes.after', { epoch })}</p>
          {fastMath === undefined && found.length === 0 && <p>{t('runs.changes.data')}</p>}
          {fastMath !== undefined && <Arithmetic values={[fastMath]} />}
          <DifferenceList found={found} named={named} />
        </Fragment>
      ))}
      {changes.length > SHOWN && <p>{t('runs.differences.more', { count: changes.length - SHOWN })}</p>}
    </>
  )
}

/** The sentences of `unfold diff`, as far as there is room. */
export function DifferenceList({
  found,
  named,
  weights = [],
}: {
  readonly found: readonly Difference[]
  readonly named: readonly NamedItems[]
  readonly weights?: readonly WeightDifference[]
}) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const count = found.length + weights.length
  if (count === 0) return null
  const sentences = [
    ...found.slice(0, SHOWN).map((one) => differenceText(language, one, named)),
    ...weights.slice(0, Math.max(0, SHOWN - found.length)).map((one) => weightText(language, one)),
  ]
  return (
    <>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {count > SHOWN && <p>{t('runs.differences.more', { count: count - SHOWN })}</p>}
    </>
  )
}
