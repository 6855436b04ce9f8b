import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { DynamicsView, Query, Unavailable, Seen } from '../../../engine/run/streams'
import { engineStore, momentStore, watch } from '../../workspace/engine'
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

/** Lyapunov exponents of the weights that are shown, and those of the epochs that were watched, in order. */
export interface ExponentCourse {
  readonly now?: Exponents
  readonly course: readonly Exponents[]
}

const NONE: ExponentCourse = { course: [] }

/**
 * Adds newly computed exponents, which may be those of an earlier epoch that the time bar shows.
 * @param reached The epoch that training has reached: it may have gone back.
 */
export function withExponents({ course }: ExponentCourse, now: Exponents, reached: number): ExponentCourse {
  const last = Math.max(reached, now.epoch)
  const others = course.filter(({ epoch }) => epoch !== now.epoch && epoch <= last)
  return { now, course: [...others, now].sort((a, b) => a.epoch - b.epoch).slice(-KEPT) }
}

/** Lyapunov exponents over the sequence of the moment, computed while the panel is open. */
export function useExponents(): ExponentCourse {
  const place = useSequence()
  const [kept, keep] = useState(NONE)
  useEffect(() => {
    const watching = watch({ kind: 'lyapunov', ...place }).subscribe((found) => {
      if (!found) keep(NONE)
      else if (!('problem' in found)) keep((before) => withExponents(before, found, engineStore.getState().state.epoch))
    })
    return () => watching.unsubscribe()
  }, [place])
  return kept
}
