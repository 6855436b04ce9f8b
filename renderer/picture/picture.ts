import { formulasOf } from '../../engine/base/markdown'
import type { DataSpec, GraphDocument } from '../../engine/document/types'
import type { Picture, PictureFamily, PictureNode, PicturePort, PictureTile, PictureWire } from '../../engine/export/svg/picture'
import type { TextRun } from '../../engine/export/svg/runs'
import { svgOf } from '../../engine/export/svg/svg'
import type { Theme } from '../../engine/export/svg/palette'
import type { Member } from '../document/families'
import { portsOf, typeOf } from '../document/ports'
import { sizesOf } from '../document/selectors'
import { factOf, type Translate } from '../drawing/fact'
import { placedPorts } from '../drawing/geometry'
import { groupColourRoles } from '../drawing/groups/tones'
import { withPlaces } from '../drawing/layout/arrange'
import { SceneBuilder, type FlowEdge, type FlowNode, type GroupTile } from '../drawing/model'
import { delaySign } from '../drawing/words'
import { nameOf } from '../drawing/wires/name'
import { formulaOf } from './mathematics'

export interface PictureOptions {
  readonly t: Translate
  /** Sizes that follow from the data's columns, in addition to those from the drawing. */
  readonly sizes?: Readonly<Record<string, number>>
}

/** The drawing of a whole document as on the canvas, without selection and signals. */
export function pictureOf(source: GraphDocument, { t, sizes = {} }: PictureOptions): Picture {
  const document = withPlaces(source)
  const known = { ...sizesOf(document), ...sizes }
  const scene = new SceneBuilder().build(document, { sizes: known, errors: [], warnings: [] }, { nodes: [], edges: [] }, new Map())
  return {
    title: document.name ?? '',
    nodes: scene.nodes.map((node) => nodeOf(node, document.data, t)),
    wires: scene.edges.map(wireOf),
    frames: scene.items.flatMap((item) => {
      if (item.type !== 'frame') return []
      const { group } = item.data
      return [{ ...item.position, width: item.width ?? 0, height: item.height ?? 0, label: group.label, tone: group.colour && groupColourRoles[group.colour] }]
    }),
    notes: scene.items.flatMap((item) => {
      if (item.type !== 'note') return []
      const { text, colour } = item.data.note
      return [
        { ...item.position, width: item.width ?? 0, height: item.height ?? 0, text, tone: colour && groupColourRoles[colour], formulas: formulasIn(text) },
      ]
    }),
    tiles: scene.items.flatMap((item) => (item.type === 'tile' ? [tileOf(document, item, known)] : [])),
  }
}

/** The formulas of a note, formatted; invalid LaTeX is left as written. */
function formulasIn(text: string): Map<string, readonly TextRun[]> {
  return new Map(
    formulasOf(text).flatMap((tex) => {
      const runs = formulaOf(tex)
      return runs ? [[tex, runs] as const] : []
    }),
  )
}

/** An SVG of the document, with the document embedded. */
export const svgPicture = (document: GraphDocument, theme: Theme, options: PictureOptions): string => svgOf(pictureOf(document, options), { theme, document })

function nodeOf({ id, position, width = 0, height = 0, data }: FlowNode, from: DataSpec | undefined, t: Translate): PictureNode {
  const { type, spec, label, size, mirrored, member } = data
  const wired = new Set(data.wired.split(' '))
  const ports = (['to', 'from'] as const).flatMap((side) =>
    placedPorts(type, side, mirrored).map(
      ({ port, place }): PicturePort => ({
        x: position.x + place.x,
        y: position.y + place.y,
        right: place.normal > 0,
        flow: port.flow,
        aside: port.aside === true,
        wired: wired.has(`${side === 'to' ? 'in' : 'out'}:${port.name}`),
        size: side === 'from' && !port.aside && size !== undefined ? String(size) : undefined,
      }),
    ),
  )
  const face = type?.face
  return {
    id,
    ...position,
    width,
    height,
    label,
    ports,
    mirrored,
    role: face?.role,
    shape: face?.shape ?? 'box',
    outline: face?.outline,
    glyph: face?.glyph ?? '',
    size: String(size ?? '?'),
    units: size ?? 12,
    locked: type?.fixedInputs === true,
    family: familyTag(member, id, 'b'),
    delay: face?.shape === 'dashed' ? delaySign(typeof spec.delay === 'number' ? spec.delay : 1, spec.direction === 'backward') : undefined,
    carousel: face?.shape === 'carousel' ? (wired.has('in:forget') ? '× f' : '1.0') : undefined,
    aside: type && spec.ablation && t(`ablation.${spec.ablation}`),
    caption: type ? factOf(spec, type, from, t) : t('canvas.type-unknown', { type: spec.type }),
  }
}

const familyTag = (member: Member | undefined, id: string, before = ''): PictureFamily | undefined =>
  member && { text: `${before}${member.family}${member.transposed ? 'ᵀ' : ''}`, owner: member.owner === id }

function wireOf({ id, data }: FlowEdge): PictureWire {
  const { route, kind, role, trainable, delay, backward, label, arrives, member } = data!
  const { stem, index, width } = nameOf(id)
  const named = delay === undefined && kind !== 'identity' && label?.free === true
  return {
    id,
    kind,
    arrives,
    role: role as PictureWire['role'],
    path: route.path,
    end: { x: route.end.x, y: route.end.y },
    at: label?.at ?? route.middle,
    name: named ? { stem, index, width, locked: !trainable } : undefined,
    delay: delay === undefined ? undefined : delaySign(delay, backward),
    family: delay === undefined && kind !== 'identity' ? familyTag(member, id) : undefined,
    idle: data!.carries === 'nothing',
  }
}

function tileOf(document: GraphDocument, { position, width = 0, height = 0, data }: GroupTile, sizes: Readonly<Record<string, number>>): PictureTile {
  const { group, ports, sketch } = data
  return {
    ...position,
    width,
    height,
    label: group.label,
    tone: group.colour && groupColourRoles[group.colour],
    count: group.all.length,
    sketch: sketch.map(({ role, x, y, width: w, height: h }) => ({ x, y, width: w, height: h, role: role as PictureWire['role'] })),
    ports: ports.map(({ end, side, place }): PicturePort => {
      const port = portsOf(typeOf(document, end.node), side).find((p) => p.name === end.port)
      const size = side === 'from' ? sizes[end.node] : undefined
      return {
        x: position.x + place.x,
        y: position.y + place.y,
        right: place.normal > 0,
        flow: port?.flow ?? 'signal',
        aside: port?.aside === true,
        wired: true,
        size: size === undefined ? undefined : String(size),
      }
    }),
  }
}
