import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Query, Unavailable, UnrolledView } from '../../engine/run/streams'
import { momentStore, momentView, watch } from '../workspace/engine'

/** The network over some steps around the moment. */
export function useUnrolled(steps: number): UnrolledView | Unavailable | undefined {
  const held = useStore(momentStore, (state) => state.held)
  const part = useStore(momentStore, (state) => (state.held ? state.part : 'train'))
  const sequence = useStore(momentStore, ({ held, sequence }) => (!held ? 'live' : sequence === 'worst' ? undefined : sequence))
  const worst = useStore(momentView, (view) => (held ? (view?.sequence ?? 0) : 0))
  const step = useStore(momentStore, (state) => (state.held ? state.step : 0))
  const index = sequence ?? worst
  const window = useRef({ key: '', first: 0 })
  const [seen, see] = useState<UnrolledView | Unavailable>()
  useEffect(() => {
    // The window does not move while it contains the step, so that the moment moves instead of the picture.
    const keyOf = (part: string, index: number | 'live'): string => `${part} ${index} ${steps}`
    const key = keyOf(part, index)
    const { first: before } = window.current
    const jumps = window.current.key !== key || step < before - 1 || step > before + steps
    const moved = step < before ? step : Math.max(before, step - steps + 1)
    const first = Math.max(0, jumps ? step - Math.floor((3 * steps) / 4) : moved)
    window.current = { key, first }
    const query: Query<'unrolled'> = { kind: 'unrolled', part, sequence: index, first, steps, step }
    const watching = watch(query).subscribe((found) => {
      // Keeps the last result on screen until a newer one arrives.
      if (found) see(found)
      // If the user then holds this moment, the window stays.
      if (found && !('problem' in found) && index === 'live') window.current = { key: keyOf(found.place.part, found.place.sequence), first: found.first }
    })
    return () => watching.unsubscribe()
  }, [part, index, steps, step])
  return seen
}
