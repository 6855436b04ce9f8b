import { valueAt } from '../../engine/contract/latex'
import type { NodeType } from '../../engine/contract/node-type'
import { bias } from '../../engine/ops/bias'
import { latch } from '../../engine/ops/latch'
import { leak } from '../../engine/ops/leak'
import { noise } from '../../engine/ops/noise'
import { dense, identity, sparse } from '../../engine/ops/project'
import {
  activated,
  activation,
  back,
  biasLetters,
  coefficient,
  coefficientOf,
  direction,
  emitActivation,
  initial,
  initialOf,
  isVector,
  rate,
  scaled,
  size,
} from '../common'
import en from './text.en.json'
import ja from './text.ja.json'

/** Above this fraction of non-zero entries, a dense matrix is faster than a sparse one. */
const DENSE_FROM = 0.3

/**
 * x(t) = (1−leak)·x(t−1) + leak·f(net(t) + W·x(t−1) + b), with W and b drawn from the seed and not trained (Jaeger
 * 2001).
 */
const type: NodeType = {
  type: 'reservoir',
  symbol: 'r',
  inputs: [{ name: 'in', flow: 'signal' }],
  outputs: [{ name: 'out', flow: 'signal' }],
  parameters: [
    size,
    { name: 'spectralRadius', kind: 'number', default: 0.9, min: 0 },
    { name: 'density', kind: 'number', default: 0.1, min: 0, aboveMin: true, max: 1 },
    ...coefficient('leak', { default: 1, min: 0, aboveMin: true, max: 1 }),
    { name: 'inputScaling', kind: 'number', default: 1, min: 0 },
    { name: 'biasScaling', kind: 'number', default: 0, min: 0 },
    activation('tanh'),
    { name: 'seed', kind: 'number', default: 0, whole: true },
    initial,
    direction,
    rate,
  ],
  projection: { in: 'dense' },
  fixedInputs: true,
  delays: true,
  face: { role: 'reservoir', shape: 'dots', glyph: 'M4 5h.01M8 3.5h.01M12 5h.01M5.5 8.5h.01M10.5 8h.01M3.5 12h.01M8 12.5h.01M12.5 11.5h.01', caption: 'leak' },
  letters: (node) => ['W', ...biasLetters(node), ...(isVector(node, 'leak') ? ['a'] : [])],
  equation(node, symbol, notation) {
    const previous = valueAt(symbol, back(node))
    const leakage = typeof node.leak === 'number' ? node.leak : 1
    const f = activated(node, symbol, 'in', 'tanh', notation, [`W_{${symbol}}\\,${previous}`])
    if (isVector(node, 'leak')) return `${valueAt(symbol, 0)} = (1 - a_{${symbol}}) \\odot ${previous} + a_{${symbol}} \\odot ${f}`
    return leakage === 1 ? `${valueAt(symbol, 0)} = ${f}` : `${valueAt(symbol, 0)} = ${Number((1 - leakage).toFixed(6))}\\,${previous} + ${leakage}\\,${f}`
  },
  lower(node, emit) {
    const seed = node.number('seed')
    const density = node.number('density')
    const share = { trainable: false, seed, decays: false }
    const recurrent = emit.parameter({
      ...share,
      name: `${node.id}.recurrent`,
      shape: [node.size, node.size],
      init: { kind: 'reservoir', density, spectralRadius: node.number('spectralRadius') },
      ...(density <= DENSE_FROM ? { density } : {}),
    })
    const scaling = node.number('biasScaling')
    const b = emit.parameter({ ...share, name: `${node.id}.bias`, shape: [node.size], init: { kind: 'uniform', low: -scaling, high: scaling } })
    const x = emit.out('out')
    const previous = emit.slot('previous')
    const a = emit.slot('activated')
    const net = emit.net('in', b)
    emit.emit(latch({ node: node.id, source: x, target: previous, delay: 1, decay: 0, initial: initialOf(node, emit), direction: node.direction }))
    const projection = { node: node.id, source: previous, target: net, scale: 1 }
    emit.emit(density <= DENSE_FROM ? sparse(projection, recurrent) : dense(projection, recurrent))
    if (emit.noise > 0) emit.emit(noise(node.id, emit.noise, net))
    emitActivation(node, emit, net, a)
    const leakage = coefficientOf(node, emit, 'leak', [0, 1])
    if (typeof leakage === 'number') {
      emit.emit(leak(node.id, leakage, previous, a, x))
      return
    }
    const copy = { node: node.id, scale: 1 }
    const change = emit.slot('change')
    emit.emit(bias(node.id, change, undefined))
    emit.emit(identity({ ...copy, source: a, target: change }))
    emit.emit(identity({ ...copy, source: previous, target: change, scale: -1 }))
    emit.emit(bias(node.id, x, undefined))
    emit.emit(identity({ ...copy, source: previous, target: x }))
    emit.emit(scaled(node.id, leakage, change, x))
  },
}

export const reservoir = { type, texts: { en, ja } }
