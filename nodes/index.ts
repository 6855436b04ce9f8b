import type { NodeRegistry, NodeType } from '../engine/contract/node-type'
import { cell } from './cell'
import { context } from './context'
import { gate } from './gate'
import { input } from './input'
import { layer } from './layer'
import { output } from './output'
import { reservoir } from './reservoir'
import type { NodeText } from './text'
import cellEn from './cell/text.en.json'
import cellJa from './cell/text.ja.json'
import contextEn from './context/text.en.json'
import contextJa from './context/text.ja.json'
import gateEn from './gate/text.en.json'
import gateJa from './gate/text.ja.json'
import inputEn from './input/text.en.json'
import inputJa from './input/text.ja.json'
import layerEn from './layer/text.en.json'
import layerJa from './layer/text.ja.json'
import outputEn from './output/text.en.json'
import outputJa from './output/text.ja.json'
import reservoirEn from './reservoir/text.en.json'
import reservoirJa from './reservoir/text.ja.json'

const types: readonly NodeType[] = [input, layer, context, gate, cell, reservoir, output]
const byName = new Map(types.map((type) => [type.type, type]))

/** Every node type there is, in the palette's order. */
export const registry: NodeRegistry = { types, get: (type) => byName.get(type) }

export const texts: Readonly<Record<'en' | 'ja', Readonly<Record<string, NodeText>>>> = {
  en: { input: inputEn, layer: layerEn, context: contextEn, gate: gateEn, cell: cellEn, reservoir: reservoirEn, output: outputEn },
  ja: { input: inputJa, layer: layerJa, context: contextJa, gate: gateJa, cell: cellJa, reservoir: reservoirJa, output: outputJa },
}

export type { NodeText } from './text'
