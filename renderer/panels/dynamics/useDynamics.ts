import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { DynamicsView, Query, Refused, Seen } from '../../../engine/run/streams'
import { momentStore, watch } from '../../workspace/engine'

/** Exponents that are kept for the course over epochs. */
const KEPT = 200

/** The trajectory of the state through the chosen sequence, with the Jacobian at the chosen step or the last one. */
export function useDynamics(axes: string): { readonly seen: DynamicsView | Refused | undefined; readonly step: number } {
  const part = useStore(momentStore, (state) => state.part)
  const sequence = useStore(momentStore, (state) => state.sequence)
  const step = useStore(momentStore, (state) => (state.held ? state.step : -1))
  const [seen, see] = useState<DynamicsView | Refused>()
  useEffect(() => {
    const query: Query<'dynamics'> = { kind: 'dynamics', part, sequence, step, axes }
    const watching = watch(query).subscribe((found) => {
      // The last result stays until there is a newer one.
      if (found) see(found)
    })
    return () => watching.unsubscribe()
  }, [part, sequence, step, axes])
  return { seen, step: step < 0 && seen && !('problem' in seen) ? seen.length - 1 : step }
}

type Exponents = Exclude<Seen<'lyapunov'>, Refused>

/** Lyapunov exponents over the chosen sequence, computed while the panel is open. */
export function useExponents(): readonly Exponents[] {
  const part = useStore(momentStore, (state) => state.part)
  const sequence = useStore(momentStore, (state) => state.sequence)
  const [kept, keep] = useState<readonly Exponents[]>([])
  useEffect(() => {
    const watching = watch({ kind: 'lyapunov', part, sequence }).subscribe((found) => {
      if (!found) keep([])
      else if (!('problem' in found)) keep((before) => [...before.filter(({ epoch }) => epoch < found.epoch), found].slice(-KEPT))
    })
    return () => watching.unsubscribe()
  }, [part, sequence])
  return kept
}
