import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { SequencePlace } from '../../engine/run/streams'
import { momentStore } from '../workspace/engine'

/** The sequence that analyses are about: the chosen one, otherwise that of training, which the engine knows. */
export function useSequence(): SequencePlace {
  const part = useStore(momentStore, (state) => (state.held ? state.part : 'train'))
  const sequence = useStore(momentStore, (state) => (state.held ? state.sequence : 'live'))
  return useMemo(() => ({ part, sequence }), [part, sequence])
}
