import { readdirSync, readFileSync } from 'node:fs'
import { buildApp } from './build.mjs'
import { fromRoot } from './setup/paths.mjs'
import { run } from './setup/run.mjs'

export const manifest = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'))

/**
 * Packages the built app with electron-builder.
 * @param {readonly string[]} targets Its arguments: `--linux deb`, `--dir`, …
 * @param {{ output?: string, compression?: 'gz' | 'xz' }} [options] `output`: a folder of the repository, by default
 * `dist`; `compression` of the .deb: gz is faster, xz a quarter smaller.
 */
export async function packageApp(targets, { output = 'dist', compression = 'xz' } = {}) {
  await buildApp()
  const { status, output: said } = await run(
    process.execPath,
    [
      fromRoot('node_modules', 'electron-builder', 'cli.js'),
      ...targets,
      '--publish',
      'never',
      `-c.directories.output=${output}`,
      `-c.deb.compression=${compression}`,
    ],
    { capture: true, env: { ...process.env, CUSTOM_FPM_PATH: fromRoot('scripts', 'fpm.cjs') } },
  )
  if (status !== 0) throw new Error(`${said.trimEnd()}\nThe package could not be made.`)
}

/** Files with this extension in a folder of the repository. */
export const made = (/** @type {string} */ folder, /** @type {string} */ extension) =>
  readdirSync(fromRoot(folder))
    .filter((name) => name.endsWith(extension))
    .map((name) => fromRoot(folder, name))
