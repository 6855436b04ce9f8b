export { Outline } from './Outline'
export { listCommands, noRowName, removeRow, renameRow } from './list'
