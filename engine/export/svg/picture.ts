import type { Face, Role } from '../../contract/node-type'
import type { Outline } from '../../contract/outline'
import type { ProjectionKind } from '../../document/types'
import type { TextRun } from './runs'

/** The contents of a picture of a network, in units of the drawing; `svg.ts` renders it. */
export interface Picture {
  readonly title: string
  readonly nodes: readonly PictureNode[]
  /** In drawing order, back to front. */
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

/** The number that marks all owners and users of one shared parameter. */
export interface PictureFamily {
  /** As on the canvas: `1`, `1ᵀ` of a transposed matrix, `b2` of a bias. */
  readonly text: string
  /** Whether this wire or node owns the parameter, rather than sharing another's. */
  readonly owner: boolean
}

export interface PicturePort {
  readonly x: number
  readonly y: number
  readonly right: boolean
  readonly flow: 'signal' | 'gate' | 'state'
  readonly aside: boolean
  readonly wired: boolean
  /** Number of units of an output port, if shown. */
  readonly size: string | undefined
}

export interface PictureNode extends Box {
  readonly id: string
  readonly label: string
  /** Undefined for a node of unknown type. */
  readonly role: Role | undefined
  readonly shape: Face['shape']
  readonly outline?: Outline | undefined
  readonly glyph: string
  readonly mirrored: boolean
  readonly size: string
  readonly units: number
  /** For example z⁻¹. */
  readonly delay: string | undefined
  readonly locked: boolean
  /** Set if its bias is shared. */
  readonly family: PictureFamily | undefined
  /** Label of the self-loop of a cell. */
  readonly carousel: string | undefined
  readonly caption: string
  /** “muted” or “bypassed”, if it is. */
  readonly aside: string | undefined
  readonly ports: readonly PicturePort[]
}

export interface PictureWire {
  readonly id: string
  readonly path: string
  readonly kind: ProjectionKind
  readonly role: Role
  readonly end: { readonly x: number; readonly y: number }
  /** −1 if the wire arrives from the left, 1 if from the right. */
  readonly arrives: 1 | -1
  readonly name: { readonly stem: string; readonly index: string; readonly width: number; readonly locked: boolean } | undefined
  readonly delay: string | undefined
  /** Set if its weights are shared. */
  readonly family: PictureFamily | undefined
  /** Whether it carries nothing because an end is muted. */
  readonly idle: boolean
  /** Position of the name or delay. */
  readonly at: { readonly x: number; readonly y: number }
}

export interface PictureFrame extends Box {
  readonly label: string
  readonly tone: Role | undefined
}

/** A note, in Markdown. */
export interface PictureNote extends Box {
  readonly text: string
  readonly tone: Role | undefined
  /** Formatted formulas by their LaTeX between dollar signs; invalid ones are missing. */
  readonly formulas: ReadonlyMap<string, readonly TextRun[]>
}

export interface PictureTile extends PictureFrame {
  readonly count: number
  readonly ports: readonly PicturePort[]
  /** A miniature of the contents, in fractions of the whole. */
  readonly sketch: readonly (Box & { readonly role: Role })[]
}
