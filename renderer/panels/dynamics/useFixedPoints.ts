import { useRef, useState } from 'react'
import type { Subscription } from 'rxjs'
import type { Problem } from '../../../engine/base/problem'
import type { Ask, FixedPointsAnswer } from '../../../engine/run/questions'
import { failureIn } from '../../worker/failure'
import { ask } from '../../workspace/engine'

interface Search {
  readonly done?: number
  readonly found?: FixedPointsAnswer
  readonly problem?: Problem
  readonly asked?: Ask<'fixed-points'>
}

/** Searches fixed points when asked to, and stops when asked to. */
export function useFixedPoints(): Search & { readonly search: (asked: Ask<'fixed-points'>) => void; readonly stop: () => void } {
  const [state, set] = useState<Search>({})
  const going = useRef<Subscription>(undefined)
  const stop = (): void => {
    going.current?.unsubscribe()
    set({})
  }
  const search = (asked: Ask<'fixed-points'>): void => {
    going.current?.unsubscribe()
    set({ done: 0, asked })
    going.current = ask({ kind: 'fixed-points', ...asked }).subscribe({
      next: (reply) => set('done' in reply ? { done: reply.done, asked } : { found: reply.answer, asked }),
      error: (error) => set({ problem: failureIn(error) }),
    })
  }
  return { ...state, search, stop }
}
