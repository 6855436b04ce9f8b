import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FlowView, Query, Refused } from '../../../engine/run/streams'
import { momentStore, watch } from '../../workspace/engine'

/** The newest result that is not an error, for code that draws without React. */
export type NewestFlow = StoreApi<FlowView | undefined>

/** The gradient flow of the chosen sequence: of the loss of the chosen step, or of all steps. */
export function useFlow(ofStep: boolean, lags: number, byLag: boolean): { readonly seen: FlowView | Refused | undefined; readonly newest: NewestFlow } {
  const part = useStore(momentStore, (state) => state.part)
  const sequence = useStore(momentStore, (state) => state.sequence)
  const step = useStore(momentStore, (state) => (ofStep ? state.step : null))
  const [seen, see] = useState<FlowView | Refused>()
  const [newest] = useState(() => createStore<FlowView | undefined>(() => undefined))
  useEffect(() => {
    const query: Query<'flow'> = { kind: 'flow', part, sequence, step, lags, ...(byLag ? { byLag } : {}) }
    const watching = watch(query).subscribe((found) => {
      // Keeps the last result on screen until a newer one arrives.
      if (!found) return
      const shown = 'problem' in found ? found : rowsOf(found)
      see(shown)
      if (!('problem' in shown)) newest.setState(shown, true)
    })
    return () => watching.unsubscribe()
  }, [part, sequence, step, lags, byLag, newest])
  return { seen, newest }
}

/** Where parameters are shown by lag, they take the place of ports. */
function rowsOf(view: FlowView): FlowView {
  const { parameterLags, parameters } = view
  return parameterLags
    ? { ...view, ports: parameters.map(({ name }) => ({ name, node: name.split('.')[0]!, port: name.split('.')[1] ?? 'out' })), values: parameterLags }
    : view
}
