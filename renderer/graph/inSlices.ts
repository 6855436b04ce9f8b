import { useEffect, useState } from 'react'
import type { Rectangle } from '../drawing/geometry'
import type { FlowItem } from '../drawing/model'

/** So many items are made, or made anew, at once; where more have changed they follow a few for each picture. */
const AT_ONCE = 96
/** The fewest for one picture: each costs a look at all that stand. */
const LEAST = 16
/** Milliseconds that a slice should take. */
const GOAL = 12

const meets = (item: FlowItem, view: Rectangle): boolean =>
  item.position.x < view.x + view.width
  && view.x < item.position.x + (item.width ?? 0)
  && item.position.y < view.y + view.height
  && view.y < item.position.y + (item.height ?? 0)

/**
 * One step from the items that stand (`given`) to those that are wanted: at most `most` of those that are new or have
 * changed, the ones in sight first. Until its turn comes an item stands as it was. What is wanted no longer goes at once.
 * Answers `wanted` itself when nothing is left to do.
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
 * The items of a drawing as React Flow is given them: all at once while few change, else in slices with pictures in
 * between, so that the window answers while thousands of nodes are made. With another `of` the drawing is another
 * one, and begins with nothing. With `whole` no item waits, as while nodes are dragged.
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
      // A task of its own comes after what React makes of this.
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
