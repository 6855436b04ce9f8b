import { wiresInto } from '../document/selectors'
import type { GraphDocument } from '../../engine/document/types'

/** Settings of a node by what they draw: its own parameters by the end of their names, and wires that arrive. */
const DRAWS: Readonly<Record<string, { readonly own?: readonly string[]; readonly arriving?: true }>> = {
  biasInit: { own: ['bias'] },
  biasScaling: { own: ['bias'] },
  spectralRadius: { own: ['recurrent'] },
  density: { own: ['recurrent'] },
  inputScaling: { arriving: true },
  seed: { own: ['bias', 'recurrent'], arriving: true },
}
const none: readonly string[] = []

/** Parameters on whose values a setting has no effect, as they are other than it draws. */
export function overridden(
  document: GraphDocument,
  of: 'nodes' | 'edges' | 'training',
  ids: readonly string[],
  setting: string,
  overrides: readonly string[],
): readonly string[] {
  const names = new Set(overrides)
  const key = setting.split('.')[0]!
  if (of === 'training') return key === 'seed' ? overrides : none
  if (of === 'edges') return key === 'init' || key === 'density' ? ids.filter((id) => names.has(id)) : none
  const { own = none, arriving = false } = (Object.hasOwn(DRAWS, key) && DRAWS[key]) || {}
  return ids.flatMap((id) => [
    ...own.map((end) => `${id}.${end}`).filter((name) => names.has(name)),
    // A wire with an initializer of its own is not drawn by the node.
    ...(arriving
      ? wiresInto(document, id)
          .map((wire) => wire.id)
          .filter((edge) => names.has(edge) && document.edges[edge]?.init === undefined)
      : none),
  ])
}
