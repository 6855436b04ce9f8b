import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../languages/numbers'
import { useStore } from 'zustand'
import type { PreviewAnswer } from '../../../engine/run/questions'
import { setData } from '../../editing/commands'
import { documentStore, edit } from '../../editing/store'
import { moveEnd, sharesOf, type Ends } from './ends'

const PARTS = ['train', 'validation', 'test', 'none'] as const

/** The split of rows or sequences into parts, to scale; the boundaries can be dragged for data files. */
export function SplitBar({ split }: { readonly split: PreviewAnswer['split'] }) {
  const { t, i18n } = useTranslation()
  const movable = useStore(documentStore, (state) => state.document.data?.kind === 'file')
  /** The boundaries during a drag; the document changes at its end. */
  const [drawn, draw] = useState<{ readonly of: Ends; readonly ends: Ends }>()
  const { unit, total } = split
  const ends = drawn && drawn.of === split.ends ? drawn.ends : split.ends
  const count = (n: number): string => grouped(n, i18n.language)
  const parts = PARTS.map((part, i) => ({ part, size: (i === 3 ? total : ends[i]!) - (i === 0 ? 0 : ends[i - 1]!) })).filter(({ size }) => size > 0)
  if (total === 0) return null

  const move = (which: number, to: number): Ends => moveEnd(ends, which, to, total)
  const settle = (next: Ends): void => {
    if (next.every((end, i) => end === split.ends[i])) return
    draw({ of: split.ends, ends: next })
    edit('table.edit.split', (draft) => {
      if (draft.data?.kind === 'file') setData(draft, { ...draft.data, split: sharesOf(next, total) })
    })
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
  }
  const at = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.parentElement!.getBoundingClientRect()
    return Math.round(((event.clientX - left) / Math.max(1, width)) * total)
  }
  const onKeyDown =
    (which: number) =>
    (event: KeyboardEvent): void => {
      const far = Math.max(1, Math.round(total / 20))
      const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far }[event.key]
      const to = event.key === 'Home' ? 0 : event.key === 'End' ? total : way === undefined ? undefined : ends[which]! + way
      if (to === undefined) return
      event.preventDefault()
      event.stopPropagation()
      settle(move(which, to))
    }
  return (
    <section className="data-split" aria-label={t('panels.data.split')}>
      <header>
        <span className="plot-title">{t('panels.data.split')}</span>
        <span className="panel-quiet">{t(`panels.data.${unit}-count`, { count: total, number: count(total) })}</span>
      </header>
      <div className="split-drawn">
        <div className="split-bar" aria-hidden>
          {parts.map(({ part, size }) => (
            <span key={part} className={`split-${part}`} style={{ flexGrow: size }} />
          ))}
        </div>
        {movable
          && [0, 1, 2].map((which) => (
            <span
              key={which}
              className="split-handle"
              role="slider"
              tabIndex={0}
              aria-orientation="horizontal"
              title={t(`table.split.end-${which}`)}
              aria-label={t(`table.split.end-${which}`)}
              aria-valuemin={0}
              aria-valuemax={total}
              aria-valuenow={ends[which]}
              aria-valuetext={count(ends[which]!)}
              style={{ left: `${(100 * ends[which]!) / total}%` }}
              onPointerDown={onPointerDown}
              onKeyDown={onKeyDown(which)}
              onPointerMove={(event) => {
                if (event.currentTarget.hasPointerCapture(event.pointerId)) draw({ of: split.ends, ends: move(which, at(event)) })
              }}
              onPointerUp={(event) => {
                if (event.currentTarget.hasPointerCapture(event.pointerId)) settle(ends)
              }}
              onPointerCancel={() => draw(undefined)}
            />
          ))}
      </div>
      <ul>
        {parts.map(({ part, size }) => (
          <li key={part}>
            <i className={`split-${part}`} aria-hidden />
            {t(`panels.part.${part}`)} <span className="figure">{count(size)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
