import type { NodeRegistry } from '../engine/contract/node-type'
import { cell } from './cell'
import { context } from './context'
import { formula } from './formula'
import { gate } from './gate'
import { input } from './input'
import { layer } from './layer'
import { neuron } from './neuron'
import { output } from './output'
import { reservoir } from './reservoir'
import type { NodeText } from './text'

/** All node types, in the order of the palette. */
const all = [input, layer, context, gate, cell, reservoir, neuron, formula, output]
const byName = new Map(all.map(({ type }) => [type.type, type]))

export const registry: NodeRegistry = { types: all.map(({ type }) => type), get: (type) => byName.get(type) }

const textsIn = (language: 'en' | 'ja'): Readonly<Record<string, NodeText>> => Object.fromEntries(all.map(({ type, texts }) => [type.type, texts[language]]))
/** Texts of each node type. */
export const texts = { en: textsIn('en'), ja: textsIn('ja') }

export type { NodeText } from './text'
