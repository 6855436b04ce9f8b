import { createStore } from 'zustand/vanilla'

export const panelNames = ['run', 'signals', 'problems', 'data', 'weights', 'runs', 'history'] as const
export type PanelName = (typeof panelNames)[number]

/** Which panel is on screen. */
export const panelsStore = createStore<{ readonly panel: PanelName }>(() => ({ panel: 'run' }))

export const showPanel = (panel: PanelName): void => panelsStore.setState({ panel })
