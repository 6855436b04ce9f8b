import { useEffect, useState } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { ownerOf, splitEnd } from '../../../engine/document/ends'
import type { FlowView, Query, Unavailable } from '../../../engine/run/streams'
import { watch } from '../../workspace/engine'
import { useSequence } from '../useSequence'

/** The newest result that is not an error, for code that draws without React. */
export type NewestFlow = StoreApi<FlowView | undefined>

/** The gradient flow of the sequence of the moment: of the loss of a step, or of all steps (null). */
export function useFlow(step: number | null, lags: number, byLag: boolean): { readonly seen: FlowView | Unavailable | undefined; readonly newest: NewestFlow } {
  const place = useSequence()
  const [seen, see] = useState<FlowView | Unavailable>()
  const [newest] = useState(() => createStore<FlowView | undefined>(() => undefined))
  useEffect(() => {
    const query: Query<'flow'> = { kind: 'flow', ...place, step, lags, ...(byLag ? { byLag } : {}) }
    const watching = watch(query).subscribe((found) => {
      // Keeps the last result on screen until a newer one arrives.
      if (!found) return
      const shown = 'problem' in found ? found : rowsOf(found)
      see(shown)
      if (!('problem' in shown)) newest.setState(shown, true)
    })
    return () => watching.unsubscribe()
  }, [place, step, lags, byLag, newest])
  return { seen, newest }
}

/** Where parameters are shown by lag, they take the place of ports. */
function rowsOf(view: FlowView): FlowView {
  const { parameterLags, parameters } = view
  return parameterLags
    ? { ...view, ports: parameters.map(({ name }) => ({ name, node: ownerOf(name), port: splitEnd(name).port ?? 'out' })), values: parameterLags }
    : view
}
