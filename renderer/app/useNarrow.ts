import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(max-width: 1199px)')

const subscribe = (listener: () => void): (() => void) => {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the window is too narrow for the inspector beside the canvas. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)
