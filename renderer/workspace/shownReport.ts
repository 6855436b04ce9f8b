import { useStore } from 'zustand'
import type { CompiledMessage } from '../../engine/run/protocol'
import { documentStore } from '../editing/store'
import { shownProblems } from '../document/shownProblems'
import { engineStore, type EngineState } from './engine'

const told = ({ compiled, state }: EngineState, asked: boolean): CompiledMessage | undefined =>
  compiled && shownProblems(compiled, { drawn: state.status !== 'empty', asked })

/** What the engine has found in the document on screen, with the problems that are to be told now. */
export const toldNow = (state: EngineState = engineStore.getState()): CompiledMessage | undefined => told(state, documentStore.getState().asked)

/** The same for what draws it, which is drawn anew when it changes. */
export function useTold(): CompiledMessage | undefined {
  const asked = useStore(documentStore, (state) => state.asked)
  return useStore(engineStore, (state) => told(state, asked))
}
