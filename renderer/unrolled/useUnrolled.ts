import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Query, Refused, UnrolledView } from '../../engine/run/streams'
import { momentStore, momentView, watch } from '../workspace/engine'

/** Where the engine takes the last step. */
const LAST = Number.MAX_SAFE_INTEGER

/** The network over some steps around the moment; while none is held, at the end of the first sequence. */
export function useUnrolled(steps: number): UnrolledView | Refused | undefined {
  const held = useStore(momentStore, (state) => state.held)
  const part = useStore(momentStore, (state) => (state.held ? state.part : 'train'))
  const sequence = useStore(momentStore, ({ held, sequence }) => (held && sequence !== 'worst' ? sequence : undefined))
  const worst = useStore(momentView, (view) => view?.sequence ?? 0)
  const step = useStore(momentStore, (state) => (state.held ? state.step : LAST))
  const index = sequence ?? (held ? worst : 0)
  const window = useRef({ key: '', first: 0 })
  const [seen, see] = useState<UnrolledView | Refused>()
  useEffect(() => {
    // The window does not move while it contains the step, so that the moment moves instead of the picture.
    const key = `${part} ${index} ${steps}`
    const { first: before } = window.current
    const jumps = window.current.key !== key || step < before - 1 || step > before + steps
    const moved = step < before ? step : Math.max(before, step - steps + 1)
    const first = Math.max(0, jumps ? step - Math.floor((3 * steps) / 4) : moved)
    window.current = { key, first }
    const query: Query<'unrolled'> = { kind: 'unrolled', part, sequence: index, first, steps, step }
    const watching = watch(query).subscribe((found) => {
      // Keeps the last result on screen until a newer one arrives.
      if (found) see(found)
    })
    return () => watching.unsubscribe()
  }, [part, index, steps, step])
  return seen
}
