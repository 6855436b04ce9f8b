import { create } from 'zustand'

/** Whether the canvas fills the window; panels are hidden and keep their state. */
export const useAlone = create<{ readonly alone: boolean }>(() => ({ alone: false }))

export const toggleAlone = (): void => useAlone.setState(({ alone }) => ({ alone: !alone }))
