import type { GraphDocument } from '../../../engine/document/types'
import { groupsOf } from '../../document/groups'
import { freeName, stemOf } from '../../document/ids'
import { groupOfPart, groupPart, instancesOf, portNames, ROOT, templateOf, type Instance, type Template } from '../../document/instance'

/** The effect of one edit on linked copies, by role. If copies differ, the first one counts. */
export interface Changes {
  readonly removed: Set<string>
  /** Nodes that left the group and still exist outside. */
  readonly left: Set<string>
  readonly set: Map<string, { readonly template: Template; readonly from: Instance; readonly part: string }>
  ports: Readonly<Record<string, string>> | undefined
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Compares copies before and after an edit. A new part of one copy gets a new role; corresponding new parts of several
 * copies get the same one.
 */
export function changesOf(before: GraphDocument, now: GraphDocument, link: string, instances: readonly Instance[]): Changes {
  const changes: Changes = { removed: new Set(), left: new Set(), set: new Map(), ports: undefined }
  const old = new Map(instancesOf(before, link).map((instance) => [instance.group.id, instance]))
  const taken = new Set(instances.flatMap((instance) => [...instance.partOf.keys()]))
  const fresh = new Map<string, string[]>()
  for (const instance of instances) {
    const was = old.get(instance.group.id)
    name(now, was, instance, taken, fresh)
    compare(before, was, now, instance, changes)
  }
  return changes
}

function compare(before: GraphDocument, was: Instance | undefined, now: GraphDocument, instance: Instance, changes: Changes): void {
  for (const [role, part] of was?.partOf ?? []) {
    if (instance.partOf.has(role)) continue
    changes.removed.add(role)
    if (Object.hasOwn(now.nodes, part)) changes.left.add(role)
  }
  for (const [role, part] of instance.partOf) {
    // A copy that was just created equals the others.
    if (!was || changes.set.has(role)) continue
    const old = was.partOf.get(role)
    const template = templateOf(now, instance, part)
    if (template && (old === undefined || !equal(template, templateOf(before, was, old)))) changes.set.set(role, { template, from: instance, part })
  }
  const ports = portNames(instance)
  if (was && !changes.ports && !equal(ports, portNames(was))) changes.ports = ports
}

/** Assigns roles to the new parts of a copy: groups first, then nodes, then edges between them. */
function name(now: GraphDocument, was: Instance | undefined, instance: Instance, taken: Set<string>, fresh: Map<string, string[]>): void {
  const known = new Set(was?.inside)
  const rank = (part: string): number => (groupOfPart(part) !== undefined ? 0 : Object.hasOwn(now.nodes, part) ? 1 : 2)
  // Parts that had no role before the edit stay without one, as the file had them.
  const added = instance.inside.filter((part) => !instance.roleOf.has(part) && !known.has(part)).sort((a, b) => rank(a) - rank(b))
  for (const part of added) {
    const key = keyOf(now, instance, part)
    if (key === undefined) continue
    const same = fresh.get(key)?.find((role) => !instance.partOf.has(role))
    const inner = groupOfPart(part)
    const stem = inner ?? part
    const role =
      same
      ?? (inner === undefined
        ? freeName(taken.has(stem) ? stemOf(stem) : stem, (id) => taken.has(id))
        : groupPart(freeName(stem, (id) => taken.has(groupPart(id)))))
    taken.add(role)
    fresh.set(key, [...(fresh.get(key) ?? []), ...(same === undefined ? [role] : [])])
    instance.roleOf.set(part, role)
    instance.partOf.set(role, part)
  }
}

/** New parts of two copies with equal keys correspond to each other. */
function keyOf(now: GraphDocument, instance: Instance, part: string): string | undefined {
  const template = templateOf(now, instance, part)
  if (!template) return undefined
  if (template.kind === 'edge') return `edge ${template.spec.from} ${template.spec.to}`
  if (template.kind === 'group') return `group ${template.within} ${template.spec.link ?? ''} ${template.spec.label ?? ''}`
  // Inside a nested linked group, the role in that group identifies the part.
  const around = groupsOf(now).of.get(part)
  const place = around === undefined || template.within === ROOT ? undefined : now.view?.groups?.[around]?.parts?.[part]
  return place === undefined ? `node ${template.within} ${template.spec.type}` : `part ${template.within} ${place}`
}
