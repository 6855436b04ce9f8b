export { BottomPanels } from './BottomPanels'
export { panelNames, panelsStore, showPanel, type PanelName } from './panelsStore'
