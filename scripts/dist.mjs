import { readFileSync } from 'node:fs'
import { main } from './main.mjs'
import { made, manifest, packageApp } from './package.mjs'
import { fromRoot, say } from './setup/paths.mjs'
import { run } from './setup/run.mjs'
import { setup } from './setup.mjs'

/**
 * Makes installers for this system in dist/: a .deb and a .tar.gz on Linux (with `npm run dist -- AppImage` an AppImage
 * too, which downloads its runtime), a setup program on Windows, a disk image on macOS.
 */
await main(async () => {
  await setup({ display: true })
  const more = process.argv.slice(2)
  const runtime = readFileSync(fromRoot('node_modules', 'electron', 'dist', 'version'), 'utf8')
    .trim()
    .replace(/^v/, '')
  const named = JSON.parse(readFileSync(fromRoot('node_modules', 'electron', 'package.json'), 'utf8')).version
  if (runtime !== named) say(`Note: built with Electron ${runtime}, the older runtime for development, not with ${named}. For demonstration, not for release.`)
  if (process.platform === 'linux') {
    await packageApp(['--linux', 'deb', ...more])
    const name = `${manifest.productName}-${manifest.version}-linux-${process.arch}`
    // Use tar, because electron-builder would download a tool and take ten times as long.
    const { status, output } = await run(
      'tar',
      [
        'czf',
        fromRoot('dist', `${name}.tar.gz`),
        '--owner=0',
        '--group=0',
        '--transform',
        `s,^linux-unpacked,${name},S`,
        '-C',
        fromRoot('dist'),
        'linux-unpacked',
      ],
      { capture: true },
    )
    if (status !== 0) throw new Error(`${output.trimEnd()}\nThe .tar.gz could not be made.`)
  } else {
    await packageApp([process.platform === 'darwin' ? '--mac' : '--win', ...more])
  }
  for (const extension of ['.deb', '.tar.gz', '.AppImage', '.exe', '.dmg']) for (const file of made('dist', extension)) say(file)
})
