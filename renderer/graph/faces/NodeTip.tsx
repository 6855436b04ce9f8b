import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { equationsOf } from '../../../engine/export/latex'
import { registry } from '../../../nodes'
import { Equation } from '../../controls/Equation'
import { typeOf } from '../../document/ports'
import { labelOf } from '../../document/selectors'
import { documentStore } from '../../editing/store'
import { useCanvas } from '../canvasStore'
import { languageOf, nodeText } from '../../drawing/words'

/** Milliseconds for which the pointer must rest on a node before its tooltip opens. */
const DELAY = 600
const GAP = 8

/** The tooltip of a node: its equation with the names of its wires, and its size. */
export function NodeTip({ host, sizes }: { readonly host: RefObject<HTMLElement | null>; readonly sizes: Readonly<Record<string, number>> | undefined }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const [node, setNode] = useState<string>()
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const nodeAt = (event: PointerEvent): string | undefined => {
      const target = event.target instanceof Element ? event.target : undefined
      // Ports and buttons have tooltips of their own.
      return target?.closest('.port, button, input') ? undefined : target?.closest<HTMLElement>('.node[data-id]')?.dataset.id
    }
    const hide = (): void => {
      clearTimeout(timer)
      setNode(undefined)
    }
    const move = (event: PointerEvent): void => {
      const over = event.buttons === 0 ? nodeAt(event) : undefined
      clearTimeout(timer)
      if (over === undefined) return setNode(undefined)
      setNode((shown) => (shown === over ? shown : undefined))
      timer = setTimeout(() => {
        const { menu, add, renaming, connecting } = useCanvas.getState()
        if (!menu && !add && renaming === undefined && !connecting) setNode(over)
      }, DELAY)
    }
    const ends = ['pointerdown', 'pointerleave', 'wheel'] as const
    element.addEventListener('pointermove', move)
    for (const end of ends) element.addEventListener(end, hide, { passive: true })
    window.addEventListener('keydown', hide)
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointermove', move)
      for (const end of ends) element.removeEventListener(end, hide)
      window.removeEventListener('keydown', hide)
    }
  }, [host])
  const type = node === undefined ? undefined : typeOf(document, node)
  const equation = node === undefined ? undefined : equationsOf(document, registry).find((one) => one.node === node)?.latex
  useLayoutEffect(() => {
    const at = node === undefined ? undefined : host.current?.querySelector(`.node[data-id="${CSS.escape(node)}"]`)?.getBoundingClientRect()
    if (!panel.current || !at) return
    const { width, height } = panel.current.getBoundingClientRect()
    panel.current.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`
    panel.current.style.top = `${at.bottom + GAP + height < innerHeight ? at.bottom + GAP : at.top - height - GAP}px`
  }, [node, host, equation])
  if (node === undefined || !type || equation === undefined) return null
  const size = sizes?.[node]
  return (
    <div ref={panel} className="wire-tip node-tip" role="tooltip">
      <div className="wire-tip-head">
        <b>{labelOf(document, node)}</b>
        <span>{nodeText(languageOf(i18n.language), type.type)?.name ?? type.type}</span>
      </div>
      <Equation tex={equation} />
      <div className="wire-tip-row">
        <span className="number">{size ?? '?'}</span>
        <span>{t('inspector.unit.units')}</span>
      </div>
    </div>
  )
}
