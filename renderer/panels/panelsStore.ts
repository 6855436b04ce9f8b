import { createStore } from 'zustand/vanilla'
import type { PanelName } from './list'

/** The panel on screen. */
export const panelsStore = createStore<{ readonly panel: PanelName }>(() => ({ panel: 'run' }))

export const showPanel = (panel: PanelName): void => panelsStore.setState({ panel })
