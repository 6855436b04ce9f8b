import type { EdgeSpec, NodeSpec, ProjectionKind } from '../../engine/document/types'

export const newerNames = ['layer-norm', 'mgu', 'mingru', 'lru', 'attention', 'spiking', 'autoencoder', 'continuous', 'siamese'] as const
type NewerName = (typeof newerNames)[number]

/** The parts of a block: nodes, wires, and the nodes that receive its inputs and provide its outputs. */
export interface BlockDrawing {
  readonly nodes: Readonly<Record<string, NodeSpec>>
  readonly wires: Readonly<Record<string, readonly [from: string, to: string, kind: ProjectionKind, more?: Partial<EdgeSpec>]>>
  readonly entries: readonly string[]
  readonly exits: readonly string[]
}

/** Σ units of a to d, each times the exponential of its product with q, over the sum of the exponentials. */
const ATTENTION = ((states: readonly string[]) => {
  const weight = (s: string): string => `exp(sum(q * ${s}))`
  return `(${states.map((s) => `${s} * ${weight(s)}`).join(' + ')}) / (${states.map(weight).join(' + ')})`
})(['a', 'b', 'c', 'd'])

/**
 * Blocks drawn with formulas and shared weights: layer normalization (Ba et al. 2016), the minimal gated unit (Zhou et
 * al. 2016), minGRU (Feng et al. 2024), the complex diagonal recurrence of the LRU (Orvieto et al. 2023), attention over
 * the last four states (Vaswani et al. 2017), an adaptive spiking layer (Bellec et al. 2020), a tied autoencoder, a
 * continuous-time unit by Euler steps (Funahashi & Nakamura 1993), a siamese pair (Bromley et al. 1993).
 */
export function newerBlock(name: NewerName, size: number): BlockDrawing {
  const layer: NodeSpec = { type: 'layer', size }
  const linear: NodeSpec = { ...layer, activation: 'linear', bias: false }
  const context: NodeSpec = { type: 'context' }
  switch (name) {
    case 'layer-norm':
      return {
        nodes: { a: linear, n: { type: 'formula', formula: '(a - mean(a)) / sqrt(mean((a - mean(a))^2) + 1e-5)' }, h: layer, c: context },
        wires: {
          sums: ['a', 'n', 'identity'],
          gain: ['n', 'h', 'diagonal', { init: { kind: 'constant', value: 1 } }],
          copy: ['h', 'c', 'identity'],
          W_ca: ['c', 'a', 'dense'],
        },
        entries: ['a'],
        exits: ['h'],
      }
    case 'mgu':
      return {
        nodes: { f: { type: 'gate' }, r: { type: 'formula', formula: 'f * h' }, h_new: layer, h_prev: context },
        wires: {
          open: ['f.gate', 'r.f', 'identity'],
          reset: ['h_prev', 'r.h', 'identity'],
          U_f: ['h_prev', 'f', 'dense'],
          U_h: ['r', 'h_new', 'dense'],
          update: ['h_new', 'f.signal', 'identity'],
          hold: ['h_prev', 'f.other', 'identity'],
          remember: ['f', 'h_prev', 'identity'],
        },
        entries: ['f', 'h_new'],
        exits: ['f'],
      }
    case 'mingru':
      return {
        nodes: { z: { type: 'gate' }, h_new: { ...layer, activation: 'linear' }, h_prev: context },
        wires: { update: ['h_new', 'z.signal', 'identity'], hold: ['h_prev', 'z.other', 'identity'], remember: ['z', 'h_prev', 'identity'] },
        entries: ['z', 'h_new'],
        exits: ['z'],
      }
    case 'lru': {
      // Initially, λ = a + ib lies on a ring of radius 0.5 to 0.92, to the right of 0.
      const a: Partial<EdgeSpec> = { init: { kind: 'uniform', low: 0.4, high: 0.7 } }
      const b: Partial<EdgeSpec> = { init: { kind: 'uniform', low: 0.3, high: 0.6 } }
      return {
        nodes: { re: linear, im: linear, c_re: context, c_im: context },
        wires: {
          keep_re: ['re', 'c_re', 'identity'],
          keep_im: ['im', 'c_im', 'identity'],
          a: ['c_re', 're', 'diagonal', a],
          a_im: ['c_im', 'im', 'diagonal', { shares: 'a' }],
          b: ['c_re', 'im', 'diagonal', b],
          b_re: ['c_im', 're', 'diagonal', { shares: 'b', scale: -1 }],
        },
        entries: ['re', 'im'],
        exits: ['re', 'im'],
      }
    }
    case 'attention':
      return {
        nodes: {
          h: layer,
          q: linear,
          ...Object.fromEntries(['a', 'b', 'c', 'd'].map((id, i) => [id, { ...context, delay: i + 1 }])),
          m: { type: 'formula', formula: ATTENTION },
        },
        wires: {
          W_hq: ['h', 'q', 'dense'],
          W_ah: ['a', 'h', 'dense'],
          ask: ['q', 'm.q', 'identity'],
          ...Object.fromEntries(
            ['a', 'b', 'c', 'd'].flatMap((id): [string, BlockDrawing['wires'][string]][] => [
              [`keep_${id}`, ['h', id, 'identity']],
              [`state_${id}`, [id, `m.${id}`, 'identity']],
            ]),
          ),
        },
        entries: ['h'],
        exits: ['m', 'h'],
      }
    case 'spiking':
      return {
        nodes: { n: { type: 'neuron', size, threshold: 0.3, adaptation: 0.1 }, s: context, f: { ...context, decay: 0.9 } },
        wires: { copy: ['n', 's', 'identity'], W_sn: ['s', 'n', 'dense'], filter: ['n', 'f', 'identity', { scale: 0.1 }] },
        entries: ['n'],
        exits: ['f'],
      }
    case 'autoencoder':
      return {
        nodes: { x: { type: 'input', size }, h: { ...layer, size: Math.max(1, Math.ceil(size / 2)) }, y: { type: 'output', size } },
        wires: { W: ['x', 'h', 'dense'], W_back: ['h', 'y', 'dense', { shares: 'W', transpose: true }] },
        entries: [],
        exits: ['h'],
      }
    case 'continuous':
      return {
        nodes: { a: layer, h: { type: 'formula', formula: 'h + 0.1 / 1 * (a - h)' }, p: context },
        wires: { drive: ['a', 'h.a', 'identity'], last: ['p', 'h.h', 'identity'], copy: ['h', 'p', 'identity'], W_pa: ['p', 'a', 'dense'] },
        entries: ['a'],
        exits: ['h'],
      }
    case 'siamese':
      return {
        nodes: {
          x_1: { type: 'input', size },
          x_2: { type: 'input', size },
          h_1: layer,
          h_2: { ...layer, shares: 'h_1' },
          c_1: context,
          c_2: context,
          d: { type: 'formula', formula: 'abs(a - b)' },
        },
        wires: {
          W: ['x_1', 'h_1', 'dense'],
          W_2: ['x_2', 'h_2', 'dense', { shares: 'W' }],
          copy_1: ['h_1', 'c_1', 'identity'],
          copy_2: ['h_2', 'c_2', 'identity'],
          U: ['c_1', 'h_1', 'dense'],
          U_2: ['c_2', 'h_2', 'dense', { shares: 'U' }],
          one: ['h_1', 'd.a', 'identity'],
          other: ['h_2', 'd.b', 'identity'],
        },
        entries: [],
        exits: ['d'],
      }
  }
}
