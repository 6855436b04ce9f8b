import { useEffect } from 'react'
import type { ReactFlowInstance } from '@xyflow/react'
import type { FlowEdge, FlowItem } from '../drawing/model'
import { halt, ZOOM } from './camera'

/** A touchpad sends small or horizontal steps; a mouse wheel sends large vertical ones. */
const isTouchpad = (event: WheelEvent): boolean =>
  event.deltaMode === 0 && (event.deltaX !== 0 || Math.abs(event.deltaY) < 40 || !Number.isInteger(event.deltaY))

/** Wheel and pinch zoom about the pointer; two fingers pan. */
export function useWheel(host: { readonly current: HTMLElement | null }, flow: ReactFlowInstance<FlowItem, FlowEdge>): void {
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    const turn = (event: WheelEvent): void => {
      if (event.target instanceof Element && event.target.closest('.nowheel')) return
      event.preventDefault()
      event.stopPropagation()
      halt()
      const { x, y, zoom } = flow.getViewport()
      if (!event.ctrlKey && !event.metaKey && isTouchpad(event)) {
        void flow.setViewport({ x: x - event.deltaX, y: y - event.deltaY, zoom })
        return
      }
      const lines = event.deltaMode === 1 ? 33 : 1
      // A pinch arrives as small steps with ctrlKey set.
      const rate = event.ctrlKey && Math.abs(event.deltaY) < 40 ? 0.01 : 0.0016
      const next = Math.max(ZOOM.least, Math.min(ZOOM.most, zoom * Math.exp(-event.deltaY * lines * rate)))
      const box = element.getBoundingClientRect()
      const px = event.clientX - box.left
      const py = event.clientY - box.top
      void flow.setViewport({ x: px - ((px - x) * next) / zoom, y: py - ((py - y) * next) / zoom, zoom: next })
    }
    element.addEventListener('wheel', turn, { passive: false, capture: true })
    return () => element.removeEventListener('wheel', turn, { capture: true })
  }, [host, flow])
}
