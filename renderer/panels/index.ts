export { BottomPanels } from './BottomPanels'
export { panelNames } from './list'
export { showPanel } from './panelsStore'
