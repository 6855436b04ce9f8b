import { useStore } from 'zustand'
import { engineStore, type EngineState } from '../../app/engine'

const errorsOf = ({ compiled, state, dataFailure }: EngineState): number =>
  (state.status === 'empty' ? 0 : (compiled?.errors.length ?? 0)) + (state.status === 'failed' && state.problem ? 1 : 0) + (dataFailure === undefined ? 0 : 1)

/** How many errors and how many warnings there are. */
export function useProblemCount(): { readonly errors: number; readonly warnings: number } {
  const errors = useStore(engineStore, errorsOf)
  const warnings = useStore(engineStore, ({ compiled, state }) => (state.status === 'empty' ? 0 : (compiled?.warnings.length ?? 0)))
  return { errors, warnings }
}
