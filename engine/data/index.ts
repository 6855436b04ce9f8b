export {
  accountOf,
  columnUses,
  keysOf,
  publicAccount,
  type AccountColumn,
  type ColumnChange,
  type ColumnUse,
  type TableAccount,
  type TableWarning,
} from './account'
export { buildDataset, type DatasetOptions } from './dataset'
export { encodingNames } from './encoding'
export { TableIntake } from './intake'
export { prepareData } from './prepare'
export { formatOf, readTable, tableReader, type TableFormat } from './read'
export { signalIds } from './signals'
export { readData, readOptions, type DataRead, type DataSource } from './source'
export { columnNames, type ReadOptions, type Table, type TableRead } from './table'
export { taskNames, tasks } from './tasks'
export { dataSizes } from './units'
