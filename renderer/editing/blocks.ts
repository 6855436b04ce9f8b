import { FORMAT, VERSION, type EdgeSpec, type GroupColour, type GraphDocument, type NodeSpec } from '../../engine/document/types'
import { arranged } from '../drawing/layout/arrange'
import { newerBlock, newerNames, type BlockDrawing } from './newerBlocks'
import { paste } from './clipboard'
import { connect } from './commands'
import { groupNodes } from '../document/groups'
import { resolveEnd } from '../document/ports'
import type { DocumentDraft, Point, Selection } from '../document/types'

export const blockNames = ['elman', 'jordan', 'lstm', 'lstm-1997', 'lstm-peephole', 'gru', 'reservoir', 'bidirectional', ...newerNames] as const
export type BlockName = (typeof blockNames)[number]

/** A part of a network, wired and made of primitive nodes. */
export interface Block {
  readonly part: GraphDocument
  /** Ports that receive the block's inputs. */
  readonly entries: readonly string[]
  /** Ports that provide the block's outputs. */
  readonly exits: readonly string[]
}

type Wires = BlockDrawing['wires']

function part(nodes: Readonly<Record<string, NodeSpec>>, wires: Wires): GraphDocument {
  const edges: Record<string, EdgeSpec> = {}
  for (const [id, [from, to, kind, more]] of Object.entries(wires)) edges[id] = { from, to, kind, ...more }
  return arranged({ format: FORMAT, version: VERSION, nodes: { ...nodes }, edges })
}

/** The wires of every LSTM: y = o ⊙ tanh c, c = … + i ⊙ g, and a copy of y that all gates read one step later. */
const memoryCell: Wires = {
  candidate: ['g', 'i.signal', 'identity'],
  write: ['i', 'c', 'identity'],
  read: ['c', 'o.signal', 'identity'],
  remember: ['o', 'h_prev', 'identity'],
  W_hg: ['h_prev', 'g', 'dense'],
  W_hi: ['h_prev', 'i', 'dense'],
  W_ho: ['h_prev', 'o', 'dense'],
}
const forgetting: Wires = { W_hf: ['h_prev', 'f', 'dense'], keep: ['f', 'c.forget', 'identity'] }
const peepholes: Wires = { p_i: ['c.previous', 'i', 'diagonal'], p_f: ['c.previous', 'f', 'diagonal'], p_o: ['c.state', 'o', 'diagonal'] }

/**
 * A block of `size` units from the literature: Elman 1990, Jordan 1986, LSTM with forget gate (Gers et al. 2000),
 * without it (Hochreiter & Schmidhuber 1997), with peepholes (Gers et al. 2002), GRU (Cho et al. 2014), a reservoir
 * with its readout (Jaeger 2001), a bidirectional pair (Schuster & Paliwal 1997); newer ones in `newerBlocks`.
 */
