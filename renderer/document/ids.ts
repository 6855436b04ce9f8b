import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { portsOf, typeOf, type End } from './ports'

const PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/
const RESERVED = new Set(['__proto__', 'constructor', 'prototype'])

const taken = (document: GraphDocument, id: string): boolean => Object.hasOwn(document.nodes, id) || Object.hasOwn(document.edges, id)

/** Whether `id` is a valid id of a node or an edge. */
export const idFits = (id: string): boolean => PATTERN.test(id) && !RESERVED.has(id)

export const idIsFree = (document: GraphDocument, id: string): boolean => idFits(id) && !taken(document, id)

/** `stem`, or `stem2`, `stem3`, … if it is taken; after a digit, `stem_2`. */
export function freeName(stem: string, isTaken: (name: string) => boolean): string {
  const base = idFits(stem) ? stem.slice(0, 58) : 'n'
  if (!isTaken(base)) return base
  const joint = /\d$/.test(base) ? '_' : ''
  for (let n = 2; ; n++) if (!isTaken(`${base}${joint}${n}`)) return `${base}${joint}${n}`
}

export const freeId = (document: GraphDocument, stem: string): string => freeName(stem, (name) => taken(document, name))

export const freeNodeId = (document: GraphDocument, type: string): string => freeId(document, registry.get(type)?.symbol ?? 'n')

/** The id without its number: `h` for `h2`. */
export const stemOf = (id: string): string => id.replace(/_?\d+$/, '')

/** A short id for an edge in the usual notation: `W_xh`, or `copy` for a copy into a context. */
export function freeEdgeId(document: GraphDocument, from: End, to: End, kind: string): string {
  if (kind === 'identity') {
    if (typeOf(document, to.node)?.delays && portsOf(typeOf(document, to.node), 'to').length === 1) return freeId(document, 'copy')
    return freeId(document, `${from.node}_${to.node}`)
  }
  const short = /^[A-Za-z]\d*$/
  const pair = short.test(from.node) && short.test(to.node) ? `${from.node}${to.node}` : `${from.node}_${to.node}`
  return freeId(document, `W_${pair}`)
}
