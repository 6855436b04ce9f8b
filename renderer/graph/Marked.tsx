import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { labelOf } from '../document/selectors'
import { documentStore } from '../editing/store'
import { connectMarked, type Pattern } from './arranging'
import { mark, useCanvas } from './canvasStore'

const patterns: readonly (readonly [Pattern, string])[] = [
  ['all', 'W'],
  ['one', 'Shift W'],
  ['sparse', 'Alt W'],
]

/** Lists the marked sources and the patterns in which they can be wired to the selected nodes. */
export function Marked() {
  const { t } = useTranslation()
  const marked = useCanvas((state) => state.marked)
  const document = useStore(documentStore, (state) => state.document)
  const targets = useStore(documentStore, (state) => state.selection.nodes.length)
  if (marked.length === 0) return null
  const names = marked.map((id) => labelOf(document, id)).join(', ')
  return (
    <div className="graph-marked nokey" data-over-canvas role="status">
      <b title={names}>{t('wiring.marked', { count: marked.length, names })}</b>
      {patterns.map(([pattern, keys]) => (
        <button
          key={pattern}
          type="button"
          disabled={targets === 0}
          title={targets === 0 ? t('wiring.select-targets') : `${t(`wiring.${pattern}.help`)}  ${keys}`}
          onClick={() => connectMarked(pattern)}
        >
          {t(`wiring.${pattern}`)}
        </button>
      ))}
      <button type="button" className="plain" aria-label={t('wiring.unmark')} title={t('wiring.unmark')} onClick={() => mark([])}>
        ×
      </button>
    </div>
  )
}
