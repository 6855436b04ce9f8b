import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { reasonOf } from '../reason'
import { Target } from '../target'
import { UsageError } from '../usage'
import type { SweepFolder } from './folder'

/** Splits options as typed, at spaces outside quotation marks. */
const splitOptions = (text: string): readonly string[] =>
  [...text.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''))

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Numbers as an array job names them: `1-5,8,10-12`. */
function arrayOf(runs: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const run of runs) {
    const last = ranges.at(-1)
    if (last && last[1] === run - 1) last[1] = run
    else ranges.push([run, run])
  }
  return ranges.map(([a, b]) => (a === b ? String(a) : `${a}-${b}`)).join(',')
}

/**
 * Submits one array job with a task for each run, and returns its number.
 * @throws UsageError if there is no scheduler, or it refuses.
 */
export function submit(folder: SweepFolder, runs: readonly number[], options: string, program: string): string {
  const script = join(folder.path, 'submit.sh')
  const task = [process.execPath, program, 'sweep', '--work', folder.path].map(quoted).join(' ')
  new Target(script).write(`#!/bin/sh\nexec ${task} --run "$SLURM_ARRAY_TASK_ID"\n`)
  const args = ['--parsable', '--job-name=unfold-sweep', `--output=${join(folder.path, 'runs', '%4a', 'slurm.txt')}`, ...splitOptions(options)]
  const { status, stdout, stderr, error } = spawnSync('sbatch', [...args, `--array=${arrayOf(runs)}`, script], { encoding: 'utf8', timeout: 60_000 })
  if (error) throw new UsageError(reasonOf(error) === 'ENOENT' ? 'sweep-no-slurm' : 'sweep-slurm-refused', { reason: reasonOf(error) })
  if (status !== 0) throw new UsageError('sweep-slurm-refused', { reason: stderr.trim() || String(status) })
  return stdout.trim().split(';')[0]!
}