export function block(name: BlockName, size: number): Block {
  const layer: NodeSpec = { type: 'layer', size }
  const gate: NodeSpec = { type: 'gate', size }
  switch (name) {
    case 'elman':
      return { part: part({ h: layer, c: { type: 'context' } }, { copy: ['h', 'c', 'identity'], W_ch: ['c', 'h', 'dense'] }), entries: ['h'], exits: ['h'] }
    case 'jordan':
      return {
        part: part(
          { h: layer, y: { type: 'output', size: 1 }, c: { type: 'context', decay: 0.5 } },
          { W_hy: ['h', 'y', 'dense'], copy: ['y', 'c', 'identity'], W_ch: ['c', 'h', 'dense'] },
        ),
        entries: ['h'],
        exits: ['y'],
      }
    case 'lstm':
    case 'lstm-peephole':
      return {
        part: part(
          { g: layer, i: gate, f: { ...gate, biasInit: 1 }, c: { type: 'cell' }, o: gate, h_prev: { type: 'context' } },
          { ...memoryCell, ...forgetting, ...(name === 'lstm' ? {} : peepholes) },
        ),
        entries: ['g', 'i', 'f', 'o'],
        exits: ['o'],
      }
    case 'lstm-1997':
      return {
        part: part({ g: layer, i: gate, c: { type: 'cell' }, o: gate, h_prev: { type: 'context' } }, memoryCell),
        entries: ['g', 'i', 'o'],
        exits: ['o'],
      }
    case 'gru':
      return {
        part: part(
          { r: { type: 'gate' }, h_new: layer, z: gate, h_prev: { type: 'context' } },
          {
            U_r: ['h_prev', 'r', 'dense'],
            reset: ['h_prev', 'r.signal', 'identity'],
            U_h: ['r', 'h_new', 'dense'],
            U_z: ['h_prev', 'z', 'dense'],
            update: ['h_new', 'z.signal', 'identity'],
            hold: ['h_prev', 'z.other', 'identity'],
            remember: ['z', 'h_prev', 'identity'],
          },
        ),
        entries: ['r', 'h_new', 'z'],
        exits: ['z'],
      }
    case 'reservoir':
      return { part: part({ r: { type: 'reservoir', size }, y: { type: 'output', size: 1 } }, { W_out: ['r', 'y', 'dense'] }), entries: ['r'], exits: ['y'] }
    case 'bidirectional':
      return {
        part: part(
          { h_f: layer, c_f: { type: 'context' }, h_b: layer, c_b: { type: 'context', direction: 'backward' } },
          { copy_f: ['h_f', 'c_f', 'identity'], W_cf: ['c_f', 'h_f', 'dense'], copy_b: ['h_b', 'c_b', 'identity'], W_cb: ['c_b', 'h_b', 'dense'] },
        ),
        entries: ['h_f', 'h_b'],
        exits: ['h_f', 'h_b'],
      }
    default: {
      const { nodes, wires, entries, exits } = newerBlock(name, size)
      return { part: part(nodes, wires), entries, exits }
    }
  }
}

/**
 * Adds a block with its top left corner at `at`. Projects each of `from` to every entry, and every exit to each of
 * `to`, by the default kind of projection there. Returns what was added.
 */
export function addBlock(
  draft: DocumentDraft,
  name: BlockName,
  size: number,
  at: Point,
  ends: { readonly from?: readonly string[]; readonly to?: readonly string[] } = {},
): Selection {
  const { part: drawn, entries, exits } = block(name, size)
  const added = paste(draft, drawn, { at })
  const names = new Map(Object.keys(drawn.nodes).map((id, i) => [id, added.nodes[i]!]))
  const end = (node: string, side: 'from' | 'to'): ReturnType<typeof resolveEnd> => resolveEnd(draft as GraphDocument, node, side)
  const edges = [...added.edges]
  for (const source of ends.from ?? []) for (const entry of entries) edges.push(connect(draft, end(source, 'from'), end(names.get(entry)!, 'to')))
  for (const target of ends.to ?? []) for (const exit of exits) edges.push(connect(draft, end(names.get(exit)!, 'from'), end(target, 'to')))
  const { label, colour } = frames[name]
  groupNodes(draft, added.nodes, { label, colour })
  return { nodes: added.nodes, edges }
}

/** Label and colour of the frame around each block. */
const frames: Readonly<Record<BlockName, { readonly label: string; readonly colour: GroupColour }>> = {
  elman: { label: 'Elman', colour: 'violet' },
  jordan: { label: 'Jordan', colour: 'vermilion' },
  lstm: { label: 'LSTM', colour: 'magenta' },
  'lstm-1997': { label: 'LSTM 1997', colour: 'magenta' },
  'lstm-peephole': { label: 'Peephole LSTM', colour: 'magenta' },
  gru: { label: 'GRU', colour: 'amber' },
  reservoir: { label: 'Reservoir', colour: 'green' },
  bidirectional: { label: 'Bidirectional', colour: 'blue' },
  'layer-norm': { label: 'Layer normalization', colour: 'teal' },
  mgu: { label: 'MGU', colour: 'amber' },
  mingru: { label: 'minGRU', colour: 'amber' },
  lru: { label: 'LRU', colour: 'violet' },
  attention: { label: 'Attention', colour: 'magenta' },
  spiking: { label: 'Spiking layer', colour: 'vermilion' },
  autoencoder: { label: 'Tied autoencoder', colour: 'blue' },
  continuous: { label: 'Continuous time', colour: 'green' },
  siamese: { label: 'Siamese pair', colour: 'teal' },
}
