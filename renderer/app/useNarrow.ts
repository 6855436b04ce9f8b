import { useSyncExternalStore } from 'react'

/** Returns a hook that says whether the page matches a media query. */
function mediaHook(query: string): () => boolean {
  const media = matchMedia(query)
  const subscribe = (listener: () => void): (() => void) => {
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  return () => useSyncExternalStore(subscribe, () => media.matches)
}

/** Whether the window is too narrow for the inspector beside the canvas. */
export const useNarrow = mediaHook('(max-width: 1199px)')
