import { blockNames, type BlockName } from '../editing/blocks'

/** Carries the name and the units of a block while it is dragged from the palette. */
export const BLOCK_DRAG_TYPE = 'application/x-unfold-block'

/** Two nodes that feed one another. */
export const BLOCK_GLYPH = 'M2 3h5v4H2zM9 9h5v4H9zM7 5h2.5a2 2 0 0 1 2 2v2M9 11H6.5a2 2 0 0 1-2-2V7'

/** Units of a block where none are asked for. */
export const BLOCK_SIZE = 8

/** The role that gives a block its colour. */
const roles: Readonly<Record<BlockName, string>> = {
  elman: 'context',
  jordan: 'output',
  lstm: 'cell',
  'lstm-1997': 'cell',
  'lstm-peephole': 'cell',
  gru: 'gate',
  reservoir: 'reservoir',
  bidirectional: 'layer',
}

export interface BlockEntry {
  readonly block: BlockName
  readonly name: string
  readonly summary: string
  readonly role: string
}

/** All blocks, worded by `t`. */
export const blockEntries = (t: (key: string) => string): readonly BlockEntry[] =>
  blockNames.map((block) => ({ block, name: t(`canvas.block.${block}`), summary: t(`canvas.block.${block}.summary`), role: roles[block] }))

/** A block that is dragged, and its units, from what the drag carries. */
export function readDraggedBlock(text: string): { readonly block: BlockName; readonly units: number } | undefined {
  const [name, units] = text.split(' ')
  const block = blockNames.find((known) => known === name)
  return block && { block, units: Number(units) || BLOCK_SIZE }
}
