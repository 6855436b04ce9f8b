import { useEffect, useLayoutEffect, useReducer, useRef, useState, type RefObject } from 'react'
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
import { Tip } from '../live/Tip'
import { REST, useKept } from '../live/useKept'
import { numeral } from '../../languages/numbers'

const GAP = 8
/** Milliseconds after which a tip that is kept open looks again where its node is. */
const FOLLOW = 200

/** The tooltip of a node: its equation with the names of its wires, its size, and its values. A click keeps it open. */
export function NodeTip({ host, sizes }: { readonly host: RefObject<HTMLElement | null>; readonly sizes: Readonly<Record<string, number>> | undefined }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const [shown, setNode] = useState<string>()
  const [kept, close] = useKept(host, () => shown)
  const node = kept ?? shown
  const [, follow] = useReducer((n: number) => n + 1, 0)
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
      setNode((last) => (last === over ? last : undefined))
      timer = setTimeout(() => {
        const { menu, add, renaming, connecting } = useCanvas.getState()
        if (!menu && !add && renaming === undefined && !connecting) setNode(over)
      }, REST)
    }
    const ends = ['pointerdown', 'pointerleave', 'wheel'] as const
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener('pointermove', move, { signal })
    for (const end of ends) element.addEventListener(end, hide, { passive: true, signal })
    window.addEventListener('keydown', hide, { signal })
    return () => {
      clearTimeout(timer)
      listening.abort()
    }
  }, [host])
  useEffect(() => {
    if (kept === undefined) return undefined
    const timer = setInterval(follow, FOLLOW)
    return () => clearInterval(timer)
  }, [kept])
  const type = node === undefined ? undefined : typeOf(document, node)
  const equation = node === undefined ? undefined : equationsOf(document, registry).find((one) => one.node === node)?.latex
  useLayoutEffect(() => {
    const at = node === undefined ? undefined : host.current?.querySelector(`.node[data-id="${CSS.escape(node)}"]`)?.getBoundingClientRect()
    if (!panel.current || !at) return
    const { width, height } = panel.current.getBoundingClientRect()
    panel.current.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`
    panel.current.style.top = `${at.bottom + GAP + height < innerHeight ? at.bottom + GAP : at.top - height - GAP}px`
  })
  if (node === undefined || !type || equation === undefined) return null
  const size = sizes?.[node]
  return (
    <Tip
      panel={panel}
      className="node-tip"
      name={labelOf(document, node)}
      what={nodeText(languageOf(i18n.language), type.type)?.name ?? type.type}
      port={node}
      onClose={kept === undefined ? undefined : close}
    >
      <Equation tex={equation} />
      <div className="wire-tip-row">
        <span className="number">{size === undefined ? '?' : numeral(size)}</span>
        <span>{t('inspector.unit.units')}</span>
      </div>
    </Tip>
  )
}
