import { createStore } from 'zustand/vanilla'
import type texts from '../languages/en/panels.json'

/** A panel below the canvas; its name is that of a text `panels.tab.NAME`. */
export type PanelName = keyof typeof texts extends infer Key ? (Key extends `panels.tab.${infer Name}` ? Name : never) : never

/** The panel on screen. */
export const panelsStore = createStore<{ readonly panel: PanelName }>(() => ({ panel: 'run' }))

export const showPanel = (panel: PanelName): void => panelsStore.setState({ panel })
