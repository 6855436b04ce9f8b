import type { Face, Role } from '../../contract/node-type'
import type { ProjectionKind } from '../../document/types'
import type { Run } from './runs'

/** What stands on a picture of a network, in the canvas's units; how it looks is `svg.ts`'s. */
export interface Picture {
  readonly title: string
  readonly nodes: readonly PictureNode[]
  /** Those that lie under others first. */
  readonly wires: readonly PictureWire[]
  /** Outer ones first. */
  readonly frames: readonly PictureFrame[]
  readonly tiles: readonly PictureTile[]
  readonly notes: readonly PictureNote[]
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PicturePort {
  readonly x: number
  readonly y: number
  readonly right: boolean
  readonly flow: 'signal' | 'gate' | 'state'
  readonly aside: boolean
  readonly wired: boolean
  /** Units that leave by it, where that is written. */
  readonly size: string | undefined
}

export interface PictureNode extends Box {
  readonly id: string
  readonly label: string
  /** Undefined for a node of a type that this version does not know. */
  readonly role: Role | undefined
  readonly shape: Face['shape']
  readonly glyph: string
  readonly mirrored: boolean
  readonly size: string
  readonly units: number
  /** z⁻¹ and its like. */
  readonly delay: string | undefined
  readonly locked: boolean
  /** What stands on a cell's loop. */
  readonly carousel: string | undefined
  readonly caption: string
  /** “muted” or “bypassed”, where it is. */
  readonly aside: string | undefined
  readonly ports: readonly PicturePort[]
}

export interface PictureWire {
  readonly id: string
  readonly path: string
  readonly kind: ProjectionKind
  readonly role: Role
  readonly end: { readonly x: number; readonly y: number }
  /** −1 where it arrives from the left, 1 from the right. */
  readonly arrives: 1 | -1
  readonly name: { readonly stem: string; readonly index: string; readonly width: number; readonly locked: boolean } | undefined
  readonly delay: string | undefined
  /** Whether it carries nothing, as an end of it is muted. */
  readonly idle: boolean
  /** Where the name or the delay stands. */
  readonly at: { readonly x: number; readonly y: number }
}

export interface PictureFrame extends Box {
  readonly label: string
  readonly tone: Role | undefined
}

/** Words beside the network, in Markdown. */
export interface PictureNote extends Box {
  readonly text: string
  readonly tone: Role | undefined
  /** What stands between dollar signs, by its LaTeX, as letters on a line; what is no LaTeX is not there. */
  readonly formulas: ReadonlyMap<string, readonly Run[]>
}

export interface PictureTile extends PictureFrame {
  readonly count: number
  readonly ports: readonly PicturePort[]
  /** What lies inside, in shares of the whole. */
  readonly sketch: readonly (Box & { readonly role: Role })[]
}
