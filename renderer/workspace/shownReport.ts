import { useStore } from 'zustand'
import type { CompiledMessage } from '../../engine/run/protocol'
import { documentStore } from '../editing/store'
import { shownProblems } from '../document/shownProblems'
import { engineStore, type EngineState } from './engine'

const select = ({ compiled, state }: EngineState, asked: boolean): CompiledMessage | undefined =>
  compiled && shownProblems(compiled, { drawn: state.status !== 'empty', asked })

/** The engine's report on the document on screen, with the problems to show at this stage. */
export const shownReport = (): CompiledMessage | undefined => select(engineStore.getState(), documentStore.getState().asked)

/** As `shownReport`, for components. */
export function useShownReport(): CompiledMessage | undefined {
  const asked = useStore(documentStore, (state) => state.asked)
  return useStore(engineStore, (state) => select(state, asked))
}
