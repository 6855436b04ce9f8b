import { useStore } from 'zustand'
import { engineStore } from '../../workspace/engine'
import { useTold } from '../../workspace/told'

/** How many errors and how many warnings are told. */
export function useProblemCount(): { readonly errors: number; readonly warnings: number } {
  const compiled = useTold()
  const others = useStore(engineStore, ({ state, dataFailure }) => (state.status === 'failed' && state.problem ? 1 : 0) + (dataFailure === undefined ? 0 : 1))
  return { errors: (compiled?.errors.length ?? 0) + others, warnings: compiled?.warnings.length ?? 0 }
}
