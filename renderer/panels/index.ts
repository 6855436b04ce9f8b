export { BottomPanels } from './BottomPanels'
export { panelNames, showPanel } from './panelsStore'
