export { BottomPanels } from './BottomPanels'
export { panelsStore, showPanel, type PanelName } from './panelsStore'
