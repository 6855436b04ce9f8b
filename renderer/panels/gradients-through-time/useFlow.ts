import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FlowView, Query, Refused } from '../../../engine/run/streams'
import { momentStore, watch } from '../../workspace/engine'

/** The newest result that is not an error, for code that draws without React. */
export type NewestFlow = StoreApi<FlowView | undefined>

/** The gradient flow of the chosen sequence: of the loss of the chosen step, or of all steps. */
export function useFlow(ofStep: boolean, lags: number): { readonly seen: FlowView | Refused | undefined; readonly newest: NewestFlow } {
  const part = useStore(momentStore, (state) => state.part)
  const sequence = useStore(momentStore, (state) => state.sequence)
  const step = useStore(momentStore, (state) => (ofStep ? state.step : null))
  const [seen, see] = useState<FlowView | Refused>()
  const [newest] = useState(() => createStore<FlowView | undefined>(() => undefined))
  useEffect(() => {
    const query: Query<'flow'> = { kind: 'flow', part, sequence, step, lags }
    const watching = watch(query).subscribe((found) => {
      // Keeps the last result on screen until a newer one arrives.
      if (!found) return
      see(found)
      if (!('problem' in found)) newest.setState(found, true)
    })
    return () => watching.unsubscribe()
  }, [part, sequence, step, lags, newest])
  return { seen, newest }
}
