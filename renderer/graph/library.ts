import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { all, list, type Value } from '../../engine/contract/schema'
import { recovered } from '../../engine/document/accept'
import { part, readPart } from '../editing/clipboard'
import { groupsOf } from '../document/groups'
import { freeName } from '../document/ids'
import { documentStore } from '../editing/store'
import { pasteText } from './actions'
import type { Point } from '../drawing/geometry'
import { selectedGroup } from './groups/actions'

/** MIME type of a user's block dragged from the palette; its data are the block's id. */
export const OWN_BLOCK_DRAG_TYPE = 'application/x-unfold-own-block'

const text = { is: 'text' } as const
/** Part of a network that the user has saved for use in other documents; `text` is the part as a document, without weights. */
const blockSchema = all({ id: text, name: text, text })
type OwnBlock = Value<typeof blockSchema>

const schema = all({ blocks: list(blockSchema) })

interface Library {
  readonly blocks: readonly OwnBlock[]
}

export const useLibrary = create<Library>()(
  persist((): Library => ({ blocks: [] }), {
    name: 'unfold.library',
    version: 1,
    // Stored data may be damaged: drop blocks that no longer parse.
    merge: (stored) => ({ blocks: recovered(schema, stored).blocks.filter(({ text }) => readPart(text) !== undefined) }),
  }),
)

/** Saves the selected nodes as a block, named after their group. */
export function keepBlock(): void {
  const { document, selection } = documentStore.getState()
  if (selection.nodes.length === 0) return
  const { weights: _weights, ...drawn } = part(document, selection)
  const { blocks } = useLibrary.getState()
  const label = selectedGroup()?.label ?? groupsOf(document).byId.get(groupsOf(document).of.get(selection.nodes[0]!) ?? '')?.label ?? 'block'
  const name = blocks.some((b) => b.name === label) ? `${label} ${blocks.length + 1}` : label
  const id = freeName('own', (taken) => blocks.some((b) => b.id === taken))
  useLibrary.setState({ blocks: [...blocks, { id, name, text: JSON.stringify(drawn) }] })
}

export function renameBlock(id: string, name: string): void {
  if (name.trim() === '') return
  useLibrary.setState(({ blocks }) => ({ blocks: blocks.map((b) => (b.id === id ? { ...b, name: name.trim() } : b)) }))
}

export function dropBlock(id: string): void {
  useLibrary.setState(({ blocks }) => ({ blocks: blocks.filter((b) => b.id !== id) }))
}

/** Adds a saved block with its corner at `at`, or beside its original place. */
export function takeBlock(id: string, at?: Point): void {
  const block = useLibrary.getState().blocks.find((b) => b.id === id)
  if (block) pasteText(block.text, at)
}
