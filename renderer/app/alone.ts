import { create } from 'zustand'

/** Whether the canvas has the window for itself: panels give way, and come back as they were. */
export const useAlone = create<{ readonly alone: boolean }>(() => ({ alone: false }))

export const toggleAlone = (): void => useAlone.setState(({ alone }) => ({ alone: !alone }))
