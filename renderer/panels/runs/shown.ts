import type { Run } from '../../workspace/runLog'
import type { Item } from './items'

/** A run that is shown, with its documents and curves. */
export interface ShownRun {
  readonly item: Item
  readonly title: string
  readonly colour: string
  readonly run: Run
}
