import type { Position } from '@xyflow/react'
import { nodeOf, splitEnd } from '../../engine/document/ends'
import type { End } from '../document/ports'

/**
 * What an item of the canvas represents: a node, a group (its frame or tile), a note, or a portal, the outside end of a
 * wire that leaves the entered group.
 */
export type Item =
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'portal'; readonly id: string }
  | { readonly kind: 'note'; readonly id: string }

const GROUP = 'group:'
const PORTAL = 'portal:'
const NOTE = 'note:'

// Ids of documents contain no colon, so these cannot clash with them.
export const groupItem = (id: string): string => `${GROUP}${id}`
export const noteItem = (id: string): string => `${NOTE}${id}`
export const portalItem = (end: End, side: 'from' | 'to'): string => `${PORTAL}${side}:${end.node}.${end.port}`

export function readItem(item: string): Item {
  if (item.startsWith(GROUP)) return { kind: 'group', id: item.slice(GROUP.length) }
  if (item.startsWith(PORTAL)) return { kind: 'portal', id: nodeOf(item.slice(item.indexOf(':', PORTAL.length) + 1)) }
  if (item.startsWith(NOTE)) return { kind: 'note', id: item.slice(NOTE.length) }
  return { kind: 'node', id: item }
}

/** The handle of a port on a tile or portal, which represent other nodes. */
export const farHandle = (end: End): string => `${end.node}.${end.port}`

/** The end of a wire that a handle represents. */
export function endOfHandle(item: string, handle: string | null | undefined): End {
  if (readItem(item).kind === 'node') return { node: item, port: handle ?? '' }
  const { node, port = '' } = splitEnd(handle ?? '')
  return { node, port }
}

/** React Flow's name of a side. Importing its enumeration would load all of React Flow, also in the terminal. */
export const handleSide = (right: boolean): Position => (right ? 'right' : 'left') as Position
