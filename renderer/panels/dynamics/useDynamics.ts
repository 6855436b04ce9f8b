import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { DynamicsView, Query, Unavailable, Seen } from '../../../engine/run/streams'
import { momentStore, watch } from '../../workspace/engine'
import { useSequence } from '../useSequence'

/** Number of exponents to keep for the course over epochs. */
const KEPT = 200

/** The trajectory of the state through the sequence of the moment, with the Jacobian at its step. */
export function useDynamics(axes: string): DynamicsView | Unavailable | undefined {
  const place = useSequence()
  const step = useStore(momentStore, (state) => (state.held ? state.step : 0))
  const [seen, see] = useState<DynamicsView | Unavailable>()
  useEffect(() => {
    const query: Query<'dynamics'> = { kind: 'dynamics', ...place, step, axes }
    const watching = watch(query).subscribe((found) => {
      // The last result stays until there is a newer one.
      if (found) see(found)
    })
    return () => watching.unsubscribe()
  }, [place, step, axes])
  return seen
}

type Exponents = Exclude<Seen<'lyapunov'>, Unavailable>

/** Lyapunov exponents over the sequence of the moment, computed while the panel is open. */
export function useExponents(): readonly Exponents[] {
  const place = useSequence()
  const [kept, keep] = useState<readonly Exponents[]>([])
  useEffect(() => {
    const watching = watch({ kind: 'lyapunov', ...place }).subscribe((found) => {
      if (!found) keep([])
      else if (!('problem' in found)) keep((before) => [...before.filter(({ epoch }) => epoch < found.epoch), found].slice(-KEPT))
    })
    return () => watching.unsubscribe()
  }, [place])
  return kept
}
