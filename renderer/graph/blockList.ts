import { blockNames, type BlockName } from '../editing/blocks'

/** MIME type of a block dragged from the palette; its data are the name and the units. */
export const BLOCK_DRAG_TYPE = 'application/x-unfold-block'

/** Icon of a block: two nodes that feed each other. */
export const BLOCK_GLYPH = 'M2 3h5v4H2zM9 9h5v4H9zM7 5h2.5a2 2 0 0 1 2 2v2M9 11H6.5a2 2 0 0 1-2-2V7'

/** Units of a block if none are given. */
export const BLOCK_SIZE = 8

/** The role whose colour each block has in lists. */
const roles: Readonly<Record<BlockName, string>> = {
  elman: 'context',
  jordan: 'output',
  lstm: 'cell',
  'lstm-1997': 'cell',
  'lstm-peephole': 'cell',
  gru: 'gate',
  reservoir: 'reservoir',
  bidirectional: 'layer',
  'layer-norm': 'layer',
  mgu: 'gate',
  mingru: 'gate',
  lru: 'context',
  attention: 'layer',
  spiking: 'cell',
  autoencoder: 'layer',
  continuous: 'layer',
  siamese: 'layer',
}

export interface BlockEntry {
  readonly block: BlockName
  readonly name: string
  readonly summary: string
  readonly role: string
}

/** All blocks with their names and summaries, translated by `t`. */
export const blockEntries = (t: (key: string) => string): readonly BlockEntry[] =>
  blockNames.map((block) => ({ block, name: t(`canvas.block.${block}`), summary: t(`canvas.block.${block}.summary`), role: roles[block] }))

/** Parses the data of a dragged block. */
export function readDraggedBlock(text: string): { readonly block: BlockName; readonly units: number } | undefined {
  const [name, units] = text.split(' ')
  const block = blockNames.find((known) => known === name)
  return block && { block, units: Number(units) || BLOCK_SIZE }
}
