import { useStore } from '@xyflow/react'
import { useEffect, useState, type RefObject } from 'react'
import { detailOf } from '../sight'

/** How far around the canvas notes count as near, in fractions of its size. */
const AROUND = '50%'

interface Watch {
  readonly observer: IntersectionObserver
  readonly listeners: Map<Element, (near: boolean) => void>
}

/** One observer for all notes of a canvas. */
const watches = new WeakMap<Element, Watch>()

function watchOf(canvas: Element): Watch {
  let watch = watches.get(canvas)
  if (!watch) {
    const listeners: Watch['listeners'] = new Map()
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
      },
      { root: canvas, rootMargin: AROUND },
    )
    watches.set(canvas, (watch = { observer, listeners }))
  }
  return watch
}

/**
 * Whether a text on the canvas is legible: it is near the visible part, and not too small. Otherwise its formulas are not
 * rendered: those of hundreds of notes have a hundred thousand elements, which take seconds to create, style and remove.
 */
export function useLegible(element: RefObject<Element | null>): boolean {
  const large = useStore(({ transform: [, , zoom] }) => detailOf(zoom) !== '2')
  const [near, setNear] = useState(false)
  useEffect(() => {
    const target = element.current
    const canvas = target?.closest('.react-flow')
    if (!target || !canvas) return undefined
    const { observer, listeners } = watchOf(canvas)
    listeners.set(target, setNear)
    observer.observe(target)
    return () => {
      listeners.delete(target)
      observer.unobserve(target)
    }
  }, [element])
  return near && large
}
