import { useEffect, useState } from 'react'
import type { Rectangle } from '../drawing/geometry'
import type { FlowItem } from '../drawing/model'

/** Changes of up to this many items are passed on at once; larger ones follow in slices, one per animation frame. */
const AT_ONCE = 96
/** Smallest slice: each slice makes React Flow compare all items. */
const LEAST = 16
/** Milliseconds that a slice should take. */
const GOAL = 12

const meets = (item: FlowItem, view: Rectangle): boolean =>
  item.position.x < view.x + view.width
  && view.x < item.position.x + (item.width ?? 0)
  && item.position.y < view.y + view.height
  && view.y < item.position.y + (item.height ?? 0)

/**
 * One step from the items passed on so far (`given`) to the `wanted` ones: adds or replaces at most `most` items,
 * visible ones first, and removes unwanted items at once. An item keeps its old state until its turn. Returns `wanted`
 * itself when nothing is left to do.
 */
export function stepTo(given: readonly FlowItem[], wanted: FlowItem[], most: number, view: Rectangle): FlowItem[] {
  const standing = new Map(given.map((item) => [item.id, item]))
  const open = wanted.filter((item) => standing.get(item.id) !== item)
  if (open.length <= most) return wanted
  const taken = new Set<FlowItem>()
  for (const item of open) {
    if (taken.size === most) break
    if (meets(item, view)) taken.add(item)
  }
  for (const item of open) {
    if (taken.size === most) break
    taken.add(item)
  }
  return wanted.flatMap((item) => (taken.has(item) ? item : (standing.get(item.id) ?? [])))
}

interface Slices {
  readonly of: unknown
  readonly wanted: FlowItem[]
  readonly given: FlowItem[]
}

/**
 * The items of a drawing as passed to React Flow: at once while few change, otherwise in slices with frames in between,
 * so that the window stays responsive while thousands of nodes mount. A new `of` means another drawing, which starts
 * empty. With `whole`, for example during a drag, no item waits.
 */
export function useInSlices(of: unknown, items: FlowItem[], whole: boolean, view: () => Rectangle): FlowItem[] {
  const [state, setState] = useState<Slices>({ of, wanted: [], given: [] })
  let now = state
  if (state.wanted !== items || state.of !== of) {
    const standing = state.of === of ? state.given : []
    now = { of, wanted: items, given: whole ? items : stepTo(standing, items, AT_ONCE, view()) }
    setState(now)
  }
  const done = now.given === now.wanted
  useEffect(() => {
    if (done) return undefined
    let size = AT_ONCE / 2
    let ended = false
    let timer: ReturnType<typeof setTimeout>
    const next = (): void => {
      const began = performance.now()
      setState((old) => ({ ...old, given: stepTo(old.given, old.wanted, size, view()) }))
      // Measures in a task of its own, which runs after React has rendered this slice.
      timer = setTimeout(() => {
        if (ended) return
        size = Math.max(LEAST, Math.min(AT_ONCE, performance.now() - began > 2 * GOAL ? size / 2 : size * 1.5)) | 0
        timer = setTimeout(next, 4)
      })
    }
    timer = setTimeout(next, 4)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [done, view])
  return now.given
}
