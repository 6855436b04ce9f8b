import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { groupsOf } from '../../renderer/document/groups'
import { fixtures } from './fixtures'

/** Documents written when their keys were introduced, as NAME-VERSION.unfold: every later version must open them. */
const folder = join(fixtures, 'documents')
const text = (name: string): string => readFileSync(join(folder, `${name}.unfold`), 'utf8')

function read(name: string): GraphDocument {
  const { document, errors } = parseDocument(text(name), registry)
  if (!document) throw new Error(errors.map((e) => e.message).join('\n'))
  return document
}

describe('documents of earlier versions', () => {
  it.each(readdirSync(folder).map((file) => file.replace(/\.unfold$/, '')))('%s opens, and is written byte for byte as it was', (name) => {
    const document = read(name)
    expect(compile(document, registry).errors).toEqual([])
    expect(serializeDocument(document)).toBe(text(name))
  })

  it('are computed the same with and without groups, wires, notes and tours', () => {
    const { c2, ...others } = read('extended-1').nodes
    const { ablation, ...whole } = c2!
    expect(ablation).toBe('muted')
    const drawn = compile({ ...read('extended-1'), nodes: { ...others, c2: whole } }, registry)
    const plain = compile(read('plain-1'), registry)
    expect([drawn.parameterCount, drawn.sizes, drawn.shapes]).toEqual([plain.parameterCount, plain.sizes, plain.shapes])
  })

  it('do not train muted nodes', () => {
    const [muted, plain] = ['extended-1', 'plain-1'].map((name) => compile(read(name), registry).parameterCount)
    // Only W_c2h2: a context has no parameters.
    expect(muted).toEqual({ trainable: plain!.trainable - 16, fixed: plain!.fixed + 16 })
  })

  it('have nested groups with port names, as linked copies', () => {
    const groups = groupsOf(read('extended-1'))
    const [first, second] = ['first', 'second'].map((id) => groups.byId.get(id)!)
    expect([first!.parent, second!.parent, second!.collapsed]).toEqual(['rings', 'rings', true])
    expect([first!.copies, second!.copies, first!.ports, second!.ports]).toEqual([2, 2, { 'h.out': 'state' }, { 'h2.out': 'state' }])
    expect([first!.nodes, second!.nodes]).toEqual([
      ['h', 'c'],
      ['h2', 'c2'],
    ])
  })
})
