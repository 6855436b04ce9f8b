import type { TFunction } from 'i18next'
import { Fragment, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shown } from './shown'
import type { GraphDocument } from '../../../engine/document/types'
import { differences, type Difference } from '../../../engine/document/differences'

const SHOWN = 60
const LENGTH = 48

/** The differences between two runs that affect the computation: settings, nodes, wires, data. */
export function Differences({ shown }: { readonly shown: readonly Shown[] }) {
  const { t } = useTranslation()
  const runs = shown.map(({ run }) => run)
  const [a, b] = documentsOf(shown)
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
        <dl>
          {arithmetic && (
            <div>
              <dt>{t('shell.fast-math')}</dt>
              <dd>{runs.map(({ fastMath }) => t(fastMath ? 'inspector.on' : 'inspector.off')).join(' → ')}</dd>
            </div>
          )}
          <Lines found={found} />
        </dl>
      )}
      {found.length > SHOWN && <p>{t('runs.differences.more', { count: found.length - SHOWN })}</p>}
      {shown.map((one) => one.run.changes.length > 0 && <Changes key={one.item.key} shown={one} />)}
    </section>
  )
}

/** The documents of two runs; nothing of fewer or more. */
function documentsOf(shown: readonly Shown[]): readonly GraphDocument[] {
  const [first, second, more] = shown
  return first && second && !more ? [first.run.document, second.run.document] : []
}

/** The differences between two documents, one per line. */
export function DifferenceList({ found }: { readonly found: readonly Difference[] }) {
  const { t } = useTranslation()
  return (
    <>
      {found.length > 0 && (
        <dl>
          <Lines found={found} />
        </dl>
      )}
      {found.length > SHOWN && <p>{t('runs.differences.more', { count: found.length - SHOWN })}</p>}
    </>
  )
}

/** Changes made during a run, with the epoch. */
function Changes({ shown: { title, run } }: { readonly shown: Shown }) {
  const { t } = useTranslation()
  const { changes } = run
  return (
    <>
      <header>{t('runs.changes', { name: title })}</header>
      {changes.slice(0, SHOWN).map(({ epoch, found, fastMath }, i) => (
        <Fragment key={i}>
          <p>{t('runs.changes.after', { epoch })}</p>
          {fastMath === undefined && found.length === 0 && <p>{t('runs.changes.data')}</p>}
          <dl>
            {fastMath !== undefined && (
              <div>
                <dt>{t('shell.fast-math')}</dt>
                <dd>{t(fastMath ? 'inspector.on' : 'inspector.off')}</dd>
              </div>
            )}
            <Lines found={found} />
          </dl>
        </Fragment>
      ))}
      {changes.length > SHOWN && <p>{t('runs.differences.more', { count: changes.length - SHOWN })}</p>}
    </>
  )
}

const Lines = ({ found }: { readonly found: readonly Difference[] }) =>
  found.slice(0, SHOWN).map((difference) => <Line key={difference.path.join('/')} difference={difference} />)

/** The inspector's name of a setting, outermost word first; undefined if it has none there. */
function settingName(
  [part, ...keys]: readonly string[],
  { t, exists }: { readonly t: TFunction; readonly exists: (key: string) => boolean },
): string | undefined {
  if (part !== 'training' && part !== 'data') return undefined
  // The kind of an optimizer, for example, has the name of the setting "optimizer".
  const named = part === 'training' && keys.at(-1) === 'kind' ? keys.slice(0, -1) : keys
  const words = named.map((_, i) => `inspector.${part}.${named.slice(0, i + 1).join('.')}`)
  if (words.length === 0 || !exists(words.at(-1)!)) return undefined
  return [...(part === 'data' ? [t('panels.tab.data')] : []), ...words.filter(exists).map((key) => t(key))].join(' · ')
}

function Line({ difference: { path, from, to } }: { readonly difference: Difference }) {
  const { t, i18n } = useTranslation()
  const key = path.slice(path[0] === 'data' ? 0 : 1).join('.')
  const name = settingName(path, { t, exists: (one) => i18n.exists(one) })
  // A node or wire that only one of them has is not shown in detail.
  const whole = path.length === 2 && (path[0] === 'nodes' || path[0] === 'edges')
  const text = (value: unknown): string => (value === undefined ? t('runs.standard') : shortened(JSON.stringify(value)))
  return (
    <div>
      {name === undefined ? <dt className="mono">{key}</dt> : <dt title={key}>{name}</dt>}
      <dd className="mono">{whole ? t(from === undefined ? 'runs.added' : 'runs.removed') : `${text(from)} → ${text(to)}`}</dd>
    </div>
  )
}

const shortened = (text: string): string => (text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text.replace(/^"(.*)"$/, '$1'))
