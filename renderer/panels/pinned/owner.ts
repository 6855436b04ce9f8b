import { nodeOf } from '../../../engine/document/ends'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import type { Subject } from '../../workspace/pinned'

/** The node beside which a plot is placed on the canvas: its own, the target of its wire, or an output. */
export function ownerOf(subject: Subject, { nodes, edges }: Pick<GraphDocument, 'nodes' | 'edges'>): string | undefined {
  switch (subject.kind) {
    case 'overlay':
      return subject.of[0] && ownerOf(subject.of[0], { nodes, edges })
    case 'signal':
    case 'course':
      return nodeOf(subject.port)
    case 'prediction':
      return subject.name.split('/')[0]
    case 'weights':
      return nodeOf(edges[subject.name]?.to ?? subject.name)
    case 'loss':
      return Object.keys(nodes).find((id) => registry.get(nodes[id]!.type)?.isOutput)
  }
}
