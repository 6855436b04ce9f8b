import { useEffect, useRef, useState, type RefObject } from 'react'

/** Milliseconds of hover after which a click keeps the tooltip open. */
export const REST = 600
/** Pixels that the pointer may move between press and release of a click. */
const STILL = 4

/** Whether an event comes from a tooltip that is kept open. */
const isInTip = (event: Event): boolean => event.target instanceof Element && event.target.closest('.wire-tip') !== null

/**
 * The item whose tooltip a click keeps open, until a press elsewhere or Escape. `pointed` returns the item under the
 * pointer at the press, if the pointer was there long enough.
 */
export function useKept<T>(host: RefObject<HTMLElement | null>, pointed: () => T | undefined): readonly [T | undefined, () => void] {
  const [kept, keep] = useState<T>()
  const look = useRef(pointed)
  useEffect(() => {
    look.current = pointed
  })
  useEffect(() => {
    const element = host.current
    if (!element) return undefined
    let pressed: { readonly what: T; readonly x: number; readonly y: number } | undefined
    const press = (event: PointerEvent): void => {
      if (isInTip(event)) return
      const what = event.button === 0 ? look.current() : undefined
      pressed = what === undefined ? undefined : { what, x: event.clientX, y: event.clientY }
      keep(undefined)
    }
    const click = (event: MouseEvent): void => {
      const { what, x, y } = pressed ?? {}
      if (what !== undefined && Math.hypot(event.clientX - x!, event.clientY - y!) < STILL) keep(() => what)
      pressed = undefined
    }
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') keep(undefined)
    }
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener('pointerdown', press, { capture: true, signal })
    element.addEventListener('click', click, { capture: true, signal })
    window.addEventListener('keydown', escape, { signal })
    return () => listening.abort()
  }, [host])
  return [kept, () => keep(undefined)]
}
