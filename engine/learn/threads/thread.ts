import { compile } from '../../compile'
import { Program } from '../../compile/program'
import { ParameterStore } from '../../compile/store'
import type { NodeRegistry } from '../../contract/node-type'
import { stream } from '../../base/random'
import { Arena } from '../../kernels/arena'
import { makeKernels } from '../../kernels'
import { runJob, type Job } from './threads'

/** Runs a helping thread: binds the same program over the shared memory and executes its part of the work. */
export function runThread(job: Job, registry: NodeRegistry): void {
  runJob(job, ({ memory, document, sizes, indices, options, capacity, program, scratch }) => {
    const { network } = compile(document, registry, sizes)
    if (!network) throw new Error('the network does not compile')
    const arena = Arena.over(memory)
    const kernels = makeKernels(options.precision ?? network.training.precision, memory, { ...options, scratch })
    const store = new ParameterStore([...network.parameters, ...network.mirrors], kernels, arena, (p) =>
      Object.hasOwn(indices, p.name) ? indices[p.name] : undefined,
    )
    arena.moveTo(program)
    return new Program(network, store, kernels, arena, capacity, (name) => stream(network.training.seed, name))
  })
}
